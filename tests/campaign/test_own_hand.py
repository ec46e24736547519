"""Whoever stands in for the leader decides on nothing that they prepared themselves: plans, tasks, extensions. The
leader does, and so does another substitute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.campaign import Cast, task
from tests.factories.orgs import City
from tests.factories.plans import Planners

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, PlanVersion
from zhiben.campaign.operations import ask_extension, decide_extension, revise_plan, set_measures
from zhiben.foundation.lifecycle import offers, perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor


def standing_in(one: Actor, leader: Actor) -> Actor:
    """The person, lent the leader's post beside the own one."""
    return replace(one, grants=(*one.grants, replace(leader.grants[0], substitute_for=leader.id)))


def refused(record: Any, move: str, actor: Actor, **facts: Any) -> str:
    """With which sentence; the move is not offered either."""
    with scope(actor):
        assert move not in [one.move.name for one in offers(record, actor) if one.allowed]
        with pytest.raises(NotAllowed) as refusal:
            perform(record, move, actor, **facts)
    return refusal.value.text


@pytest.mark.parametrize("hand", ["began", "wrote", "put to the units", "sent to review"])
def test_substitute_settles_no_plan_of_the_own_hand(city: City, hand: str) -> None:
    planners = Planners(city)
    writer, other = planners.department, replace(planners.department, id=4242)
    who = {"began": writer, "wrote": writer, "put to the units": writer, "sent to review": writer, hand: other}
    plan = planners.of_sector(state="issued")
    with scope(other):
        version = revise_plan(plan, reason="合并", actor=who["began"])
        set_measures(version, [planners.measure("1", goal="全年")], actor=who["wrote"])
    planners.bring(version, "consulting", who["put to the units"])
    with scope(other):
        for one in version.consultations.filter(state="asked").select_related("unit"):
            planners.answer(one, "agree")
        perform(version, "submit", who["sent to review"])
    lent, nobody = standing_in(other, planners.leader), standing_in(replace(other, id=4343), planners.leader)
    for move, facts in (("send_back", {"reason": "不实"}), ("issue", {"issued_on": clock.today()})):
        said = "本件由您起草、修改或送审，您是代理负责人，不能再代负责人决定，请由负责人本人或其他代理人办理"
        assert refused(version, move, lent, **facts).endswith(said)
    with scope(lent):
        assert queries.waiting_plans(lent, 10) == []
    for allowed in (nobody, planners.leader):
        with scope(allowed):
            assert [one.record for one in queries.waiting_plans(allowed, 10)] == [version]
    with scope(nobody):
        assert perform(version, "issue", nobody, issued_on=clock.today()).state == "issued"


def test_who_sent_a_plan_back_as_substitute_may_issue_what_others_mended(city: City) -> None:
    planners = Planners(city)
    clerk = standing_in(planners.officer, planners.leader)
    version = PlanVersion._unfiltered().get(plan=planners.of_sector(state="reviewing"))
    with scope(clerk):
        perform(version, "send_back", clerk, reason="不实")
    planners.bring(version, "reviewing", planners.department)
    with scope(clerk):
        assert perform(version, "issue", clerk, issued_on=clock.today()).state == "issued"


def test_issuing_supersedes_what_the_substitute_once_wrote(city: City) -> None:
    planners = Planners(city)
    clerk = standing_in(planners.department, planners.leader)
    plan = planners.of_sector(state="issued")
    other = replace(planners.department, id=4242)
    with scope(other):
        version = revise_plan(plan, reason="合并", actor=other)
        set_measures(version, [planners.measure("1")], actor=other)
    planners.bring(version, "reviewing", other)
    with scope(clerk):
        perform(PlanVersion.objects.get(pk=version.pk), "issue", clerk, issued_on=clock.today())
    assert PlanVersion._unfiltered().get(plan=plan, number=1).state == "superseded"


def test_plans_that_wait_cost_no_query_each(city: City) -> None:
    planners = Planners(city)
    lent = standing_in(planners.department, planners.leader)

    def asked() -> int:
        with scope(lent), CaptureQueriesContext(connection) as asked:
            queries.waiting_plans(lent, 10)
        return len(asked)

    planners.of_sector(state="reviewing")
    one = asked()
    planners.of_district(state="reviewing")
    planners.master(state="reviewing")
    assert asked() == one


def test_substitute_finishes_no_task_that_they_verified(city: City) -> None:
    cast = Cast(city)
    made = task(city, "verified")
    clerk = standing_in(replace(cast.office, id=made.last_actor), cast.leader)
    said = refused(made, "finish", clerk)
    assert said.endswith("本件由您核验，您是代理负责人，不能再代负责人决定，请由负责人本人或其他代理人办理")
    other = replace(clerk, id=4343)
    with scope(other):
        assert [one.record for one in queries.waiting_for(other) if isinstance(one.record, KeyTask)] == [made]
        assert perform(made, "finish", other).state == "done"
    with scope(cast.leader):
        assert perform(task(city, "verified"), "finish", cast.leader).state == "done"


def test_substitute_decides_on_no_extension_that_they_asked_for(city: City) -> None:
    cast = Cast(city)
    made = task(city, "under_way", due=date(2999, 12, 1))
    clerk = standing_in(cast.lead, cast.leader)
    with scope(cast.lead):
        request = ask_extension(made, due=date(2999, 12, 31), reason="设备未到", actor=cast.lead)
    assert "本件由您提出" in refused(request, "refuse", clerk, reason="不充分")
    with scope(clerk), pytest.raises(NotAllowed, match="本件由您提出，您是代理负责人"):
        decide_extension(request, grant=True, actor=clerk)
    with scope(other := replace(clerk, id=4343)):
        decide_extension(request, grant=True, actor=other)
    assert (request.state, KeyTask._unfiltered().get().due) == ("granted", date(2999, 12, 31))
