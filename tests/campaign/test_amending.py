"""A due day moves by an extension that was granted for it, or by a dated correction; both are noticed by whoever read
the task before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.factories.campaign import Cast, task
from tests.factories.orgs import City

from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.operations import ask_extension, decide_extension
from zhiben.campaign.operations.correcting import correct
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotFound, Refused
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
    assert list(Participation.objects.values_list("due", flat=True)) == [ASKED]


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
