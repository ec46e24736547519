"""Plans in a given state, reached by the verbs and moves themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.factories.orgs import City

from zhiben.campaign.models import Campaign, Consultation, Plan, PlanVersion
from zhiben.campaign.operations import MeasureDraft, found_campaign, found_plan, set_measures
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

WAY = ("drafted", "consulting", "reviewing", "issued")


def fresh(plan: Plan) -> Plan:
    """The plan as it stands in the database."""
    return Plan._unfiltered().select_related("campaign", "owner", "current").get(pk=plan.pk)


class Planners:
    """Who writes plans in the tests' city, and what they write."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.officer = city.actor(Role.OFFICE_OFFICER, "市安委办")
        self.leader = city.actor(Role.OFFICE_LEADER, "市安委办")
        self.district = city.actor(Role.DISTRICT_OFFICER, "龙华区")
        self.department = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
        self.other = city.actor(Role.DEPARTMENT_OFFICER, "市应急管理")
        self.campaign: Campaign = found_campaign(self.unit("市安委办"), actor=self.officer)

    def unit(self, name: str) -> int:
        """A unit's id."""
        return self.city.unit(name).pk

    def action(self, position: int) -> int:
        """An action's id."""
        return self.campaign.actions.get(position=position).pk

    def measure(self, number: str = "1", **given: Any) -> MeasureDraft:
        """A measure for 市住房建设, with 市消防救援, for the third action."""
        said: dict[str, Any] = {
            "text": f"第{number}条：对重大事故隐患动态清零",
            "goal": "年内销号率不低于95%",
            "action": self.action(3),
            "lead_unit": self.unit("市住房建设"),
            "assisting": (self.unit("市消防救援"),),
            "due": clock.today().replace(year=2024, month=12, day=31),
        }
        return MeasureDraft(number, **said | given)

    def master(self, measures: Sequence[MeasureDraft] = (), *, state: str = "issued") -> Plan:
        """The master plan."""
        return self.plan("master", self.officer, measures or (self.measure("1"), self.measure("2")), state=state)

    def of_district(self, measures: Sequence[MeasureDraft] = (), *, state: str = "drafted") -> Plan:
        """龙华区's plan, which its government answers for."""
        here = self.city.territories["龙华区"].pk
        measures = measures or (self.measure("1", lead_unit=self.unit("龙华区住房建设"), assisting=()),)
        return self.plan("district", self.district, measures, state=state, territory=here)

    def of_sector(self, measures: Sequence[MeasureDraft] = (), *, state: str = "drafted") -> Plan:
        """The plan of 房屋建筑施工, which 市住房建设 answers for."""
        sector = self.city.sectors["房屋建筑施工"].pk
        return self.plan("sector", self.department, measures or (self.measure("1"),), state=state, sector=sector)

    def plan(self, kind: str, writer: Actor, measures: Sequence[MeasureDraft], *, state: str, **given: int) -> Plan:
        """A plan of the writer's own unit, its first version in `state`."""
        with scope(writer):
            made = found_plan(self.campaign, kind, owner=writer.grants[0].unit, actor=writer, **given)
            version = made.versions.get()
            set_measures(version, measures, goals="消除重大事故隐患", actor=writer)
        self.bring(version, state, writer)
        return fresh(made)

    def bring(self, version: PlanVersion, state: str, writer: Actor) -> PlanVersion:
        """Move a drafted version to `state`; whoever is asked agrees."""
        for step in WAY[1 : WAY.index(state) + 1]:
            if step == "consulting":
                with scope(writer):
                    perform(version, "consult", writer, reply_by=clock.today() + timedelta(days=7))
            elif step == "reviewing":
                for one in Consultation._unfiltered().filter(draft=version, state="asked").select_related("unit"):
                    self.answer(one, "agree")
                with scope(writer):
                    perform(version, "submit", writer)
            else:
                with scope(self.leader):
                    perform(version, "issue", self.leader, issued_on=clock.today(), document_no="示例〔2024〕1号")
        return version

    def answer(self, one: Consultation, move: str, **facts: Any) -> None:
        """Let the asked unit answer."""
        kind = one.unit.kind
        role = {"department": Role.DEPARTMENT_OFFICER, "district_government": Role.DISTRICT_OFFICER}.get(
            kind, Role.OFFICE_OFFICER
        )
        person = self.city.actor(role, one.unit.name)
        with scope(person):
            perform(Consultation.objects.get(pk=one.pk), move, person, **facts)
