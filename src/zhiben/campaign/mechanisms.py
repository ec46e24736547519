"""What the campaign knows of the standing mechanisms: the task force's meetings, reports sent in on time, liaison. The
thresholds are editable defaults of this product, not rules of any paper."""

from __future__ import annotations

from datetime import date, datetime

from zhiben.campaign import queries
from zhiben.foundation.scope.context import current
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut, percent, ratio
from zhiben.kernel.mechanism import Health, Light, Source, register
from zhiben.kernel.periods import half_month_of, previous, quarter_of
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

MEETS_WITHIN, MET_LATE = 31, 62
"""So many days after the last meeting the light is green, and then yellow."""

ON_TIME, NEARLY = 95, 80
"""From so many per cent of reports on time the light is green, and yellow."""


def _day(at: datetime) -> date:
    return at.astimezone(clock.TZ).date()


def _task_force(at: datetime) -> Health:
    day = _day(at)
    met = queries.meetings().filter(state__in=("held", "minuted"), held_on__lte=day)
    last = met.first()
    if last is None:
        return Health(Light.DARK, N_("还没有开过会"), 0)
    ago = (day - last.held_on).days
    without, late = queries.undone_decisions(day)
    line = N_("最近一次会议在{day}（{ago}天前）；议定事项未转任务{without}项，逾期{late}项").format(
        day=clock.in_words(last.held_on), ago=ago, without=without, late=late
    )
    light = Light.GREEN if ago <= MEETS_WITHIN else Light.YELLOW if ago <= MET_LATE else Light.RED
    return Health(max(light, Light.YELLOW) if without or late else light, line, _this_quarter(met, day))


def _this_quarter(rows: object, day: date) -> int:
    period = quarter_of(day)
    found: int = rows.filter(held_on__gte=period.first, held_on__lte=period.last).count()  # type: ignore[attr-defined]
    return found


def _reports(at: datetime) -> Health:
    period = previous(half_month_of(_day(at)))
    cut = Cut(at, period)
    due, sent = queries.expected(cut).count(), queries.reported(cut).count()
    if not due:
        return Health(Light.DARK, N_("{period}没有应报的任务").format(period=period.label), 0)
    rate = ratio(sent, due)
    line = N_("{period}应报{due}项、已报{sent}项，报送率{rate}").format(
        period=period.label, due=due, sent=sent, rate=percent(rate)
    )
    whole = sent * 100
    light = Light.GREEN if whole >= ON_TIME * due else Light.YELLOW if whole >= NEARLY * due else Light.RED
    return Health(light, line, sent)


def _liaison(at: datetime) -> Health:
    day = _day(at)
    cards = orgs.liaison_cards(current().actor, day=day)
    if not cards:
        return Health(Light.DARK, N_("没有可查看的单位"), 0)
    lacking = sum(card.first is None for card in cards)
    confirmed = sum(card.confirmed for card in cards)
    line = N_("{quarter}已确认{confirmed}/{units}个单位").format(
        quarter=quarter_of(day).label, confirmed=confirmed, units=len(cards)
    )
    line += N_("，{count}个单位没有联络人").format(count=lacking) if lacking else ""
    light = Light.GREEN if confirmed == len(cards) and not lacking else Light.YELLOW
    half = confirmed * 2 < len(cards)
    return Health(Light.RED if half else light, line, confirmed)


def _notices(at: datetime) -> Health:
    day = _day(at)
    sent = queries.notices()
    if not sent.exists():
        return Health(Light.DARK, N_("还没有发过联络通知"), 0)
    late = queries.unread(day).count()
    quarter = quarter_of(day)
    count = sent.filter(sent_at__gte=quarter.begins, sent_at__lt=quarter.ends).count()
    line = N_("本季度通知{count}件，过期未签收{late}个单位次").format(count=count, late=late)
    return Health(Light.YELLOW if late else Light.GREEN, line, count)


register(
    Source(
        "task_force",
        N_("专班会议"),
        N_("31天内开过会为绿，62天内为黄，更久为红；有议定事项未转任务或逾期的，至少为黄（默认）"),
        _task_force,
        "campaign:forces",
    ),
    Source(
        "reporting",
        N_("半月报送"),
        N_("上一半月报送率95％以上为绿，80％以上为黄，更低为红（默认）"),
        _reports,
        "campaign:list",
    ),
    Source(
        "liaison",
        N_("联络人确认"),
        N_("各单位本季度都已确认联络人为绿，过半为黄，不到一半为红（默认）"),
        _liaison,
        "campaign:liaisons",
    ),
    Source(
        "liaison",
        N_("联络通知"),
        N_("没有过期未签收的为绿，有的为黄（默认）"),
        _notices,
        "campaign:notices",
    ),
)
