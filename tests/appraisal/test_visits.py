"""Assessment visits: a draw that anybody can repeat, two people, and points that are put right with a note."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.factories.appraisal import TRAINING, Appraisers
from tests.factories.hazards import photo
from tests.factories.pages import browser, text

from zhiben.appraisal import operations, queries
from zhiben.appraisal.models import Run, Visit, VisitItem
from zhiben.appraisal.queries import recomputing
from zhiben.appraisal.queries import visits as reads
from zhiben.foundation.files import attached
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused


def drawn(office: Appraisers, run: Run, **given: int) -> Visit:
    with scope(office.officer):
        sizes = {"tasks": 2, "indicators": 5} | given
        return operations.draw_visit(office.card(run), **sizes, actor=office.officer, seed="封存的种子")


def found(office: Appraisers, visit: Visit) -> list[VisitItem]:
    with scope(office.officer):
        rows = VisitItem.objects.filter(visit=visit).select_related("visit__card__run__scheme__office", "indicator")
        return list(rows.order_by("position"))


def visited(office: Appraisers, run: Run) -> Visit:
    """The training turned out to be worth ten."""
    visit = drawn(office, run)
    with scope(office.officer):
        for one in found(office, visit):
            off = one.indicator is not None and one.indicator.name == TRAINING
            note, points = ("名册缺两场", Decimal(10)) if off else ("", None)
            operations.check_item(one, agrees=not off, note=note, points=points, actor=office.officer)
        visit = reads.visit_of(visit.pk)
    office.move(visit, "close", on=clock.today(), evidence=[photo(office.officer)])
    return visit


def test_the_draw_can_be_repeated(office: Appraisers) -> None:
    visit = drawn(office, office.opened(), tasks=0, indicators=2)
    with scope(office.officer):
        assert reads.replays(visit)
        assert len(reads.items_of(visit)) == 2
        with pytest.raises(Refused, match="不重抽"):
            operations.draw_visit(visit.card, tasks=0, indicators=2, actor=office.officer)
        VisitItem.objects.filter(visit=visit, position=1).update(name="1. 换过的")
        visit.frame = [["1. 换过的", reads.items_of(visit)[1].name and "考评指标"], *visit.frame]
        assert not reads.replays(visit)


def test_what_deviates_puts_points_right_beside_the_old_ones(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    visit = visited(office, run)
    assert [one.purpose for one in attached("appraisal.visit", visit.pk)] == ["close"]
    with pytest.raises(NotAllowed, match="巡查人"):
        office.move(visit, "confirm")
    office.move(visit, "confirm", office.desk.reviewer)
    with scope(office.officer):
        kept = queries.scores_on(office.card(run))
        assert [one.shown for one in kept] == ["64.25", "74.25"]
        again = recomputing.recomputed(kept[0])
        row = next(one for one in again.rows if one.indicator.name == TRAINING)
    assert (again.agrees, row.ground_shown) == (True, "巡查更正")
    assert row.correction is not None and row.correction.why.endswith("宣传培训，名册缺两场")


def test_it_counts_from_the_start_where_nothing_was_scored(office: Appraisers) -> None:
    run = office.assessed()
    office.move(visited(office, run), "confirm", office.desk.reviewer)
    office.move(run, "score")
    with scope(office.officer):
        assert [one.shown for one in queries.scores_on(office.card(run))] == ["64.25"]


def test_the_unit_sees_it_once_it_is_confirmed(office: Appraisers) -> None:
    visit, district = visited(office, office.assessed()), office.districts["龙华区"]
    with scope(district):
        assert (Visit.objects.count(), VisitItem.objects.count()) == (0, 0)
    office.move(visit, "confirm", office.desk.reviewer)
    with scope(district):
        assert (Visit.objects.count(), VisitItem.objects.count()) == (1, 5)
    with scope(office.districts["南山区"]):
        assert (Visit.objects.count(), VisitItem.objects.count()) == (0, 0)


def test_everything_is_checked_and_said(office: Appraisers) -> None:
    visit = drawn(office, office.opened())
    with pytest.raises(Refused, match="还有事项"):
        office.move(visit, "close", on=clock.today(), evidence=[photo(office.officer)])
    one = found(office, visit)[0]
    assert one.indicator is not None
    for given, fields in (
        ({"agrees": False, "note": " "}, {"note"}),
        ({"agrees": True, "note": "", "points": Decimal(1)}, {"points"}),
        ({"agrees": False, "note": "缺", "points": one.indicator.weight + 1}, {"points"}),
    ):
        with scope(office.officer), pytest.raises(Incomplete) as wrong:
            operations.check_item(one, actor=office.officer, **given)
        assert set(wrong.value.fields) == fields


def test_who_checks_reads_what_was_declared(office: Appraisers) -> None:
    run = office.assessed()
    visit = drawn(office, run)
    item = next(one for one in found(office, visit) if one.indicator is not None and one.indicator.name == TRAINING)
    page = text(browser(office.officer), "appraisal:check_item", item.pk)
    assert "申报：评分20.00（抽查三处）" in page
    with scope(office.officer):
        told = {reads.declared_of(reads.item_of(one.pk)) for one in found(office, visit)}
    assert told == {"评分20.00（抽查三处）", "没有自评；自动取数的见考评卡", "评分3.00", "没有自评"}
    page = text(browser(office.officer), "appraisal:visit", visit.pk)
    assert "系统" not in page.partition("巡查人")[2].partition("抽中事项")[0]
