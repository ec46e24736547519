"""The accidents of 2024 as records (示例数据), as far as each has come by the day on which the demonstration stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zhiben.accidents import operations, queries
from zhiben.accidents.operations import Draft
from zhiben.accidents.vocab import TYPE_1986, department_called
from zhiben.demonstration.accident_replay import department_for, regime_of
from zhiben.demonstration.accident_year import CASES, Case, Done, moment
from zhiben.demonstration.city import line_of
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.accidents.models import AccidentCase
    from zhiben.demonstration.city import City, Street
    from zhiben.kernel.rights import Actor


class AccidentEnds:
    """The accidents of the year as cases, in the order in which they are told."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.cases: dict[int, AccidentCase] = {}

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        for number, case in enumerate(CASES):
            yield Happening(moment(case.entered), lambda number=number, case=case: self.enter(number, case))  # type: ignore[misc]
            for done in case.after:
                yield Happening(done.moment, lambda number=number, done=done: self.do(number, done))  # type: ignore[misc]

    def enter(self, number: int, case: Case) -> None:
        """Its department enters it."""
        name, actor = department_for(self.city, line_of(case.sector))
        department, at = department_called(name), moment(case.happened)
        street = self._street(case)
        types = {one.label: one.pk for one in queries.type_codes(TYPE_1986)}
        draft = Draft(
            occurred_on=at.date(),
            department=department,
            source_number=f"示例-{at.year}-{number + 1:03d}",
            hour=at.hour,
            minute=at.minute,
            territory=street.id,
            place=f"{street.name}{case.place}",
            sector=self.city.sectors[case.sector],
            unit_name=case.unit,
            enterprise=case.enterprise,
            contractor=case.contractor,
            regime=regime_of(department, case.type),
            deaths=case.deaths,
            serious=case.serious,
            minor=case.minor,
            type_1986=types[case.type],
            narrative=f"{case.narrative}（示例数据）",
            learned_at=moment(case.learned),
            reported_at=moment(case.reported),
        )
        with scope(actor):
            self.cases[number] = operations.enter(draft, actor=actor)

    def do(self, number: int, done: Done) -> None:
        """One step of its course."""
        story, facts = CASES[number], dict(done.facts)
        street = self._street(story)
        actor = self._office(street) if done.by_office else department_for(self.city, line_of(story.sector))[1]
        if "team" in facts:
            facts["team"] = facts["team"].format(district=street.district.name)
        with scope(actor):
            case = queries.case_of(self.cases[number].pk)
            if done.move == "revise":
                operations.revise(case, actor=actor, **facts)
            elif done.move == "code_causes":
                codes = {one.code: one.pk for one in queries.cause_codes()}
                operations.code_causes(case, [codes[one] for one in facts["codes"]], actor=actor)
            else:
                perform(case, done.move, actor, **facts)

    def _street(self, case: Case) -> Street:
        home = self.city.streets.index(self.city.home[0])
        return self.city.streets[(home + case.street) % len(self.city.streets)]

    def _office(self, street: Street) -> Actor:
        return self.city.actor(Role.OFFICE_OFFICER, street.district.office)
