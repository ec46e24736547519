"""Joint studies after accidents: opened with departments, gone on site, causes and lessons, gaps filled, papers, closed
with evidence; and who must not see them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.accident_supervision import NOW, Desk, desk
from tests.factories.accidents import code
from tests.factories.campaign import task
from tests.factories.documents import Desk as Papers
from tests.factories.photos import PNG

from zhiben.documents.operations import Written
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, studying
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.models import AccidentSignal, JointStudy
from zhiben.supervision.operations import Opening
from zhiben.supervision.queries import signals, studies

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def built() -> Desk:
    with clock.at(NOW):
        found = desk()
        found.accident(site=found.ground.sites[0].pk)
        found.taken_up()
    return found


def blind(built: Desk) -> AccidentSignal:
    return built.of(SignalKind.BLIND_SPOT)[0]


def move(one: JointStudy, name: str, actor: Actor, **facts: object) -> JointStudy:
    with scope(actor):
        return perform(studies.study_of(one.pk), name, actor, **facts)


def evidence(actor: Actor) -> list[int]:
    with scope(actor):
        return [store(PNG, name="记录.png", actor_id=actor.id).pk]


def concluded(built: Desk, one: JointStudy, verdict: str = "new") -> JointStudy:
    move(one, "note_cause", built.officer, text="换电柜没有防火分隔", code=code("condition-1986", "6.01"))
    move(one, "write_lessons", built.officer, lessons="换电柜与人员住宿场所分开")
    return move(one, "conclude", built.officer, verdict=verdict, conclusion="同类换电柜都要查")


def test_a_study_takes_up_the_gaps_of_a_blind_spot(built: Desk) -> None:
    with clock.at(NOW):
        signal = blind(built)
        one = built.study(signal)
        with scope(built.officer):
            gaps = [(gap.gap, gap.position) for gap in studies.gaps_of(one)]
            assert signals.signal_of(signal.pk).state == "studying"
    assert gaps == [("task", 1), ("visit", 2)]
    assert (one.state, one.until) == ("under_way", date(2024, 11, 15))


def test_a_signal_is_studied_once(built: Desk) -> None:
    with clock.at(NOW):
        signal = blind(built)
        built.study(signal)
        with pytest.raises((Conflict, NotAllowed, Refused)):
            built.study(signal)


def test_departments_of_the_ground_alone_are_asked(built: Desk) -> None:
    with clock.at(NOW), scope(built.officer), pytest.raises(Incomplete) as refused:
        said = Opening("", [built.bureau.city.unit("龙华区").pk], until=date(2024, 10, 16))
        operations.open_study(blind(built), said, actor=built.officer)
    assert set(refused.value.fields) == {"title", "departments", "until"}


def test_the_departments_take_part_and_strangers_see_nothing(built: Desk) -> None:
    with clock.at(NOW):
        one = built.study(blind(built))
        department = built.bureau.department
        after = move(one, "note_look", department, on=date(2024, 10, 15), who="示例乙", text="夹层住人")
        with scope(department):
            assert [look.text for look in studies.looks_of(after)] == ["夹层住人"]
        with pytest.raises(NotAllowed):
            move(one, "note_gap", department, gap="other", told="没有台账")
        for name in ("市交通运输", "市消防救援"):
            stranger = built.bureau.city.actor(Role.DEPARTMENT_OFFICER, name)
            with scope(stranger), pytest.raises(NotFound):
                studies.study_of(one.pk)
        with scope(built.bureau.district), pytest.raises(NotFound):
            studies.study_of(one.pk)
        fire = built.bureau.city.actor(Role.DEPARTMENT_OFFICER, "市消防救援")
        move(one, "invite", built.officer, unit=built.bureau.city.unit("市消防救援").pk)
        with scope(fire):
            assert studies.study_of(one.pk).pk == one.pk


def test_nothing_is_concluded_without_causes_and_lessons(built: Desk) -> None:
    with clock.at(NOW):
        one = built.study(blind(built))
        said = {"verdict": "new", "conclusion": "同类换电柜都要查"}
        with pytest.raises(NotAllowed) as refused:
            move(one, "conclude", built.officer, **said)
        assert "先登记原因、写明教训" in str(refused.value)
        with pytest.raises(Incomplete):
            move(one, "note_cause", built.officer, text="原因", code=999_999)
        after = concluded(built, one)
        with scope(built.officer):
            (cause,) = studies.causes_of(after)
    assert (cause.code.code, cause.text) == ("6.01", "换电柜没有防火分隔")


def test_gaps_are_filled_before_it_closes_and_a_missing_task_by_a_task(built: Desk) -> None:
    with clock.at(NOW):
        one = concluded(built, built.study(blind(built)))
        files = evidence(built.officer)
        closing = {"evidence": "任务已列入，通报已发", "files": files}
        with pytest.raises(NotAllowed):
            move(one, "close", built.officer, **closing)
        with pytest.raises(Incomplete) as refused:
            move(one, "fill_gap", built.officer, gap=1, how="增加任务", task="没有这个")
        assert list(refused.value.fields) == ["task"]
        number = task(built.bureau.city).number
        move(one, "fill_gap", built.officer, gap=1, how="增加任务", task=number)
        with pytest.raises(Refused):
            move(one, "fill_gap", built.officer, gap=1, how="再补一次", task=number)
        move(one, "fill_gap", built.officer, gap=2, how="列入第四季度督导")
        with pytest.raises(Incomplete):
            move(one, "close", built.officer, evidence="任务已列入", files=[])
        after = move(one, "close", built.officer, **closing)
        with scope(built.officer):
            assert signals.signal_of(one.signal_id).state == "studied"
    assert (after.state, after.evidence) == ("closed", "任务已列入，通报已发")


def test_a_study_that_finds_nothing_new_answers_its_signal(built: Desk) -> None:
    with clock.at(NOW):
        built.past(35)
        built.accident(date(2024, 9, 30))
        built.taken_up()
        signal = built.of(SignalKind.NEW_TYPE)[-1]
        one = concluded(built, built.study(signal), verdict="known")
        move(one, "close", built.officer, evidence="与往年同类", files=evidence(built.officer))
        with scope(built.officer):
            after = signals.signal_of(signal.pk)
            assert signal.case_id in signals.nothing_new(built.office)
    assert (after.state, after.answer) == ("not_new", "同类换电柜都要查")


def test_the_site_is_gone_to_in_a_round_of_accident_supervision(built: Desk) -> None:
    with clock.at(NOW):
        one = built.study(blind(built))
        with scope(built.officer):
            found = studies.study_of(one.pk)
            made = operations.plan_study_visit(found, date(2024, 10, 17), date(2024, 10, 20), actor=built.officer)
            assert (made.kind, made.choosing, made.sites) == ("accident", "all", [built.ground.sites[0].pk])
            with pytest.raises(Refused):
                operations.plan_study_visit(studies.study_of(one.pk), NOW.date(), NOW.date(), actor=built.officer)


def test_report_and_letter_say_what_was_found(built: Desk) -> None:
    reviewer = built.bureau.city.actor(Role.OFFICE_OFFICER, "市安委办")
    with clock.at(NOW):
        Papers(built.office, built.officer, reviewer, built.ground.leader).opened()
        one = concluded(built, built.study(blind(built)))
        with scope(built.officer):
            found = studies.study_of(one.pk)
            report, letter = studying.report_of(found), studying.letter_of(found)
            made = operations.draft_study_paper(found, "report", "report", report, actor=built.officer)
            sent = operations.draft_study_paper(
                studies.study_of(one.pk), "letter", "reminder_letter", letter, actor=built.officer
            )
            again = studies.study_of(one.pk)
            with pytest.raises(Refused):
                operations.draft_study_paper(again, "report", "report", report, actor=built.officer)
            with pytest.raises(NotAllowed):
                operations.draft_study_paper(again, "letter", "urging_letter", letter, actor=built.officer)
        assert (made.kind, sent.kind) == ("report", "reminder_letter")
    assert isinstance(report, Written)
    for words in ("换电柜没有防火分隔", "换电柜与人员住宿场所分开", "没有针对", "6.01"):
        assert words in report.body
    assert "换电柜与人员住宿场所分开" in letter.body
    assert letter.to == "市住房建设"
