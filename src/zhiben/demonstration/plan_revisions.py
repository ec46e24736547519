"""Plans of the demonstration revised: two issued again in June, and what is drafted, asked and under review now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from zhiben.campaign import queries
from zhiben.campaign.operations import MeasureDraft, drafts_of, issue_plan, revise_plan, set_measures
from zhiben.demonstration.calendar import LAST
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock

if TYPE_CHECKING:
    from zhiben.campaign.models import Plan, PlanVersion
    from zhiben.demonstration.plan_replay import PlanReplay, Writing

REVISED, ADJUSTED = "电动自行车", "高层建筑消防"
"""Sectors whose plans were revised: one loses a measure with tasks on it, the other is only worded anew."""
IN_REVIEW, BEING_DRAFTED = "锂电池生产储存", "粉尘涉爆"
"""Sectors whose plans are being revised now."""


class PlanRevisions:
    """The revisions, on the plans that the replay has brought into force."""

    def __init__(self, plans: PlanReplay) -> None:
        self.plans = plans

    def happenings(self) -> Iterator[Happening]:
        """Everything that happens to them, in order of time."""
        yield Happening(_at(date(2024, 6, 17)), lambda: self._revise(ADJUSTED, "按年中评估调整目标"))
        yield Happening(_at(date(2024, 6, 19)), lambda: self._revise(REVISED, "与省级部署合并推进", drop=9))
        yield Happening(_at(LAST - timedelta(days=5)), lambda: self._begin(IN_REVIEW, "reviewing"))
        yield Happening(_at(LAST - timedelta(days=4)), lambda: self._begin(self._home, "consulting"))
        yield Happening(_at(LAST - timedelta(days=1)), lambda: self._begin(BEING_DRAFTED, "drafted"))

    @property
    def _home(self) -> str:
        return self.plans.city.home[0].district.name

    def _begin(self, of: str, state: str) -> None:
        """A revision that is not finished: drafted, being consulted on, or under review."""
        one = next(writing for writing in (*self.plans.districts(), *self.plans.sectors()) if writing.of == of)
        with scope(one.writer):
            version = revise_plan(self._plan(of), reason="结合前三季度情况调整（示例数据）", actor=one.writer)
            drafts = drafts_of(version)
            drafts[2] = self._reworded(drafts[2], "，对逾期未改的逐级提醒督促")
            # Under review is one that loses a measure: its issue asks where that one's tasks go.
            drafts = drafts[:-2] + drafts[-1:] if state == "reviewing" else drafts
            set_measures(version, drafts, actor=one.writer)
            if state != "drafted":
                perform(version, "consult", one.writer, reply_by=LAST + timedelta(days=3))
        if state == "reviewing":
            self._all_agree(version, one)

    def _plan(self, of: str) -> Plan:
        """The plan as it stands by now."""
        self.plans.plans[of] = queries.plans().get(pk=self.plans.plans[of].pk)
        return self.plans.plans[of]

    @staticmethod
    def _reworded(draft: MeasureDraft, more: str) -> MeasureDraft:
        return MeasureDraft(
            **{name: getattr(draft, name) for name in MeasureDraft.__slots__ if name != "text"}, text=draft.text + more
        )

    def _all_agree(self, version: PlanVersion, one: Writing) -> None:
        with unscoped(reason="many units answer at one moment of the replay; the door asks for each of them"):
            rows = queries.consultations_of(version)
            perform_many([Step(row, "agree", self.plans.city.answering(row.unit_id)) for row in rows])
        with scope(one.writer):
            perform(version, "submit", one.writer)

    def _revise(self, of: str, reason: str, *, drop: int = 0) -> None:
        """A revision from draft to issue in one go; the tasks of the measure of the action `drop`, which it no longer
        has, go over to that of the tenth."""
        one = next(writing for writing in self.plans.sectors() if writing.of == of)
        with scope(one.writer):
            version = revise_plan(self._plan(of), reason=f"{reason}（示例数据）", actor=one.writer)
            kept = [draft for draft in drafts_of(version) if draft.action != self.plans.actions.get(drop)]
            kept[2] = self._reworded(kept[2], "，整改情况每半月公布一次")
            set_measures(version, kept, actor=one.writer)
            perform(version, "consult", one.writer, reply_by=clock.today())
        self._all_agree(version, one)
        with scope(self.plans.leader):
            loose = list(queries.hanging_loose(version).values_list("pk", flat=True))
            said = {"issued_on": clock.today(), "document_no": f"示例〔2024〕{60 + len(loose)}号"}
            answers = dict.fromkeys(loose, self.plans.measures[of, 10])
            issue_plan(version, **said, answers=answers, actor=self.plans.leader)  # type: ignore[arg-type]
            for task in self.plans.tasks.tasks:
                if task.pk in answers:
                    task.refresh_from_db()


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 25), clock.TZ)
