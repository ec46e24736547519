"""Plans outlive units: what names one that is no more can be mended measure by measure, and is neither put to the units
nor issued before."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.factories.orgs import City
from tests.factories.pages import browser
from tests.factories.plans import Planners

from zhiben.campaign.models import PlanVersion
from zhiben.campaign.operations import drafts_of, revise_plan, set_measures
from zhiben.campaign.sheets import MEASURES
from zhiben.campaign.sheets.plans import measures_out
from zhiben.foundation.importing import export, run
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.orgs.models import Unit
from zhiben.orgs.vocab import Role

ENDED = date(2024, 10, 1)
GONE = ("南山区住房建设", "福田区住房建设")


class Stale:
    """The master plan in force; its first two measures name each a unit that is no more, and it is being revised."""

    def __init__(self, planners: Planners) -> None:
        self.planners, self.officer = planners, planners.officer
        named = [planners.measure(str(n), lead_unit=planners.unit(name)) for n, name in enumerate(GONE, start=1)]
        self.plan = planners.master((*named, planners.measure("3")))
        Unit.objects.filter(name__in=GONE).update(valid_to=ENDED)
        with scope(self.officer):
            self.version = revise_plan(self.plan, reason="机构调整", actor=self.officer)


@pytest.fixture
def stale(city: City) -> Stale:
    return Stale(Planners(city))


def test_ended_units_are_replaced_one_measure_after_the_other(stale: Stale) -> None:
    page = browser(stale.planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    here = {"text": "按新机构落实", "lead_unit": stale.planners.unit("市住房建设")}
    for row in stale.version.wordings.model._unfiltered().filter(version=stale.version).order_by("position")[:2]:
        answer = page.post(reverse("campaign:measure_edit", args=[row.pk]), here)
        assert (answer.status_code, answer["Location"]) == (302, stale.version.get_absolute_url())
    with scope(stale.officer):
        version = PlanVersion.objects.get(pk=stale.version.pk)
        assert perform(version, "consult", stale.officer, reply_by=clock.today()).state == "consulting"


def test_goals_are_changed_though_a_measure_names_an_ended_unit(stale: Stale) -> None:
    with scope(stale.officer):
        set_measures(stale.version, drafts_of(stale.version), goals="机构调整后继续推进", actor=stale.officer)
        assert stale.version.goals == "机构调整后继续推进"


def test_measure_that_is_changed_is_held_to_the_rules(stale: Stale) -> None:
    with scope(stale.officer):
        first, *others = drafts_of(stale.version)
        again = stale.planners.measure("1", lead_unit=first.lead_unit, text="只改了文字")
        with pytest.raises(Incomplete) as refusal:
            set_measures(stale.version, [again, *others], actor=stale.officer)
    assert refusal.value.fields == {"1.lead_unit": "“南山区住房建设”届时已不存在"}


def test_draft_with_ended_units_is_not_put_to_the_units_and_every_measure_is_told(stale: Stale) -> None:
    page = browser(stale.planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    move = reverse("campaign:plan_move", args=[stale.version.pk, "consult"])
    answer = page.post(move, {"reply_by": str(clock.today())})
    assert (
        "2条措施有误：措施1：“南山区住房建设”届时已不存在；措施2：“福田区住房建设”届时已不存在。"
        "请在草稿中逐条修改：换成现有的单位，或改完成时限、上级措施，再征求意见"
    ) in answer.content.decode()
    assert (answer.status_code, PlanVersion._unfiltered().get(pk=stale.version.pk).state) == (422, "drafted")


def test_plan_is_not_issued_when_a_unit_has_ended_since_it_was_asked(city: City) -> None:
    planners = Planners(city)
    plan = planners.of_sector(state="reviewing")
    Unit.objects.filter(name="市消防救援").update(valid_to=ENDED)
    with scope(planners.leader):
        version = plan.versions.get()
        with pytest.raises(Refused) as refusal:
            perform(version, "issue", planners.leader, issued_on=clock.today())
    assert refusal.value.text == (
        "1条措施有误：措施1：“市消防救援”届时已不存在。"
        "请退回责任单位逐条修改：换成现有的单位，或改完成时限、上级措施，再印发"
    )


def test_exported_draft_with_ended_units_comes_back_with_one_measure_corrected(stale: Stale) -> None:
    with scope(stale.officer):
        rows = list(measures_out([stale.version]))
        rows[2]["text"] = "改过的第3条"
        report = run(MEASURES, export(MEASURES, rows), name="措施.xlsx", actor=stale.officer)
        assert (report.refused, report.created, report.updated) == ((), 0, 1)
        assert [one.text for one in drafts_of(stale.version)][2] == "改过的第3条"
