"""The demonstration's supervision: what the city published is counted from its records, and a street in which nobody
was any more is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from zhiben.demonstration import calendar, checklists, evidence, timeline
from zhiben.demonstration.city import City
from zhiben.demonstration.papers import Papers
from zhiben.demonstration.supervising import Supervising
from zhiben.demonstration.supervision_ends import SupervisionEnds
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.supervision.models import Answer, Brought, Finding, Round, Target, Transfer, Visit
from zhiben.supervision.vocab import Kind

pytestmark = pytest.mark.either

PUBLISHED = {
    "C1.districts": 11,
    "C1.areas": 79,
    "C1.sites": 271,
    "C1.problems": 821,
    "C1.circulars": 23,
    "C2.letters": 26,
}


@pytest.fixture
def lived(founded: City, settings: Any, tmp_path: Path) -> Supervising:
    settings.MEDIA_ROOT = tmp_path
    said, desks = Supervising(founded), Papers(founded)
    ends = SupervisionEnds(founded, said)
    with clock.at(clock.day_start(calendar.BEGINS)):
        checklists.lay_down(founded)
    opening = [Happening(clock.day_start(calendar.CAMPAIGN), desks.open_desks)]
    timeline.play(opening, said.happenings(), ends.happenings())
    return said


def test_published_figures_are_counted_from_visits_findings_and_papers(lived: Supervising) -> None:
    cut = Cut(calendar.STANDS + timedelta(microseconds=1))
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        known = measure.registered()
        assert {name: int(evaluate(known[name], cut).value or 0) for name in PUBLISHED} == PUBLISHED
        coverage = evaluate(known["C1.coverage"], cut)
        assert (coverage.numerator, coverage.denominator) == (79, 79)
        _every_problem_was_found_by_an_item()
        _something_goes_on()
        _one_street_loses_its_only_visit(cut)


def _every_problem_was_found_by_an_item() -> None:
    failed = Answer.objects.filter(verdict="fails", standing=True)
    assert set(failed.values_list("finding", flat=True)) == set(Finding.objects.values_list("pk", flat=True))
    late = Answer.objects.filter(said_at__date__gte=evidence.SINCE)
    assert late.exclude(verdict="fails").count() > 3 * late.filter(verdict="fails").count()
    assert set(Brought.objects.values_list("visit", flat=True)) == set(Visit.objects.values_list("pk", flat=True))


def _something_goes_on() -> None:
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["filed", "sent"]
    under_way = Round.objects.get(state="under_way")
    assert (Target._unfiltered().filter(round=under_way, state="sealed").count(), under_way.size) == (12, 12)
    far = [row for row in Visit.objects.exclude(far_reason="") if row.far_accepted_at is None]
    assert [row.kind for row in far] == [Kind.SPECIAL]


def _one_street_loses_its_only_visit(cut: Cut) -> None:
    rows = Visit.objects.filter(kind=Kind.COMPREHENSIVE)
    streets = list(rows.values_list("street", flat=True))
    visit = next(row for row in rows.select_related("site__territory") if streets.count(row.street) == 1)
    Visit.objects.filter(pk=visit.pk).update(state="void")
    coverage = measure.registered()["C1.coverage"]
    assert (evaluate(coverage, cut).numerator, evaluate(coverage, cut).denominator) == (78, 79)
    assert coverage.denominator is not None
    covered = coverage.numerator(cut).values("pk")
    assert [street.name for street in coverage.denominator(cut).exclude(pk__in=covered)] == [visit.site.territory.name]
    assert Finding.objects.filter(visit=visit).exists()
