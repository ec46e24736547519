"""How the coverage view keeps its pace: the same page with the list's tasks and with fifty thousand, which were entered
through the same verbs."""

from __future__ import annotations

import statistics
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from zhiben.campaign import queries
from zhiben.campaign.operations import Draft, assign_all, draft_tasks
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

MANY, AT_ONCE, TIMES = 50_000, 5_000, 15
DUE = date(2026, 11, 30)


def coverage(city: City) -> Benchmark:
    """The matrix of sectors for the city's office, all checks and the template included: fifty thousand tasks beside
    those of the list."""
    office = city.people[Role.OFFICE_OFFICER, city.office][0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(pk=office))
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    with scope(officer):
        listed = list(queries.in_force(clock.now()).filter(measure__isnull=False, parent__isnull=True))
    before = _page(client)
    hung = [(task.lead_unit_id, task.measure_id or 0) for task in listed]
    for start in range(len(listed), MANY, AT_ONCE):
        drafts = [_draft(number, *hung[number % len(hung)]) for number in range(start, min(start + AT_ONCE, MANY))]
        with scope(officer):
            assign_all(draft_tasks(drafts, actor=officer), actor=officer)
    return Benchmark(
        "coverage",
        _page(client),
        f"{len(listed)}项任务时的同一页",
        before,
        goal="P13 coverage",
        limit=2.0,
        told=f"{MANY}项任务，45个行业领域×10项行动的整页",
    )


def _draft(number: int, lead: int, measure: int) -> Draft:
    return Draft(
        number=f"测速-{number:06d}",
        title=f"示例任务{number}",
        target="完成",
        lead_unit=lead,
        due=DUE,
        evidence_required="检查记录",
        measure=measure,
    )


def _page(client: Client) -> float:
    """Median time of the page, once warm."""
    address = f"{reverse('campaign:coverage')}?view=lines"
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"the coverage view answered {answer.status_code}")
    return statistics.median(milliseconds(lambda: client.get(address)) for _ in range(TIMES))
