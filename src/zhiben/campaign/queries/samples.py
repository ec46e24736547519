"""Reads of the drawn samples of reports: which there are, how far their checking is, what it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from zhiben.analysis.rates import Interval, wilson
from zhiben.campaign.lifecycle import CHECK
from zhiben.campaign.models import Sample, SampledReport, TaskReport
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import Period
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

CHECKED = ("true", "untrue", "insufficient", "supplemented")
OPEN_CHECKS = ("drawn", "supplemented")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a sample were drawn, checked, and found what; `within` is what the share of true reports may be
    among all reports of the half-month, by chance alone (95 %)."""

    drawn: int
    found: dict[str, int]

    @property
    def checked(self) -> int:
        """Those looked at at least once."""
        return sum(self.found.get(state, 0) for state in CHECKED)

    @property
    def waiting(self) -> int:
        """Those that the office has yet to look at."""
        return sum(self.found.get(state, 0) for state in OPEN_CHECKS)

    @property
    def settled(self) -> int:
        """Those of which it is known whether they were true."""
        return self.found.get("true", 0) + self.found.get("untrue", 0)

    def percent(self, state: str) -> float | None:
        """The share of the settled ones; None before there are any."""
        return self.found.get(state, 0) * 100 / self.settled if self.settled else None

    @property
    def within(self) -> Interval | None:
        """The limits of the share of true reports; None before any is settled."""
        return wilson(self.found.get("true", 0), self.settled) if self.settled else None


def reports_under(office: int, period: Period) -> QuerySet[TaskReport]:
    """What units have reported for a half-month on the tasks of an office's territory, nil returns apart."""
    place = orgs.unit(office).coordinates
    levels = {f"task__{name}": value for name, value in place.constraints() if name in ("city", "district", "street")}
    return TaskReport.objects.filter(period_first=period.first, nil=False, **levels)


def samples() -> QuerySet[Sample]:
    """The samples that lie on the reader's desk, and those into which a report was drawn that the scope shows, the
    newest first."""
    drawn = SampledReport.objects.values("sample")
    rows = Sample._unfiltered().filter(Q(pk__in=Sample.objects.values("pk")) | Q(pk__in=drawn))
    return rows.select_related("office").order_by("-period_first", "office")


def drawn_in(samples: Sequence[Sample]) -> dict[int, int]:
    """Sample id → how many reports were drawn, whoever sees them: how many is told to everybody, which is not."""
    rows = SampledReport._unfiltered().filter(sample__in=[sample.pk for sample in samples]).order_by()
    return dict(rows.values_list("sample").annotate(Count("pk")))


def rows_of(sample: Sample) -> QuerySet[SampledReport]:
    """The drawn reports in the order of the draw."""
    rows = SampledReport.objects.filter(sample=sample).select_related("report__task", "report__unit")
    return rows.order_by("position")


def tallies(samples: Sequence[Sample]) -> dict[int, Tally]:
    """Sample id → how far its checking is, with one query."""
    found: dict[int, dict[str, int]] = {sample.pk: {} for sample in samples}
    rows = SampledReport.objects.filter(sample__in=list(found)).order_by().values_list("sample", "state")
    for sample, state, count in rows.annotate(count=Count("pk")):
        found[sample][state] = count
    return {pk: Tally(sum(states.values()), states) for pk, states in found.items()}


@dataclass(frozen=True, slots=True)
class UnitTally:
    """Of one unit, how many of its drawn reports are settled, and how many of those were true; `within` as of a
    tally."""

    unit: int
    name: str
    true: int
    settled: int

    @property
    def percent(self) -> float:
        """The share of true ones."""
        return self.true * 100 / self.settled

    @property
    def within(self) -> Interval:
        """The limits of that share."""
        return wilson(self.true, self.settled)


def agreement_of_units(rows: Iterable[SampledReport]) -> list[UnitTally]:
    """By unit, how many of its reports among `rows` were found true, the lowest share first; units of which none is
    settled are left out."""
    settled = (row for row in rows if row.state in CHECK.final)
    return tallied((row.report.unit_id, row.report.unit.name, row.state == "true") for row in settled)


def tallied(settled: Iterable[tuple[int, str, bool]]) -> list[UnitTally]:
    """By unit, how many of its reports were so, the lowest share first; each report by unit, unit's name, and whether
    it was found to be so."""
    found: dict[tuple[int, str], list[bool]] = {}
    for unit, name, so in settled:
        found.setdefault((unit, name), []).append(so)
    told = [UnitTally(unit, name, sum(each), len(each)) for (unit, name), each in found.items()]
    return sorted(told, key=lambda each: (each.percent, each.name))


def waiting_checks(office: int) -> list[SampledReport]:
    """The drawn reports of an office that it has yet to look at, whoever asks: for whoever checks them on site in its
    name."""
    rows = SampledReport._unfiltered().filter(sample__office=office, state__in=OPEN_CHECKS)
    return list(rows.select_related("report__task", "report__unit").order_by("-sample__period_first", "position"))


def check_of(pk: int) -> SampledReport:
    """One drawn report in scope. Raises NotFound."""
    found = SampledReport.objects.select_related("report__task", "report__unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该抽查"))
    return found


def checks_of(task: int) -> QuerySet[SampledReport]:
    """The checks of a task's reports, the newest first."""
    rows = SampledReport.objects.filter(report__task=task).select_related("report__unit", "report__task")
    return rows.order_by("-report__period_first", "pk")
