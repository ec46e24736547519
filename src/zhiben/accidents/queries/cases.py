"""Cases within the open scope: one with what stands around it, many by id, what waits for somebody, which clocks have
run out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from zhiben.accidents import policy
from zhiben.accidents.clocks import Due, clocks_of, due_by
from zhiben.accidents.lifecycle import CASE, RECORDER
from zhiben.accidents.models import AccidentCase, CaseCause, Code, Revision, SourceRow, UpwardReport
from zhiben.accidents.vocab import OPEN, PROVISIONAL, TYPE_2025, VALID, type_scheme_on
from zhiben.foundation.lifecycle import Waiting
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

SOON = timedelta(days=30)
"""How long before a clock runs out it waits for somebody."""
SOME = 500
"""So many cases are looked up at a time."""


def case_of(pk: int) -> AccidentCase:
    """The case, if the scope shows it. Raises NotFound."""
    found = AccidentCase.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该事故案件"))
    return found


def any_seen() -> bool:
    """Whether the scope shows any case."""
    return AccidentCase.objects.exists()


def cases_by_id(ids: Iterable[int]) -> list[AccidentCase]:
    """Those of the cases that are seen, the latest first."""
    return list(AccidentCase.objects.filter(pk__in=list(ids)).order_by("-occurred_on", "-pk"))


def entered_days(ids: Iterable[int]) -> dict[int, date]:
    """By case the day on which it was entered here, of those that are seen."""
    wanted, found = sorted(ids), dict[int, datetime]()
    for start in range(0, len(wanted), SOME):
        rows = AccidentCase.objects.filter(pk__in=wanted[start : start + SOME])
        found |= dict(rows.values_list("pk", "entered_at"))
    return {case: at.astimezone(clock.TZ).date() for case, at in found.items()}


def cases_numbered(numbers: Iterable[str]) -> dict[str, AccidentCase]:
    """The cases in scope that bear these numbers, by number."""
    return {row.number: row for row in AccidentCase.objects.filter(number__in=[*filter(None, numbers)])}


def revisions_of(case: AccidentCase) -> list[Revision]:
    """What was told of a case, newest first."""
    rows = Revision.objects.filter(case=case.pk).select_related("type_1986", "type_2025", "sector")
    return list(rows.order_by("-number"))


def sources_of(case: AccidentCase) -> list[SourceRow]:
    """The departments' records of a case, oldest first."""
    return list(SourceRow.objects.filter(case=case.pk).order_by("pk"))


def causes_of(case: AccidentCase) -> list[Code]:
    """The causes that a case was found to have, by layer and code."""
    rows = CaseCause.objects.filter(case=case.pk, until__isnull=True).select_related("code__scheme")
    return sorted((row.code for row in rows), key=lambda one: (one.scheme_id, one.position, one.code))


def merged_into(case: AccidentCase) -> list[AccidentCase]:
    """The cases that turned out to be this one, as far as they are seen."""
    return list(AccidentCase.objects.filter(merged_into=case.pk).order_by("pk"))


def reports_of(cases: Iterable[AccidentCase]) -> dict[int, dict[str, datetime]]:
    """By case, when its report reached which level."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = UpwardReport.objects.filter(case__in=[case.pk for case in cases])
    for case, level, at in rows.values_list("case", "level", "at"):
        found[case][level] = at
    return found


def dues_of(case: AccidentCase) -> list[Due]:
    """The clocks of a case."""
    return clocks_of(case, reports_of([case]).get(case.pk, {}))


def running() -> QuerySet[AccidentCase]:
    """Cases with clocks that run: open ones; of those carried over from the past, those that wait for an assessment."""
    return AccidentCase.objects.filter(state__in=OPEN).exclude(carried_over=True, assessed_on__isnull=False)


def dues(cases: Sequence[AccidentCase]) -> list[tuple[AccidentCase, Due]]:
    """All clocks of cases."""
    reports = reports_of(cases)
    return [(case, due) for case in cases for due in clocks_of(case, reports.get(case.pk, {}))]


def overdue(now: datetime) -> list[tuple[AccidentCase, Due]]:
    """Clocks that have run out, the longest over first."""
    found = [pair for pair in dues(list(running())) if pair[1].is_overdue(now)]
    return sorted(found, key=lambda pair: (pair[1].until, pair[0].pk))


def falling_due(now: datetime) -> list[tuple[AccidentCase, Due]]:
    """Clocks that will run out soon, the nearest first."""
    found = [pair for pair in dues(list(running())) if pair[1].is_running(now)]
    near = [pair for pair in found if pair[1].until is not None and pair[1].until <= now + SOON]
    return sorted(near, key=lambda pair: (pair[1].until, pair[0].pk))


def waiting_for(actor: Actor, among: int) -> list[Waiting]:
    """Clocks that run out soon, or have, of cases where the person may tell what is done about each; the first to run
    out first."""
    if not policy.records(actor):
        return []
    now = clock.now()
    cases = list(running())
    reports = reports_of(cases)
    found = [
        (due, case)
        for case in cases
        for due in due_by(clocks_of(case, reports.get(case.pk, {})), now, now + SOON)
        if _may(due, actor, case)
    ]
    found.sort(key=lambda pair: (pair[0].until, pair[1].pk))
    return [Waiting(case, due.label, due=due.day) for due, case in found[:among]]


def _may(due: Due, actor: Actor, case: AccidentCase) -> bool:
    """Whether it is the person's to tell that it was done."""
    may = CASE.by_name[due.clock.move].may if due.clock.move else RECORDER
    return may(actor, case).allowed


@dataclass(frozen=True, slots=True)
class Tally:
    """What a list of cases comes to."""

    cases: int
    dead: int
    serious: int
    unplaced: int
    provisional: int
    without_cause: int


def tally(rows: QuerySet[AccidentCase]) -> Tally:
    """What `rows` (an unfiltered queryset) come to within the open scope; cases that count no longer are left out."""
    valid = rows.filter(state__in=VALID)
    visible = AccidentCase.objects.filter(pk__in=valid.values("pk"))
    standing = CaseCause._unfiltered().filter(until__isnull=True).values("case")
    told = visible.order_by().values_list("deaths", "missing", "serious", "street", "state")
    lines = list(told)
    return Tally(
        len(lines),
        sum(deaths + missing for deaths, missing, *_rest in lines),
        sum(line[2] for line in lines),
        sum(not line[3] for line in lines),
        sum(line[4] in PROVISIONAL for line in lines),
        visible.exclude(pk__in=standing).count(),
    )


def by_grade(rows: QuerySet[AccidentCase]) -> Mapping[str, int]:
    """How many of `rows` are of which grade, within the open scope."""
    visible = AccidentCase.objects.filter(pk__in=rows.filter(state__in=VALID).values("pk"))
    return dict(visible.order_by().values_list("grade").annotate(number=Count("pk")))


def type_labels(cases: Iterable[AccidentCase]) -> dict[int, str]:
    """By case, its type in words: by the scheme in force on its day, or else by the other one, or as it was written."""
    listed = list(cases)
    codes = Code.objects.in_bulk({pk for case in listed for pk in (case.type_1986_id, case.type_2025_id) if pk})
    found = {}
    for case in listed:
        own = [case.type_2025_id, case.type_1986_id]
        first, other = own if type_scheme_on(case.occurred_on) == TYPE_2025 else own[::-1]
        code = codes.get(first or 0) or codes.get(other or 0)
        found[case.pk] = code.label if code else case.legacy_type
    return found


def to_be_assessed(approved_by: date) -> list[AccidentCase]:
    """Cases in scope whose reports were approved by a day and whose recommendations nobody has assessed, the longest
    ago first."""
    rows = AccidentCase.objects.filter(state="approved", approved_on__lte=approved_by, assessed_on=None)
    return list(rows.order_by("approved_on", "pk"))
