"""On which measure each task of the demonstration hangs: on that of its sector's plan or of the master plan, a
district's part on that of the district's plan; and the few that are astray on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhiben.campaign import queries
from zhiben.campaign.operations import hang_many
from zhiben.demonstration import coverage_story, plan_story
from zhiben.foundation.scope import scope
from zhiben.orgs import examples

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.demonstration.city import City
    from zhiben.demonstration.task_replay import TaskReplay


class Hanging:
    """Hangs tasks on measures, which are known by district or sector ("" the whole) and action; `more` are those that
    a plan has besides for an action, and carry every second of its tasks."""

    def __init__(
        self,
        city: City,
        tasks: TaskReplay,
        measures: Mapping[tuple[str, int], int],
        more: Mapping[tuple[str, int], int],
    ) -> None:
        self.city, self.told, self.measures, self.more = city, tasks, measures, more

    def tasks(self) -> None:
        """Every task on its measure, and thereby on its action."""
        groups: dict[int, list[KeyTask]] = {}
        astray = self._astray()
        for place, (story, task) in enumerate(zip(self.told.told, self.told.tasks, strict=True)):
            carried = plan_story.carried_out(story)
            key = plan_story.measure_for(*carried, self.measures)
            if place % 2:
                key = self.more.get(carried, key)
            if key := astray.get(place, key):
                groups.setdefault(key, []).append(task)
        self._hang(groups)

    def _astray(self) -> dict[int, int]:
        """By a task's place, another measure than its own on which it hangs, 0 for none: two of the planted gaps."""
        of_the_whole = {unit: list[int]() for unit in range(len(self.city.leads))}
        for place, story in enumerate(self.told.told):
            if not plan_story.carried_out(story)[0]:
                of_the_whole[story.lead].append(place)
        names = [name for name, _line in examples.UNITS]
        loose = of_the_whole[names.index(coverage_story.LOOSE_OF)][-coverage_story.LOOSE :]
        contesting = of_the_whole[names.index(coverage_story.CONTESTER)][-1]
        return dict.fromkeys(loose, 0) | {contesting: self.measures[coverage_story.CONTESTED]}

    def parts(self) -> None:
        """The districts' parts on the measures of the districts' plans."""
        groups: dict[int, list[KeyTask]] = {}
        for (district, action), part in self.told.parts.items():
            key = plan_story.measure_for(self.city.districts[district].name, action, self.measures)
            groups.setdefault(key, []).append(part)
        self._hang(groups)

    def _hang(self, groups: Mapping[int, list[KeyTask]]) -> None:
        officer = self.city.officer
        with scope(officer):
            measures = queries.measures_by_id(groups)
            hang_many([(measures[pk], some) for pk, some in groups.items()], actor=officer)
