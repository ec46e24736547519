"""A due day moves by an extension that was granted for it, or by a dated correction; both are noticed by whoever read
the task before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import City

from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.operations import Draft, ask_extension, decide_extension, draft_tasks, found_campaign
from zhiben.campaign.operations.correcting import correct
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotFound, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role

DUE, ASKED, CORRECTED = date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)


@pytest.fixture
def running(city: City) -> KeyTask:
    return task(city, due=DUE, assisting=("市消防救援",))


@pytest.fixture
def request_(city: City, running: KeyTask) -> Iterator[Extension]:
    with unscoped(reason="test"):
        yield ask_extension(running, due=ASKED, reason="设备未到", actor=Cast(city).lead)


def stored(record: KeyTask) -> tuple[date, int]:
    found = KeyTask._unfiltered().get(pk=record.pk)
    return found.due, found.version


def test_a_granted_extension_moves_the_due_day_everywhere(city: City, running: KeyTask, request_: Extension) -> None:
    decide_extension(request_, grant=True, actor=Cast(city).leader)
    assert stored(running) == (ASKED, 4)
    assert list(unfiltered(Participation).values_list("due", flat=True)) == [ASKED]


def test_an_extension_keeps_within_the_campaign_and_the_whole(city: City) -> None:
    cast, office = Cast(city, "龙华区"), Cast(city).office
    with scope(office):
        found_campaign(city.unit("市安委办").pk, actor=office)
        whole = task(city, due=CORRECTED)
        draft = Draft("P-1", "排查", "完成", city.unit("龙华区").pk, DUE, evidence_required="照片", parent=whole.pk)
        part = draft_tasks([draft], actor=office)[0]
        for move in ("assign", "accept", "start"):
            perform(part, move, cast.who(move), **FACTS.get(move, {}))
    late, beyond = date(2025, 1, 31), date(2027, 1, 31)
    with unscoped(reason="test"):
        for asked, why in (
            (late, "分解任务的完成时限不能晚于上级任务（2024年12月31日）"),
            (beyond, "2027年1月31日不在本次行动的年份（2024年至2026年）内"),
        ):
            with pytest.raises(Incomplete) as refusal:
                ask_extension(part, due=asked, reason="设备未到", actor=cast.lead)
            assert refusal.value.fields == {"due": why}
        request = ask_extension(part, due=CORRECTED, reason="设备未到", actor=cast.lead)
        amend([whole], at=clock.now(), due=ASKED)
        with pytest.raises(Refused, match="不能延期到2024年12月31日：分解任务的完成时限不能晚于上级任务"):
            decide_extension(request, grant=True, actor=cast.leader)
    assert stored(part)[0] == DUE


@pytest.mark.parametrize("state", ["asked", "refused"])
def test_an_extension_needs_its_grant(city: City, running: KeyTask, request_: Extension, state: str) -> None:
    leader = Cast(city).leader
    if state == "refused":
        decide_extension(request_, grant=False, reason="须按期完成", actor=leader)
    with pytest.raises(Refused, match="没有已获同意的申请"):
        perform(running, "extend", leader, request=request_.pk)
    assert stored(running) == (DUE, 3)


def test_a_grant_of_another_task_moves_nothing(city: City, request_: Extension) -> None:
    other, leader = task(city, due=DUE), Cast(city).leader
    decide_extension(request_, grant=True, actor=leader)
    with pytest.raises(Refused, match="没有已获同意的申请"):
        perform(other, "extend", leader, request=request_.pk)


def test_an_older_request_does_not_move_a_corrected_due_day_back(
    city: City, running: KeyTask, request_: Extension
) -> None:
    amend([running], at=clock.now(), due=CORRECTED)
    with pytest.raises(Refused, match="时限在申请之后已有变动"):
        decide_extension(Extension.objects.get(pk=request_.pk), grant=True, actor=Cast(city).leader)
    assert stored(running) == (CORRECTED, 4)
    assert Extension.objects.get(pk=request_.pk).state == "asked"


@pytest.mark.parametrize(
    ("state", "why"), [("drafted", ""), ("assigned", ""), ("accepted", "任务已签收，完成时限须由牵头单位申请延期")]
)
def test_a_due_day_is_corrected_until_the_task_is_accepted(city: City, state: str, why: str) -> None:
    one = task(city, state, due=DUE)
    assert correct(one, {"due": CORRECTED}, None, actor=Cast(city).office) == why
    assert stored(one)[0] == (DUE if why else CORRECTED)


def test_an_assigned_task_is_not_made_late_by_a_correction(city: City) -> None:
    one = task(city, "assigned", due=DUE)
    gone = clock.today() - timedelta(days=1)
    assert correct(one, {"due": gone}, None, actor=Cast(city).office) == "任务已下达，完成时限不能早于今天"


def test_another_helper_is_noticed_by_whoever_read_the_task_before(city: City, running: KeyTask) -> None:
    people = Cast(city)
    with unscoped(reason="test"):
        stale = KeyTask.objects.get(pk=running.pk)
        assert correct(running, {}, [city.unit("市交通运输").pk], actor=people.office) == ""
        with pytest.raises(Conflict, match="刚被他人改动"):
            correct(stale, {}, [city.unit("市应急管理").pk], actor=people.office)


def test_what_is_asked_as_evidence_is_not_emptied_once_assigned(city: City, running: KeyTask) -> None:
    assert correct(running, {"evidence_required": ""}, None, actor=Cast(city).office) == "任务已下达，佐证要求不能清空"


def test_a_correction_is_noticed_by_whoever_read_the_task_before(city: City, running: KeyTask) -> None:
    stale = KeyTask._unfiltered().get(pk=running.pk)
    people = Cast(city)
    with scope(SYSTEM):
        assert correct(running, {"target": "改"}, None, actor=people.office) == ""
        with pytest.raises(Conflict, match="刚被他人改动"):
            perform(stale, "submit", people.lead, conclusion="全部完成")
        with pytest.raises(Conflict, match="刚被他人改动"):
            correct(stale, {"target": "又改"}, None, actor=people.office)
        found = KeyTask.objects.get(pk=running.pk)
    assert (found.target, found.state, found.version) == ("改", "under_way", 4)


def test_a_stranger_neither_extends_nor_corrects(city: City, running: KeyTask, request_: Extension) -> None:
    with pytest.raises(NotFound):
        decide_extension(request_, grant=True, actor=city.actor(Role.OFFICE_LEADER, "南山区安委办"))
    stranger = city.actor(Role.OFFICE_OFFICER, "南山区安委办")
    assert correct(running, {"due": CORRECTED}, None, actor=stranger) == "此编号不能用于导入，请核对"
    assert stored(running) == (DUE, 3)
