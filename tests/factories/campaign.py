"""Key tasks in a given state, reached by the moves themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from tests.factories.orgs import City

from zhiben.campaign.models import (
    Campaign,
    CampaignAction,
    Indicator,
    KeyTask,
    MeasureWording,
    Milestone,
    Plan,
    PlanMeasure,
    PlanVersion,
    Sample,
    YearGoal,
)
from zhiben.campaign.operations import (
    Draft,
    IndicatorDraft,
    draft_tasks,
    draw_sample,
    found_campaign,
    set_indicator,
)
from zhiben.foundation.audit import batch
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import begin, perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.vocab import Role, UnitKind

_number = count(1)

WAY = {
    "drafted": (),
    "assigned": ("assign",),
    "accepted": ("assign", "accept"),
    "under_way": ("assign", "accept", "start"),
    "submitted": ("assign", "accept", "start", "submit"),
    "verified": ("assign", "accept", "start", "submit", "verify"),
    "done": ("assign", "accept", "start", "submit", "verify", "finish"),
    "cancelled": ("cancel",),
    "retracted": ("retract",),
}
"""The moves that lead to each state."""


class Facts(Mapping[str, dict[str, object]]):
    """By move, facts that it is content with; days are today's."""

    def __getitem__(self, move: str) -> dict[str, object]:
        return self._known()[move]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> dict[str, dict[str, object]]:
        today = clock.today()
        return {
            "accept": {"on": today},
            "object": {"reason": "不属本单位职责"},
            "start": {"responsible": "张三"},
            "report": {"period": today, "text": "已排查"},
            "nil": {"period": today},
            "submit": {"conclusion": "全部完成"},
            "return": {"reason": "佐证不足"},
            "verify": {"checked": "查阅台账"},
            "cancel": {"reason": "任务合并"},
            "replace": {"reason": "并入T-0001"},
        }


FACTS = Facts()


ROLES = {
    UnitKind.DEPARTMENT: Role.DEPARTMENT_OFFICER,
    UnitKind.DISTRICT: Role.DISTRICT_OFFICER,
    UnitKind.STREET: Role.STREET_OFFICER,
}
"""Who works for a lead unit."""


class Cast:
    """The people of the ordinary way."""

    def __init__(self, city: City, lead: str = "市住房建设") -> None:
        self.office = city.actor(Role.OFFICE_OFFICER, "市安委办")
        self.leader = city.actor(Role.OFFICE_LEADER, "市安委办")
        self.lead = city.actor(ROLES[city.unit(lead).kind], lead)

    def who(self, move: str) -> Actor:
        """Who makes a move in the ordinary way."""
        if move in ("assign", "verify", "return", "replace", "retract"):
            return self.office
        return self.leader if move in ("finish", "cancel") else self.lead


def task(
    city: City,
    state: str = "under_way",
    *,
    lead: str = "市住房建设",
    assisting: tuple[str, ...] = (),
    due: date | None = None,
    title: str = "示例任务",
) -> KeyTask:
    """A task of `lead` in `state`, due at the end of 2024 or in two months; one that is late by now was begun ten days
    before its due day."""
    cast = Cast(city, lead)
    due = due or max(date(2024, 12, 31), clock.today() + timedelta(days=60))
    draft = Draft(
        number=f"T-{next(_number):04d}",
        title=title,
        target="完成",
        lead_unit=city.unit(lead).pk,
        evidence_required="检查记录",
        due=due,
        assisting=tuple(city.unit(name).pk for name in assisting),
    )
    begun = clock.at(clock.day_start(due) - timedelta(days=10)) if due < clock.today() else nullcontext()
    with scope(cast.office), begun:
        made = draft_tasks([draft], actor=cast.office)[0]
        for move in WAY[state]:
            perform(made, move, cast.who(move), **FACTS.get(move, {}))
    return made


@dataclass(frozen=True)
class Framed:
    """A campaign's first goal, its first action, and that one's indicator."""

    goal: YearGoal
    action: CampaignAction
    indicator: Indicator


def framed_campaign(office: int, officer: Actor) -> Framed:
    """The campaign of an office, its first action measured by the people trained."""
    campaign = found_campaign(office, actor=officer)
    action = campaign.actions.get(position=1)
    draft = IndicatorDraft("培训人次", "人次", targets={2024: Decimal(100)})
    return Framed(campaign.goals.get(year=2024), action, set_indicator(action, draft, actor=officer))


def measure_in_force(city: City, office: str, *, lead: str = "", number: str = "1", goal: str = "") -> PlanMeasure:
    """A measure of the first action in the master plan of an office's campaign, which is set up where it is not."""
    unit, now = city.unit(office), clock.now()
    with scope(SYSTEM), batch():
        campaign = Campaign.objects.filter(office=unit).first() or found_campaign(unit.pk, actor=SYSTEM)
        plan = Plan.objects.filter(campaign=campaign, kind="master").select_related("current").first()
        if plan is None:
            plan = Plan(campaign=campaign, kind="master", title="总体方案", owner=unit, founded_at=now)
            plan.place_at(unit.coordinates)
            insert([plan])
            version = begin(PlanVersion(plan=plan, number=1), SYSTEM, None)
            Plan.objects.filter(pk=plan.pk).update(current=version)
            plan.current = version
        measure = PlanMeasure(plan=plan, number=number)
        insert([measure])
        wording = MeasureWording(
            version=plan.current,
            measure=measure,
            position=int(number),
            text="排查整治一百家",
            goal=goal,
            action=campaign.actions.get(position=1),
            lead_unit=city.unit(lead) if lead else None,
            due=date(2024, 12, 31),
        )
        insert([wording])
    return measure


def sampled(city: City, office: str, officer: Actor, *, lead: str = "市住房建设", back: int = 1) -> Sample:
    """What an office has drawn of the half-month before (or so many back): the one report that `lead` has sent on a
    task of its own."""
    period = half_month_of(clock.today())
    for _ in range(back):
        period = previous(period)
    cast = Cast(city, lead)
    with clock.at(clock.day_start(period.first)):
        one = task(city, lead=lead, due=period.last + timedelta(days=60))
        with scope(cast.lead):
            perform(one, "report", cast.lead, period=period.first, text="已逐家排查并建立台账")
    with scope(officer):
        return draw_sample(city.unit(office).pk, period, actor=officer, seed="示例")


def milestone(one: KeyTask, day: date | None = None, *, weight: int = 1) -> int:
    """An open milestone of a task, due with it unless told; its id."""
    with scope(SYSTEM):
        step = Milestone(
            task_id=one.pk, position=one.milestones.count() + 1, name="方案印发", due=day or one.due, weight=weight
        )
        with batch():
            insert([step])
    return step.pk
