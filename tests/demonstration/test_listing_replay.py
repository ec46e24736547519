"""The demonstration's nine listed streets: listed by one decision, with all their papers, looked at every month."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhiben.accidents.operations import Draft, enter_many
from zhiben.demonstration import calendar, checklists, listing_replay, timeline
from zhiben.demonstration.city import City
from zhiben.demonstration.listing_replay import ListedStreets
from zhiben.demonstration.papers import Papers
from zhiben.demonstration.supervising import Supervising
from zhiben.demonstration.timeline import Happening
from zhiben.documents.models import Delivery
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import unscoped
from zhiben.foundation.studies import Study
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.orgs.vocab import Role
from zhiben.supervision import queries
from zhiben.supervision.models import AreaPaper, ListedArea, ListingRequest

HIGH, USUAL = 6, 2
"""Accidents a year in every eighth street, and in all others."""


def hand_in(founded: City) -> None:
    """Five years of accidents."""
    drafts = [
        Draft(
            occurred_on=date(year, 1 + number % 12, 1 + number),
            territory=street.id,
            sector=next(iter(founded.sectors.values())),
            deaths=number == 0,
            place="示例地点",
            narrative="示例数据",
            approved_on=date(year, 12, 31),
            approval_no="示例批",
        )
        for place, street in enumerate(founded.streets)
        for year in range(2019, 2024)
        for number in range(HIGH if place % 8 == 0 else USUAL)
    ]
    with unscoped(reason="test"):
        enter_many(drafts, actor=founded.actor(Role.OFFICE_OFFICER, founded.office))


@pytest.fixture
def lived(founded: City, settings: Any, tmp_path: Path) -> ListedStreets:
    settings.MEDIA_ROOT = tmp_path
    desks, listed = Papers(founded), ListedStreets(founded, Supervising(founded))
    with clock.at(clock.day_start(calendar.BEGINS)):
        checklists.lay_down(founded)
    day = clock.day_start(calendar.CAMPAIGN)
    opening = [Happening(day, desks.open_desks), Happening(day, lambda: hand_in(founded))]
    timeline.play(opening, listed.happenings())
    return listed


def test_nine_streets_are_listed_with_all_their_papers(lived: ListedStreets) -> None:
    with unscoped(reason="test"), clock.at(calendar.STANDS):
        cut = Cut(calendar.STANDS + timedelta(microseconds=1))
        assert evaluate(measure.registered()["C3.listed"], cut).value == 9
        request = ListingRequest.objects.get()
        assert (request.state, request.decision) == ("approved", listing_replay.DECISION)
        study = Study.objects.get(pk=request.study)
        worst = [row["street"] for row in study.result["rows"][: listing_replay.LISTED]]
        assert [area.streets for area in ListedArea.objects.order_by("pk")] == [[street] for street in worst]
        assert {street.id for street in lived.city.streets[::8]} >= set(worst)
        assert request.paper is not None
        assert request.paper.state == "issued"
        areas = list(ListedArea.objects.order_by("pk"))
        assert Counter(area.state for area in areas) == {"treating": 9}
        papers = AreaPaper.objects.select_related("document")
        assert Counter(paper.kind for paper in papers) == {"notice": 9, "kept": 3}
        assert {paper.document.state for paper in papers} == {"issued"}
        letters = {paper.document_id for paper in papers}
        assert set(Delivery.objects.filter(document__in=letters).values_list("state", flat=True)) <= {
            "received",
            "evaluated",
        }
        for area in areas:
            assert [month.is_missed for month in queries.months_of(area)].count(True) == 0
            assert sum(bool(month.visits) for month in queries.months_of(area)) == 7
        why = [listing_replay.NOT_JUDGED, listing_replay.NOT_JUDGED, listing_replay.STILL]
        assert [area.kept_why for area in areas[:4]] == [*why, ""]
        conditions = [queries.conditions_of(area) for area in areas[:3]]
        assert [(first.met, second.met) for first, second in conditions] == [(True, None)] * 3
        assert "2025年1月1日起可以计算" in conditions[0][1].words
