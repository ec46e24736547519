"""The demonstration's coverage view shows the gaps that were planted and no others; filling one through the site takes
it away, and only it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.pages import browser

from zhiben.campaign import queries
from zhiben.campaign.vocab import GapKind
from zhiben.demonstration import calendar, coverage_story, timeline
from zhiben.demonstration.build import Plan
from zhiben.demonstration.city import City
from zhiben.demonstration.coverage_replay import CoverageReplay
from zhiben.demonstration.plan_replay import PlanReplay
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs.models import ChainLink, Person
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

ASSIGNED = datetime.combine(date(2024, 2, 3), time(), clock.TZ)
"""By then every task is assigned and broken down; what follows moves none from its measure."""

Found = list[tuple[GapKind, str]]


@pytest.fixture
def lived(founded: City, whole: Plan, settings: Any, tmp_path: Path) -> Iterator[City]:
    """Plans and chains to the end, tasks until they are assigned."""
    settings.MEDIA_ROOT = tmp_path
    tasks = TaskReplay(founded, whole.tasks, whole.returns)
    timeline.play(
        CoverageReplay(founded).happenings(),
        PlanReplay(founded, tasks).happenings(),
        _until(tasks.happenings()),
    )
    with clock.at(calendar.STANDS):
        yield founded


def _until(happenings: Iterator[Happening]) -> Iterator[Happening]:
    return (one for one in happenings if one.at < ASSIGNED)


def gaps() -> Found:
    """As the story names them: of a task without plan the beginning of its number."""
    with unscoped(reason="a test reads"):
        found = queries.coverage_of(queries.campaigns()[0]).gaps
    return sorted((one.kind, one.where[:5] if one.kind == GapKind.STRAY_TASK else one.where) for one in found)


def test_planted_gaps_are_shown_and_no_others(lived: City) -> None:
    planted = sorted(coverage_story.PLANTED)
    assert gaps() == planted
    office = Person.objects.get(pk=lived.people[Role.OFFICE_OFFICER, lived.office][0])
    client = browser(office)
    page = client.get(f"{reverse('campaign:coverage')}?view=gaps").content.decode()
    assert [page.count(where) > 0 for _kind, where in planted] == [True] * len(planted)
    handbook = Path(__file__).parents[2] / "docs" / "handbook" / "coverage.md"
    told = handbook.read_text(encoding="utf-8")
    assert [where in told for _kind, where in planted] == [True] * len(planted)
    link = ChainLink.objects.get(chain__name="电动自行车", name="回收")
    said = {"unit": lived.leads[17], "since": clock.today()}
    assert client.post(reverse("campaign:hold_link", args=[link.pk]), said).status_code == 302
    assert gaps() == [one for one in planted if one != (GapKind.NO_OWNER, "电动自行车 · 回收")]
