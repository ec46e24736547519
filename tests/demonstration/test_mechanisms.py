"""The standing mechanisms of the demonstration: what is told of them, from records, and nothing added to the list."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from zhiben.campaign import queries as campaign
from zhiben.campaign.models import Decision, KeyTask, LiaisonNotice, Meeting, Receipt
from zhiben.demonstration import calendar, timeline
from zhiben.demonstration.build import Plan
from zhiben.demonstration.city import City
from zhiben.demonstration.mechanisms import DECISIONS, LEFT_OPEN, MEETS, MEMBERS, NOTICES, Mechanisms
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind
from zhiben.overview.mechanisms import board

pytestmark = pytest.mark.either

TASKS = 300
"""So many of the tasks are drafted; enough of them are under way for the decisions."""


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_mechanisms_run_on_records_and_add_no_task(founded: City, whole: Plan) -> None:
    tasks = TaskReplay(founded, whole.tasks[:TASKS], [])
    timeline.play(islice(tasks.happenings(), 2), Mechanisms(founded, tasks).happenings())
    office = founded.actor(Role.OFFICE_OFFICER, founded.office)
    with clock.at(calendar.STANDS), unscoped(reason="test"):
        assert KeyTask.objects.count() == TASKS
        states = [one.state for one in Meeting.objects.order_by("number")]
        assert states == ["minuted"] * len(MEETS) + ["called"]
        assert Decision.objects.count() == sum(DECISIONS)
        assert [one.text for one in Decision.objects.filter(task__isnull=True)] == [LEFT_OPEN]
        unread = [
            Receipt.objects.filter(notice=one, state="sent").count() for one in LiaisonNotice.objects.order_by("pk")
        ]
        assert unread == [one[-1] for one in NOTICES]
    with clock.at(calendar.STANDS), scope(office):
        force = orgs.task_forces().get()
        assert len(orgs.member_units(force, calendar.LAST)) == MEMBERS
        assert len(orgs.duties(force, calendar.LAST.replace(day=1), calendar.LAST.replace(day=31))) == 19
        cards = orgs.liaison_cards(office)
        kinds = [[card.kind for card in cards].count(kind) for kind in orgs.HAVE_LIAISONS]
        assert kinds == [42, 11, 79]
        assert [card for card in cards if card.first is None or card.deputy is None] == []
        behind = [[card.kind for card in cards if not card.confirmed].count(kind) for kind in orgs.HAVE_LIAISONS]
        assert behind == [2, 2, 9]
        assert campaign.undone_decisions(calendar.LAST) == (1, 0)
        running = {one.key: one.records for one in board(clock.now())}
        assert (running["task_force"], running["liaison"]) == (1, 132 - 13 + 2)
    assert orgs.unit(founded.leads[0]).kind == UnitKind.DEPARTMENT
    assert verify().ok
