"""What a finding leads to beyond the visit: a reminder that tells it, a key task that takes it up, and the list of what
is wrong with the campaign's own work by unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.campaign import task
from tests.factories.documents import WRITTEN, Desk
from tests.factories.pages import browser, text
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited

from zhiben.campaign.operations import Draft
from zhiben.dispatch import operations as dispatch
from zhiben.dispatch import sources
from zhiben.dispatch.models import Reminder
from zhiben.foundation.grounds import grounds_of
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Finding, Visit
from zhiben.supervision.operations import Batch, Found
from zhiben.supervision.vocab import Becomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


@pytest.fixture
def desk(built: Ground) -> Desk:
    reviewer = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    return Desk(built.office, built.keeper, reviewer, built.leader).opened()


@pytest.fixture
def visit(built: Ground) -> Visit:
    return visited(built, drawn(built))


def recorded(visit: Visit, words: str = "没有液化气配送台账", becomes: str = Becomes.TASK) -> Finding:
    actor = goers(visit)[0]
    with scope(actor):
        return operations.record(visit, Found(words, becomes, basis="示例条款第三条"), actor=actor)


def reminded(built: Ground, desk: Desk, one: Finding) -> Reminder:
    """A reminder of the finding whose letter is issued."""
    letter = replace(WRITTEN, to="市住房建设", copy="")
    with scope(built.keeper):
        row = dispatch.remind(dispatch.Origin("finding", one.pk), letter, office=built.office, actor=built.keeper)
    desk.taken(row.document, "issued")
    with scope(built.keeper):
        return Reminder.objects.get(pk=row.pk)


def state_of(built: Ground, one: Finding) -> tuple[str, int]:
    with scope(built.keeper):
        row = queries.finding_of(one.pk)
    return (row.state, row.task)


def test_a_reminder_begins_with_what_was_found(built: Ground, visit: Visit) -> None:
    one = recorded(visit)
    place = orgs.unit(built.office).coordinates
    with scope(built.keeper), pytest.raises(NotFound):
        sources.found("finding", one.pk, place)  # not before the visit is signed
    signed(visit)
    with scope(built.keeper):
        told = sources.found("finding", one.pk, place)
    site = orgs.site_names([visit.site_id])[visit.site_id]
    day = clock.in_words(visit.arrived_at.astimezone(clock.TZ).date())
    where = f"（龙华区民治街道，本地编号{orgs.site_card_of(visit.site_id).code}）"
    assert told.facts == f"{day}综合督导检查{site}{where}时发现：没有液化气配送台账。"
    assert (told.basis, told.subject, told.address) == ("示例条款第三条", one.text, one.get_absolute_url())
    assert told.unit == "市住房建设"
    stranger = built.built.actor(Role.DISTRICT_OFFICER, "南山区")
    with scope(stranger), pytest.raises(NotFound):
        sources.found("finding", one.pk, place)


def test_a_task_that_the_reminder_opens_takes_the_finding_up(built: Ground, visit: Visit, desk: Desk) -> None:
    one, note = recorded(visit), recorded(visit, "建议增设标识", Becomes.NOTE)
    signed(visit)
    due = clock.today() + timedelta(days=60)
    draft = Draft("TX-0001", "燃气配送排查", "全部排查", built.built.unit("市住房建设").pk, due)
    for found in (one, note):
        row = reminded(built, desk, found)
        with scope(built.keeper):
            made = dispatch.open_task(row, draft, actor=built.keeper)
        draft = Draft("TX-0002", "标识排查", "全部排查", built.built.unit("市住房建设").pk, due)
        assert state_of(built, found) == (("enlisted", made.pk) if found is one else ("recorded", 0))
    with scope(built.keeper):
        (ground,) = grounds_of(queries.finding_of(one.pk))
    assert "提醒函" in ground.words
    said = text(browser(built.keeper), "supervision:finding", one.pk)
    assert "看重点任务TX-0001" in said and ground.words in said


def test_a_finding_given_to_a_unit_stays_with_it(built: Ground, visit: Visit, desk: Desk) -> None:
    one = recorded(visit)
    signed(visit)
    row = reminded(built, desk, one)
    with scope(built.keeper):
        batch = Batch(
            "circular_notice", clock.today() + timedelta(days=15), {one.pk: built.built.unit("市住房建设").pk}
        )
        operations.issue(batch, actor=built.keeper)
        due = clock.today() + timedelta(days=60)
        draft = Draft("TX-0001", "燃气配送排查", "全部排查", built.built.unit("市住房建设").pk, due)
        dispatch.open_task(row, draft, actor=built.keeper)
    assert state_of(built, one) == ("proposed", 0)


def test_a_finding_is_enlisted_by_the_number_of_a_task_that_there_is(built: Ground, visit: Visit) -> None:
    one, work = recorded(visit), recorded(visit, "没有台账", Becomes.WORK)
    signed(visit)
    there = task(built.built)
    with scope(built.keeper):
        with pytest.raises(Incomplete, match="没有找到任务"):
            perform(queries.finding_of(one.pk), "enlist", built.keeper, task="T-没有")
        with pytest.raises(Refused, match="只有性质为重点任务"):
            perform(queries.finding_of(work.pk), "enlist", built.keeper, task=there.number)
        perform(queries.finding_of(one.pk), "enlist", built.keeper, task=f" {there.number} ")
    assert state_of(built, one) == ("enlisted", there.pk)
    with scope(built.keeper), pytest.raises(Refused, match="不能作废"):
        perform(queries.visit_of(visit.pk), "void", built.keeper, reason="走错门")


def test_problems_of_the_campaigns_own_work_are_listed_by_unit(built: Ground, visit: Visit, desk: Desk) -> None:
    found = [recorded(visit, words, Becomes.WORK) for words in ("没有台账", "没有复查", "没有部署")]
    recorded(visit, "灭火器过期", Becomes.HAZARD)
    with scope(built.keeper):
        assert queries.by_unit(queries.work_problems()) == []  # not signed yet
    signed(visit)
    unit = built.built.unit("龙华区").pk
    with scope(built.keeper):
        batch = Batch("circular_notice", clock.today() + timedelta(days=15), {one.pk: unit for one in found[:2]})
        (letter,) = operations.issue(batch, actor=built.keeper)
    desk.taken(letter, "issued")
    with scope(built.keeper), clock.at(clock.now() + timedelta(days=20)):
        lines = queries.by_unit(queries.work_problems())
    assert [(one.name, one.findings, one.waiting, one.late, one.settled) for one in lines] == [
        ("龙华区", 2, 2, 2, 0),
        ("还没有交办", 1, 1, 0, 0),
    ]
    said = browser(built.keeper).get(f"/supervision/problems/?unit={unit}").content.decode()
    assert "没有台账" in said and "没有部署" not in said and "灭火器" not in said
    stranger = built.built.actor(Role.DISTRICT_OFFICER, "南山区")
    assert "没有攻坚工作问题" in browser(stranger).get("/supervision/problems/").content.decode()
    nobodys = browser(built.keeper).get("/supervision/problems/?unit=0").content.decode()
    assert "没有部署" in nobodys and "没有台账" not in nobodys
