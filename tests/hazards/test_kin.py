"""Every step that needs somebody else, tried by everybody who had a part before: the same person, and whoever stands in
for them, with all roles that the step asks for. Which of them are kept away stands in a table written by hand."""

from __future__ import annotations

import pytest
from tests.factories.hazards import Cast, photo
from tests.factories.orgs import city
from tests.hazards.test_people_behind import also
from tests.oracles.hazard_kin import COME_LATER, KEPT_AWAY, PARTS

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import draw_second_looks, sign_record
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Person
from zhiben.orgs.operations import substitute
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]

BEFORE = {"draft a review": "declared", "sign a review": "declared", "close": "accepted", "look again": "closed"}
CASES = [
    (step, part)
    for step in KEPT_AWAY
    for part in PARTS
    if part not in COME_LATER[step].split() and not (part == "unit" and step in ("close", "look again"))
]


class Played(Cast):
    """A hazard in which every part has a person of its own."""

    def __init__(self) -> None:
        super().__init__(city())
        self.parts: dict[str, Actor] = {
            "reporter": self.city.actor(Role.INSPECTOR, "市安委办"),
            "rectifier": self.enterprise,
            "enterer": self.street,
            "first": self.colleague,
            "second": self.district,
            "accepter": self.department,
            "closer": self.office,
            "unit": self.city.actor(Role.STREET_OFFICER, "民治街道"),
            "nobody": self.city.actor(Role.DISTRICT_OFFICER, "南山区"),
        }

    def brought_to(self, state: str) -> Hazard:
        record = self.draft(by=self.parts["reporter"])
        self.step(record, "report", self.parts["reporter"])
        self.step(record, "verify")
        self.step(record, "start", self.parts["rectifier"])
        self.step(record, "declare", self.parts["enterer"])
        return self.bring(record, state)

    def fit(self, part: str, step: str) -> Actor:
        """The person with the role that the step asks for, besides all that it is."""
        return also(self.parts[part], self, *_post(step))

    def take(self, step: str, record: Hazard, who: Actor) -> None:
        with unscoped(reason="a test tries"):
            if step == "draft a review":
                self.record(record, "review", who)
            elif step == "sign a review":
                sign_record(self.record(record, "review", self.parts["first"]), actor=who)
            elif step == "close":
                perform(record, "close", who)
            else:
                self._look(who)

    def _look(self, who: Actor) -> None:
        office, today = self.office.grants[0].unit, clock.today()
        draw = draw_second_looks(office, first=today, last=today, percent=100, actor=self.office)
        facts = {"conclusion": "完好", "position": "二层", "files": [photo(who)]}
        perform(draw.looks.get(), "hold", who, **facts)


@pytest.mark.parametrize(("step", "part"), CASES)
def test_whoever_had_a_part_before_is_kept_away_as_the_table_says(step: str, part: str) -> None:
    played = Played()
    record, who = played.brought_to(BEFORE[step]), played.fit(part, step)
    if part in KEPT_AWAY[step].split():
        with pytest.raises((NotAllowed, Refused)) as refused:
            played.take(step, record, who)
        assert any(word in refused.value.text for word in ("不得", "另一人"))
    else:
        played.take(step, record, who)


@pytest.mark.slow
@pytest.mark.parametrize(("step", "part"), [case for case in CASES if case[1] not in ("unit", "nobody")])
def test_whoever_stands_in_for_them_is_kept_away_alike(step: str, part: str) -> None:
    played = Played()
    record = played.brought_to(BEFORE[step])
    fit, deputy = played.fit(part, step), Person.objects.get(pk=played.parts["nobody"].id)
    person = Person.objects.get(pk=fit.id)
    substitute(person, deputy, first=clock.today(), last=clock.today(), actor=actor_of(person))
    who = also(actor_of(deputy), played, *_post(step))
    if part in KEPT_AWAY[step].split():
        with pytest.raises((NotAllowed, Refused)):
            played.take(step, record, who)
    else:
        played.take(step, record, who)


def _post(step: str) -> tuple[str, str]:
    return (Role.OFFICE_OFFICER, "龙华区安委办") if step == "close" else (Role.INSPECTOR, "市安委办")


def test_there_is_a_row_for_every_step_and_nobody_is_kept_away_for_nothing() -> None:
    assert sorted(KEPT_AWAY) == sorted(BEFORE) == sorted(COME_LATER)
    assert {part for row in KEPT_AWAY.values() for part in row.split()} <= set(PARTS)
