"""The studies of accidents that an office has at hand, made once more on the day on which the demonstration stands, so
that every page of them opens filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.insight.operations import answer
from zhiben.insight.questions import registered
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations

if TYPE_CHECKING:
    from zhiben.demonstration.city import City


def answer_all(city: City) -> int:
    """Of the city's whole ground, as of today; what is asked every day leads to signals too. Returns how many studies
    there are."""
    operations.take_up(city.office, actor=city.actor(Role.OFFICE_OFFICER, city.office))
    monthly = [one for one in registered().values() if one.monthly]
    return len([answer(one, city.office, as_of=clock.today(), actor=SYSTEM) for one in monthly])
