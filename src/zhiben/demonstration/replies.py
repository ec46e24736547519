"""What named units answer before a bulletin is approved: most agree, some contest, some say nothing; and what the
office makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.campaign.operations import report_many
from zhiben.demonstration import texts
from zhiben.demonstration.evidence import workbook_of
from zhiben.dispatch import operations, queries, recounting
from zhiben.dispatch.vocab import Reason
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.demonstration.city import City
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.dispatch.models import NamedUnit, Round

EVERY, CONTESTS, SILENT = 7, 2, 5
"""Of seven names in a row the third is contested and the sixth left without an answer."""

STRUCK = 1
"""So many of the contested names are named no longer; the office keeps the others."""


class Replies:
    """Answers and decisions, counted through all rounds so that they are the same every time."""

    def __init__(self, city: City, tasks: TaskReplay | None = None) -> None:
        self.city, self.tasks = city, tasks
        self.asked = self.struck = 0

    def answer(self, one: Round, *, all_of_them: bool = False) -> None:
        """Each unit named in a round answers for itself, or does not; `all_of_them` leaves none out."""
        with scope(self.city.officer):
            names = queries.names(one)
        for name in names:
            turn = self.asked % EVERY
            self.asked += 1
            contests = turn == CONTESTS or (all_of_them and name is names[0])
            if all_of_them or turn != SILENT:
                self._answer(name, contests=contests)

    def decide(self, one: Round) -> None:
        """The office decides on every contested name."""
        officer = self.city.officer
        with scope(officer):
            for name in queries.names(one):
                if name.state != "contested":
                    continue
                if self.struck < STRUCK:
                    operations.strike(name, texts.REPLY_STRUCK, actor=officer)
                    self.struck += 1
                else:
                    operations.keep(name, texts.REPLY_KEPT[name.reason], actor=officer)

    def catch_up(self, one: Round) -> None:
        """Units named for missing reports send two of three of them, late; of whoever is named no longer the leader
        tells that they had come in time, and the office restates what that changes."""
        tasks = {task.pk: task for task in self.tasks.tasks} if self.tasks else {}
        with scope(self.city.officer):
            found = [name for name in queries.named(one) if name.reason is Reason.MISSING_REPORT]
        for name in found:
            actor = self.city.answering(name.unit)
            sent = [tasks[item.record] for place, item in enumerate(name.items) if tasks and place % 3 != 2]
            facts = {"period": one.period_first, "text": texts.LATE_REPORT}
            with scope(actor):
                report_many([(task, facts) for task in sent if task.state == "under_way"], actor=actor)
            if name.struck and sent:
                self._put_right(one, sent)

    def _put_right(self, one: Round, sent: list[KeyTask]) -> None:
        leader, officer = self.city.leader, self.city.officer
        for task in sent:
            last = next(line for line in reversed(audit.of(task)) if line.verb == "report")
            facts = {"step": last.seq, "on": one.period_last, "reason": texts.ENTERED_LATE}
            with scope(leader):
                perform(task, "redate", leader, **facts, evidence=[workbook_of(leader)])
        with scope(officer):
            measures = [found.frozen for found in recounting.differing(one)]
            operations.restate(queries.round_of(one.pk), *measures, reason=texts.RESTATED, actor=officer)

    def _answer(self, name: NamedUnit, *, contests: bool) -> None:
        actor = self.city.answering(name.unit_id)
        with scope(actor):
            own = queries.name_of(name.pk, actor)
            if contests:
                operations.contest(own, texts.REPLIES[name.reason], actor=actor)
            else:
                operations.agree(own, actor=actor)
