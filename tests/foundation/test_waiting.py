"""What waits for whom: next steps of records, and nothing that a person cannot or need not do."""

from __future__ import annotations

import pytest
from tests.factories.campaign import task
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.orgs import city

from zhiben.campaign import queries as tasks
from zhiben.foundation.scope import scope
from zhiben.hazards import queries as hazards
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


def steps(cast: Cast, actor: Actor) -> list[str]:
    with scope(actor):
        return [one.step for one in hazards.waiting_for(actor)]


@pytest.mark.parametrize(
    ("state", "who", "step"),
    (
        ("reported", "department", "核定"),
        ("verified", "street", "开始整改"),
        ("rectifying", "enterprise", "报整改完成"),
        ("declared", "district", "复核通过"),
        ("reviewed", "department", "验收"),
        ("accepted", "office", "销号"),
    ),
)
def test_a_hazard_waits_for_whoever_makes_its_next_step(state: str, who: str, step: str) -> None:
    cast = cast_in_city()
    hazard(cast, state)
    assert steps(cast, getattr(cast, who)) == [step]
    assert steps(cast, cast.city.actor(Role.DEPARTMENT_OFFICER, "南山区住房建设")) == []
    assert steps(cast, cast.city.actor(Role.AUDITOR, "市安委办")) == []


def test_a_closed_hazard_waits_for_nobody() -> None:
    cast = cast_in_city()
    hazard(cast, "closed")
    assert [steps(cast, one) for one in (cast.department, cast.office, cast.street)] == [[], [], []]


def test_tasks_wait_for_verification_by_the_office_and_for_acceptance_by_the_lead_unit() -> None:
    built = city()
    task(built, "submitted")
    task(built, "assigned")
    office, lead = built.actor(Role.OFFICE_OFFICER, "市安委办"), built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(office):
        assert [one.step for one in tasks.waiting_for(office)] == ["核验"]
    with scope(lead):
        assert [one.step for one in tasks.waiting_for(lead)] == ["签收"]
