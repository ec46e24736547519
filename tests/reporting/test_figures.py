"""The rates of returns and the mechanism's light, worked out by hand."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.factories.returns import Filing

from zhiben.foundation.measures.evaluation import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import clock, mechanism
from zhiben.kernel.measure import Cut, registered
from zhiben.kernel.mechanism import Light
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reporting.fields import Field

pytestmark = pytest.mark.django_db

AFTER = datetime(2024, 11, 6, 9, tzinfo=clock.TZ)


@pytest.fixture
def told(desk: Filing) -> Filing:
    """Of three returns, one in time, one nil but late, one not told; a fourth of another form is excused."""
    form, other = desk.issued(), desk.issued(name="另一月报", fields=(Field("x", "培训场次"),), units=("民治街道",))
    with clock.at(datetime(2024, 11, 1, 9, tzinfo=clock.TZ)):
        desk.open()
        desk.tell(desk.owed(form), checked=3, faulty=1)
        desk.move(desk.owed(other), "excuse", reason="没有")
    with clock.at(datetime(2024, 11, 4, 9, tzinfo=clock.TZ)):
        desk.nil(desk.owed(form, "粤海街道"))
    return desk


def figures(name: str, actor: Actor, at: datetime = AFTER) -> tuple[int, int | None]:
    with clock.at(AFTER), scope(actor):
        found = evaluate(registered()[name], Cut(at))
        return found.numerator, found.denominator


def test_rates_are_of_what_fell_due(told: Filing) -> None:
    assert figures("returns.on_time", told.officer) == (1, 3)
    assert figures("returns.nil", told.officer) == (1, 2)
    assert figures("returns.demanded", told.officer) == (3, None)
    before_it_was_due = datetime(2024, 11, 3, 23, 59, tzinfo=clock.TZ)
    assert figures("returns.on_time", told.officer, before_it_was_due) == (0, 0)
    assert figures("returns.on_time", told.clerks["粤海街道"]) == (0, 1)
    assert figures("returns.on_time", told.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")) == (1, 1)


def test_the_light_of_information_reporting(told: Filing) -> None:
    (source,) = [one for one in mechanism.sources("reporting") if one.name == "信息报送"]
    with clock.at(AFTER), scope(told.officer):
        health = source.read(AFTER)
    assert (health.light, health.line, health.records) == (
        Light.RED,
        "2024年第4季度到期报表3份，按时报送1份，按时率33.3%",
        2,
    )
    with clock.at(AFTER), scope(told.city.actor(Role.OFFICE_OFFICER, "福田区安委办")):
        assert source.read(AFTER).light == Light.RED  # 南园街道 has told nothing
    with clock.at(AFTER), scope(told.city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")):
        assert source.read(AFTER).light == Light.DARK
