"""What waits for somebody when the demonstration is opened: requests to decide, a transfer to answer, records that lack
their second signature. Figures are not touched by any of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from zhiben.campaign.operations import ask_extension, decide_extension
from zhiben.demonstration import texts
from zhiben.demonstration.city import line_of
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.scope import scope
from zhiben.hazards import operations as hazards
from zhiben.hazards.operations import RecordDraft
from zhiben.hazards.vocab import RecordKind
from zhiben.kernel import clock
from zhiben.orgs.operations import substitute
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.demonstration.hazard_replay import HazardReplay
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.kernel.rights import Actor

DAY = date(2024, 10, 14)
EXTENSIONS, UNSIGNED = 3, 2


class OpenEnds:
    """Some of the records that the replays have brought so far, and what is left open with them."""

    def __init__(self, city: City, tasks: TaskReplay, hazards_: HazardReplay) -> None:
        self.city, self.tasks, self.hazards = city, tasks, hazards_

    def happenings(self) -> Iterator[Happening]:
        """On the last Monday, in order of time."""
        yield Happening(_at(8, 30), self.stand_in)
        yield Happening(_at(11, 45), self.ask_for_time)
        yield Happening(_at(13, 30), self.ask_for_hazards)
        yield Happening(_at(13, 45), self.leave_unsigned)
        yield Happening(_at(17, 40), self.grant_one)

    def stand_in(self) -> None:
        """For this week an officer of the home district's office stands in for its leader, who has it written down."""
        office = self.city.home[0].district.office
        leader = self.city.actor(Role.OFFICE_LEADER, office)
        people = get_user_model()._default_manager.in_bulk(
            [leader.id, self.city.actor(Role.OFFICE_OFFICER, office, 1).id]
        )
        own, other = people[leader.id], next(person for pk, person in people.items() if pk != leader.id)
        substitute(own, other, first=DAY, last=DAY + timedelta(days=4), reason="外出开会（示例数据）", actor=leader)

    def ask_for_time(self) -> None:
        """Lead units ask for later due days of tasks that will not be done in November."""
        for index in self._tasks():
            task, lead = self.tasks.tasks[index], self._lead(index)
            with scope(lead):
                ask_extension(
                    task, due=date(2024, 12, 31), reason="涉及单位较多，需延长验收时间（示例数据）", actor=lead
                )

    def grant_one(self) -> None:
        """The office's leader decides on the first of them."""
        leader = self.city.leader
        for index in self._tasks()[:1]:
            with scope(leader):
                decide_extension(self.tasks.tasks[index].extensions.get(), grant=True, actor=leader)

    def ask_for_hazards(self) -> None:
        """An enterprise asks for more time, a department hands a hazard over to another one."""
        for index in self._with("rectifying")[:1]:
            story, hazard = self.hazards.told[index], self.hazards.hazards[index]
            contact = self.city.actor(Role.ENTERPRISE_CONTACT, self.city.enterprises[story.site])
            with scope(contact):
                hazards.ask_extension(
                    hazard,
                    due=story.due + timedelta(days=30),
                    reason="更换设备到货延期（示例数据）",
                    interim_control="停用该设备，派专人值守",
                    actor=contact,
                )
        for index in self._with("verified")[:1]:
            own, other = self._departments(index)
            officer = self.city.actor(Role.DEPARTMENT_OFFICER, own)
            with scope(officer):
                hazards.ask_transfer(
                    self.hazards.hazards[index], to_unit=other, reason="属其他部门职责范围（示例数据）", actor=officer
                )

    def leave_unsigned(self) -> None:
        """Reviews that the first of two people has written down."""
        for index in self._with("declared")[:UNSIGNED]:
            street = self.city.streets[self.hazards.told[index].street]
            first = self.city.actor(Role.DEPARTMENT_OFFICER, self._departments(index)[0], 1)
            with scope(first):
                hazards.draft_record(
                    RecordDraft(
                        hazard=self.hazards.hazards[index],
                        kind=RecordKind.REVIEW,
                        actor=first,
                        conclusion=texts.CONCLUSIONS["review"],
                        position=f"{street.name}，现场定位（示例数据）",
                        on_site_at=clock.now(),
                        photos=[self.hazards.pictures.take(first)],
                    )
                )

    def _tasks(self) -> list[int]:
        told = self.tasks.told
        open_ones = [n for n, story in enumerate(told) if story.submitted is None and story.due == date(2024, 11, 30)]
        return open_ones[:EXTENSIONS]

    def _lead(self, index: int) -> Actor:
        return self.city.actor(Role.DEPARTMENT_OFFICER, self.city.leads[self.tasks.told[index].lead])

    def _with(self, outcome: str) -> list[int]:
        """Indexes of the hazards that end so, in the order of their finding."""
        return [index for index, story in enumerate(self.hazards.told) if story.outcome == outcome]

    def _departments(self, index: int) -> tuple[int, int]:
        """The department that answers for a hazard, and another one of the same district."""
        story = self.hazards.told[index]
        departments = self.city.streets[story.street].district.departments
        own = departments[line_of(story.sector)]
        return own, next(unit for unit in departments.values() if unit != own)


def _at(hour: int, minute: int) -> datetime:
    return datetime.combine(DAY, time(hour, minute), clock.TZ)
