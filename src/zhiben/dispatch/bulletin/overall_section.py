"""The section on the whole: hazards and tasks in words, the figures beside those of the round before, what was restated
since, and the ledger's anchor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch import comparing, queries, restating, resting
from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.comparing import Vintage
from zhiben.dispatch.facts import Figures
from zhiben.dispatch.vocab import Part
from zhiben.foundation.audit import heads
from zhiben.foundation.audit.queries import anchor_of
from zhiben.foundation.rendering import Align, Block, Column, Para, Table
from zhiben.kernel import clock
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from datetime import datetime

    from zhiben.dispatch.models import Round
    from zhiben.dispatch.queries import Named
    from zhiben.dispatch.restating import Restatement


STOCK = N_("（另有往年存量逾期未整改{{hazards.overdue_stock}}项）")
HAZARDS = (
    N_(
        "本年上报的有效重大事故隐患（已剔除不予认定和重复的）{{D1.reported}}项，已整改销号{{hazards.closed}}项，"
        "整改率{{D1.rate}}；未销号的{{未销号}}项中，已报整改、待复核销号{{hazards.waiting}}项，"
        "未到期{{hazards.not_due}}项，逾期未整改{{hazards.overdue}}项"
    )
    + STOCK
    + N_(
        "。挂牌督办{{D1.listed}}项。现场确认{{C5.confirmed:分子}}项（应确认{{C5.confirmed:分母}}项），"
        "已销号的经两人现场复核{{C5.reverified:分子}}项（应复核{{C5.reverified:分母}}项）。"
    )
)
TASKS = N_(
    "重点任务{{A5.tasks}}项，已办结{{tasks.done}}项，逾期未办结{{tasks.overdue}}项；"
    "本期应报进展{{tasks.reported_rate:分母}}项，已报（含零报告）{{tasks.reported_rate:分子}}项，"
    "报送率{{tasks.reported_rate}}。"
)


def section(one: Round, figures: Figures, restated: Sequence[Restatement], named: Sequence[Named]) -> Drafted:
    """Paragraphs and the comparison; `restated` are the round's own restatements, `named` its names."""
    anew = [each for each in restated if each.entered]
    since = N_("截至{day}24时，").format(day=clock.in_words(one.period.last))
    said = [N_("重大事故隐患。") + since + _hazards(figures)]
    said += [N_("重点任务。") + since + TASKS] if figures.count("A5.tasks") else []
    below = (
        *_compared(one, Vintage.RESTATED if anew else Vintage.FROZEN),
        *_entered(anew, named),
        *map(_own, restating.whole_ways(each for each in restated if _beside(each))),
        *_earlier(one),
        *_anchored(one),
    )
    return Drafted(Part.OVERALL, N_("总体情况"), "\n".join(said), below, led=True)


def _compared(one: Round, vintage: Vintage) -> tuple[Block, ...]:
    found = comparing.comparison(one, vintage)
    if found is None:
        return ()
    titles = (N_("本期"), N_("上期"), N_("增减"))
    table = Table(
        caption=N_("主要指标与上期比较"),
        columns=(Column(N_("指标"), Align.LEFT), *(Column(title, Align.RIGHT) for title in titles)),
        rows=tuple((line.title, line.now, line.before, line.change) for line in found.lines),
        note="；".join((found.vintage.label, *found.restated)) + "。",
    )
    return (
        Para(
            N_("主要指标与上期（{period}）相比的增减，见“主要指标与上期比较”表。").format(
                period=found.before.period.label
            )
        ),
        table,
    )


def _entered(anew: Sequence[Restatement], named: Sequence[Named]) -> Iterator[Para]:
    """Of a bulletin that was drafted anew: which figures it prints are not those that were frozen at first, and what
    still is as it was then."""
    said = N_("本期“{title}”关闭时冻结为{was}，{day}重述为{now}，原因：{reason}。本期简报为重述后的数据。")
    for way in restating.whole_ways(anew):
        yield Para(_told(said, way), lead=N_("更正。"))
    if anew:
        kept = N_("点名、按期办结率比较和上期点名事项办理情况仍按关闭时冻结的数据。")
        yield Para("".join(f"{one}。" for one in resting.fallen(named, anew)) + kept, lead=N_("更正。"))


def _beside(found: Restatement) -> bool:
    """True of what is told beside the first figure, because it came out before approval."""
    return not found.entered and found.source not in restating.PRINTED


def _own(found: Restatement) -> Para:
    """The text keeps what was frozen; beside it stands what was restated before the bulletin was approved."""
    said = N_("本期“{title}”关闭时冻结为{was}，{day}重述为{now}，原因：{reason}。本期其他各处仍按关闭时冻结的数据。")
    return Para(_told(said, found), lead=N_("更正。"))


def _told(said: str, found: Restatement, **more: str) -> str:
    reason = " ".join(found.reason.split()).rstrip("。")
    return said.format(title=found.title, was=found.was, now=found.now, day=_day(found.at), reason=reason, **more)


def _day(at: datetime) -> str:
    return clock.in_words(at.astimezone(clock.TZ).date())


def _earlier(one: Round) -> Iterator[Para]:
    """What came out about the bulletin before, and about older ones since that one was signed: it could not tell."""
    before = list(queries.drafted_before(one))
    last = before[0].bulletin if before else None
    for found in reversed(before):
        for mistake in restating.mistakes(found) if found.mistakes else ():
            if found is before[0] or (last and last.signed_at and mistake.at > last.signed_at):
                yield Para(_mistake(found, mistake), lead=N_("上期简报更正。"))


def _mistake(of: Round, found: Restatement | restating.Withdrawal) -> str:
    period = of.period.label
    if isinstance(found, restating.Withdrawal):
        said = N_("{period}简报已于{day}撤回，原因：{reason}；更正说明：{correction}。")
        return said.format(
            period=period,
            day=_day(found.at),
            reason=found.reason.rstrip("。"),
            correction=found.correction.rstrip("。"),
        )
    said = N_("{period}简报所载“{title}”{was}，{day}重述为{now}，原因：{reason}。")
    return _told(said, found, period=period)


def _anchored(one: Round) -> tuple[Block, ...]:
    """The closing's entry in the ledger, whose hash covers every figure and name below. Printed, it lies with whoever
    got the bulletin, where nobody who rewrites the ledger can reach it."""
    kept = anchor_of(one, "close")
    if kept is None:
        return ()
    told = N_("本期数据已冻结并记入台账，锚点{anchor}。").format(anchor=kept)
    seal = heads.seal(kept)
    return (Para(told + N_("锚点签名{seal}。").format(seal=seal) if seal else told),)


def _hazards(figures: Figures) -> str:
    return HAZARDS.replace(STOCK, STOCK if figures.count("hazards.overdue_stock") else "")
