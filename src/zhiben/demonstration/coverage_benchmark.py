"""How the coverage view keeps its pace: the same page with the list's tasks and with fifty thousand, which were entered
through the same verbs."""

from __future__ import annotations

import secrets
import statistics
from datetime import date
from random import Random
from time import process_time
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from zhiben.campaign import queries
from zhiben.campaign.operations import Draft, assign_all, draft_tasks
from zhiben.demonstration import build, calendar, city, timeline
from zhiben.demonstration.coverage_replay import CoverageReplay
from zhiben.demonstration.plan_replay import PlanReplay
from zhiben.demonstration.stopwatch import Benchmark
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.foundation import installation
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

MANY, AT_ONCE, TIMES = 50_000, 5_000, 15
DUE = date(2026, 11, 30)
ASSIGNED = clock.day_start(date(2024, 2, 3))
"""By then every task of the demonstration is assigned and broken down."""


def stage() -> City:
    """As much of the demonstration as the view shows, in a new database: plans, chains, and tasks until they are
    assigned."""
    planned, chance = build.plan(), Random("示例数据 测速")  # noqa: S311 - the same city every time, no secret
    with clock.at(clock.day_start(calendar.BEGINS)):
        founded = city.found(chance, secrets.token_urlsafe(9))
    tasks = TaskReplay(founded, planned.tasks, planned.returns)
    timeline.play(
        CoverageReplay(founded).happenings(),
        PlanReplay(founded, tasks).happenings(),
        (one for one in tasks.happenings() if one.at < ASSIGNED),
    )
    installation.follow_clock()
    return founded


def coverage(founded: City) -> Benchmark:
    """The matrix of sectors for the city's office, all checks and the template included: fifty thousand tasks beside
    those of the list."""
    office = founded.people[Role.OFFICE_OFFICER, founded.office][0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(pk=office))
    officer = founded.actor(Role.OFFICE_OFFICER, founded.office)
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
        f"{len(listed)}项任务时的同一页，每次请求的处理器时间",
        before,
        goal="P14 coverage",
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
    """Median processor time of the page in milliseconds, once warm: the database works in this process."""
    address = f"{reverse('campaign:coverage')}?view=lines"
    if (status := client.get(address).status_code) != 200:
        raise RuntimeError(f"the coverage view answered {status}")
    taken = []
    for _ in range(TIMES):
        began = process_time()
        client.get(address)
        taken.append((process_time() - began) * 1000)
    return statistics.median(taken)
