"""What each unit is to hurry with at this moment, as one text a unit: hazards, tasks, answers and differences whose day
has passed, reports that are missing; apart from these what falls due in the next days. The rest is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiben.campaign import queries as campaign
from zhiben.dispatch import closing
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.dispatch.queries.situation import reports_of
from zhiben.dispatch.vocab import Reason
from zhiben.documents import queries as documents
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.text import N_, lines_taken
from zhiben.orgs import queries as orgs
from zhiben.reconcile import queries as reconcile

REPLY, DIFFERENCE, SOON = "reply", "difference", "soon"

HEADS = {
    Reason.OVERDUE_HAZARDS: N_("重大事故隐患逾期未整改"),
    Reason.OVERDUE_TASKS: N_("重点任务逾期未办结"),
    Reason.MISSING_REPORT: N_("{period}进展未报，也未作零报告"),
    REPLY: N_("公文逾期未答复"),
    DIFFERENCE: N_("台账差异逾期未处理"),
    SOON: N_("即将到期"),
}
"""The parts of a text, in their order."""

COMING = {
    Reason.MISSING_REPORT: N_("报送{period}进展：{words}"),
    REPLY: N_("答复：{words}"),
    DIFFERENCE: N_("处理台账差异：{words}"),
}
"""How a line of what is not due yet begins, by the part that it belongs to later."""

NEAR = timedelta(days=3)
"""What falls due within so many days is told of (an editable default of this product); what is due later is not."""

Found = dict[int, dict[str, list[str]]]
"""Unit → part → lines."""


@dataclass(frozen=True, slots=True)
class Chase:
    """One unit, how many items it is told of, how many of them are not due yet, and its text."""

    unit: int
    name: str
    count: int
    soon: int
    text: str

    @property
    def lines(self) -> int:
        """How many lines the text takes in a box."""
        return lines_taken(self.text)


def due_now(one: Round) -> list[Chase]:
    """Every unit of the round's office that is waited for now, who is late with most first."""
    with scope(closing.reader(one)):
        found = _found(one)
    names = orgs.unit_names(found)
    chases = [_chase(one, unit, names[unit], parts) for unit, parts in found.items() if unit in names]
    return sorted(chases, key=lambda chase: (chase.soon - chase.count, chase.unit))


def _found(one: Round) -> Found:
    found: Found = {}
    now = clock.now() + timedelta(microseconds=1)
    period = reports_of(now)
    reasons = [reason for reason in HEADS if isinstance(reason, Reason)]
    for (unit, reason), records in closing.facts_of(one, Cut(now, period), reasons).items():
        filed = reason == Reason.MISSING_REPORT
        for record in records:
            until = period.last + campaign.GRACE if filed else record.due_then
            _add(found, unit, reason, str(record), until)
    for delivery in documents.unanswered(one.office_id):
        _add(found, delivery.unit_id, REPLY, delivery.document.title, delivery.due)
    for name in _named(one):
        _add(found, name.unit_id, REPLY, N_("{round}拟点名").format(round=name.round.title), name.reply_by)
    mine = reconcile.discrepancies().filter(state="assigned", comparison__office=one.office_id)
    for row in mine:
        _add(found, row.unit_id or 0, DIFFERENCE, str(row), row.due)
    return found


def _named(one: Round) -> Iterable[NamedUnit]:
    names = NamedUnit.objects.filter(round__office=one.office_id, state="named", reply_by__gte=clock.now())
    return names.select_related("round").order_by("reply_by", "pk")


def _add(found: Found, unit: int, part: str, words: str, until: date | datetime | None) -> None:
    """A line in the unit's text: under its part once its day has passed, before that under what falls due soon."""
    day = until.astimezone(clock.TZ).date() if isinstance(until, datetime) else until
    if day is None or day < clock.today():
        line = words if part == Reason.MISSING_REPORT else _line(words, day)
        found.setdefault(unit, {}).setdefault(part, []).append(line)
    elif day <= clock.today() + NEAR:
        told = COMING[part].format(words=words, period=reports_of(clock.now()).label)
        found.setdefault(unit, {}).setdefault(SOON, []).append(_line(told, day))


def _line(words: str, day: date | None) -> str:
    if day is None:
        return words
    over = (clock.today() - day).days
    told = N_("{words}；期限{day}").format(words=words, day=clock.in_words(day))
    return told + (N_("；已逾期{days}天").format(days=over) if over > 0 else "")


def _chase(one: Round, unit: int, name: str, parts: dict[str, list[str]]) -> Chase:
    count = sum(map(len, parts.values()))
    head = N_("【周催办】{unit}：共{count}项（{round}，{day}）")
    text = [head.format(unit=name, count=count, round=one.title, day=clock.in_words(clock.today()))]
    period = reports_of(clock.now()).label
    for key, said in HEADS.items():
        if lines := parts.get(key):
            text.append(N_("{head}{count}项：").format(head=said.format(period=period), count=len(lines)))
            text += [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    text.append(N_("请抓紧办理，并在系统中更新。"))
    return Chase(unit, name, count, len(parts.get(SOON, [])), "\n".join(text))


def sends(one: Round) -> str:
    """The round as the title of a message about it calls it."""
    return N_("{round}催办：本单位有逾期、未报或即将到期的事项，请查看并抓紧办理").format(round=one.title)
