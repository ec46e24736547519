"""What each unit is to hurry with at this moment, as one text a unit: overdue hazards and tasks, reports that are
missing, answers and differences that are waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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

HEADS = {
    Reason.OVERDUE_HAZARDS: N_("重大事故隐患逾期未整改"),
    Reason.OVERDUE_TASKS: N_("重点任务逾期未办结"),
    Reason.MISSING_REPORT: N_("{period}进展未报，也未作零报告"),
    "reply": N_("公文和点名待答复"),
    "difference": N_("台账差异待处理"),
}
"""The parts of a text, in their order."""

Found = dict[int, dict[str, list[str]]]
"""Unit → part → lines."""


@dataclass(frozen=True, slots=True)
class Chase:
    """One unit, how many items it is chased for, and what it is told."""

    unit: int
    name: str
    count: int
    text: str

    @property
    def lines(self) -> int:
        """How many lines the text takes in a box."""
        return lines_taken(self.text)


def due_now(one: Round) -> list[Chase]:
    """Every unit of the round's office that is waited for now, who is waited for most first."""
    with scope(closing.reader(one)):
        found = _found(one)
    names = orgs.unit_names(found)
    chases = [_chase(one, unit, names[unit], parts) for unit, parts in found.items() if unit in names]
    return sorted(chases, key=lambda chase: (-chase.count, chase.unit))


def _found(one: Round) -> Found:
    found: Found = {}
    now = clock.now() + timedelta(microseconds=1)
    reasons = [reason for reason in HEADS if isinstance(reason, Reason)]
    for (unit, reason), records in closing.facts_of(one, Cut(now, reports_of(now)), reasons).items():
        dated = reason != Reason.MISSING_REPORT
        lines = [_line(str(record), record.due_then if dated else None) for record in records]
        found.setdefault(unit, {})[reason] = lines
    for unit, line in _replies(one):
        found.setdefault(unit, {}).setdefault("reply", []).append(line)
    mine = reconcile.discrepancies().filter(state="assigned", comparison__office=one.office_id)
    for row in mine:
        found.setdefault(row.unit_id or 0, {}).setdefault("difference", []).append(_line(str(row), row.due))
    return found


def _replies(one: Round) -> Iterator[tuple[int, str]]:
    for delivery in documents.unanswered(one.office_id):
        yield delivery.unit_id, _line(delivery.document.title, delivery.due)
    names = NamedUnit.objects.filter(round__office=one.office_id, state="named", reply_by__gte=clock.now())
    for name in names.select_related("round").order_by("reply_by", "pk"):
        yield name.unit_id, _line(N_("{round}拟点名").format(round=name.round.title), name.reply_by)


def _line(words: str, until: Any) -> str:
    day = until if until is None or type(until) is date else until.astimezone(clock.TZ).date()
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
    return Chase(unit, name, count, "\n".join(text))


def sends(one: Round) -> str:
    """The round as the title of a message about it calls it."""
    return N_("{round}催办：本单位有逾期、未报或待答复事项，请查看并抓紧办理").format(round=one.title)
