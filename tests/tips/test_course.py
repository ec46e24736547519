"""A tip from its receipt to the answer and beyond: who may, what each step leaves behind, what its reporter sees."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from tests.factories.hazards import hazard, photo
from tests.factories.tips import Hotline

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import past_guard, scope
from zhiben.foundation.scope.models import Participation
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock, mechanism
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.mechanism import Health, Light
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role
from zhiben.tips import operations, queries
from zhiben.tips.models import PublicTip, Verification, Word
from zhiben.tips.operations import Receipt, Sight, seen_by_reporter, tip_with
from zhiben.tips.tables import TipFilters
from zhiben.tips.views.office import standing

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)


def seen(receipt: Receipt) -> Sight:
    """What its reporter sees, by number and code."""
    with scope(SYSTEM):
        tip = tip_with(receipt.number, receipt.code)
        assert tip is not None
        return seen_by_reporter(tip)


def parts_in(tip: PublicTip) -> list[tuple[str, int]]:
    """Who takes part in a tip, as (part, unit)."""
    with past_guard():
        return list(
            Participation.objects.filter(model=tip._meta.label_lower, record=tip.pk).values_list("part", "unit")
        )


def fresh(tip: PublicTip) -> PublicTip:
    return PublicTip._unfiltered().get(pk=tip.pk)


def test_a_true_tip_becomes_a_hazard_of_the_ledger_and_is_answered(hotline: Hotline) -> None:
    with clock.at(FRIDAY):
        receipt = hotline.told()
        assert receipt.tip.accept_by == date(2024, 3, 8)
        tip = hotline.bring_on(receipt.tip, "verifying")
        assert (tip.verify_by, tip.office) == (date(2024, 3, 22), hotline.city.unit("龙华区安委办").pk)
        hotline.move(tip, "verify")
        hazard = Hazard._unfiltered().get()
        assert (hazard.source, hazard.state, hazard.site_id) == ("tip", "reported", hotline.site.pk)
        assert (hazard.title, hazard.description, tip.hazard_id) == ("三楼临边防护缺失", "", hazard.pk)
        assert [one.purpose for one in attached("hazards.hazard", hazard.pk)] == ["report"]
        assert seen(receipt).conclusion == ""
        hotline.move(tip, "answer", text="已责令停工整改")
    assert (tip.conclusion, tip.may_reopen_until) == ("true", date(2024, 3, 31))
    sight = seen(receipt)
    assert (sight.status, sight.conclusion, [one.text for one in sight.words]) == (
        "已反馈",
        "属实",
        ["已责令停工整改"],
    )


def test_a_hazard_that_stands_already_is_not_reported_twice(hotline: Hotline) -> None:
    known = hazard(hotline)
    tip = hotline.tip("verifying")
    hotline.move(tip, "verify", conclusion="true", account="台账已有", hazard=known.number)
    assert (tip.hazard_id, Hazard._unfiltered().count()) == (known.pk, 1)
    other = hotline.tip("verifying")
    with pytest.raises(Incomplete) as told:
        hotline.move(other, "verify", conclusion="true", account="台账已有", hazard="YH1999-00001")
    assert set(told.value.fields) == {"hazard"}


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"conclusion": "true", "account": "真"}, {"title", "site", "files"}),
        ({"conclusion": "true", "account": "真", "title": "缺护栏"}, {"site", "files"}),
        ({"conclusion": "true", "account": "真", "title": "缺护栏", "site": "没有这个场所"}, {"site", "files"}),
        ({"conclusion": "partly", "account": "真", "title": "缺护栏"}, {"site", "files"}),
        ({"conclusion": "untrue"}, {"account"}),
    ],
)
def test_a_result_that_lacks_something_is_told_so_and_leaves_nothing(
    hotline: Hotline, facts: dict[str, str], wrong: set[str]
) -> None:
    tip = hotline.tip("verifying")
    with scope(hotline.department), pytest.raises(Incomplete) as told:
        perform(tip, "verify", hotline.department, **facts)
    assert set(told.value.fields) == wrong
    assert (fresh(tip).state, Hazard._unfiltered().count()) == ("verifying", 0)


def test_a_place_that_is_not_the_verifiers_is_told_with_what_to_do(hotline: Hotline) -> None:
    theirs = hotline.city.site("民治街道", sector="道路客运")
    tip, facts = hotline.tip("verifying"), {"conclusion": "true", "account": "真", "title": "缺护栏"}
    facts |= {"site": theirs.local_id}
    with scope(hotline.department), pytest.raises(Incomplete) as told:
        perform(tip, "verify", hotline.department, files=[photo(hotline.department)], **facts)
    said = told.value.fields.pop("site")
    # How many near names follow depends on the numbers that the database gives.
    assert said.startswith(f"在您的范围内没有这个场所。是否指：{hotline.site.local_id}") and theirs.local_id not in said
    assert said.endswith(
        "？没有登记的，先在“场所”中登记；属别的街道或行业、您看不到的，填已在台账的隐患编号，或请受理的安委办改派给管这个场所的单位"
    )
    assert told.value.fields == {}


def test_a_place_in_another_street_than_was_told_needs_a_word(hotline: Hotline) -> None:
    builders, away = hotline.city.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), hotline.city.site("粤海街道")
    tip = hotline.bring_on(hotline.tip(), "verifying", assign={"unit": hotline.city.unit("市住房建设").pk})
    facts = {"conclusion": "true", "account": "真", "files": [photo(builders)]}
    known = hazard(Hotline(hotline.city, site=away, district="南山区", street="粤海街道"))
    asked = {"elsewhere": "场所在粤海街道，举报的是民治街道：请核对场所；确是同一处的，写明缘由"}
    for said in ({"title": "缺护栏", "site": away.local_id}, {"hazard": known.number}):
        with scope(builders), pytest.raises(Incomplete) as told:
            perform(tip, "verify", builders, **facts, **said)
        assert told.value.fields == asked
    said = {"title": "缺护栏", "site": away.local_id, "elsewhere": "工地跨两个街道"}
    with scope(builders):
        perform(tip, "verify", builders, **facts, **said)
        assert (tip.state, tip.site_id) == ("verified", away.pk)
        assert dict(audit.of(tip)[-1].facts)["elsewhere"] == "工地跨两个街道"


def test_files_of_somebody_else_and_tips_of_elsewhere_are_not_taken(hotline: Hotline) -> None:
    tip = hotline.tip("verifying")
    theirs = photo(hotline.colleague)
    with scope(hotline.department), pytest.raises(Refused) as told:
        perform(tip, "verify", hotline.department, conclusion="untrue", account="无", files=[theirs])
    assert "不是您上传的文件" in told.value.text
    elsewhere = hotline.told(territory=hotline.city.territories["粤海街道"].pk)
    with scope(hotline.officer), pytest.raises(Incomplete) as refused:
        perform(hotline.tip(), "merge", hotline.officer, other=elsewhere.number, reason="同一处")
    assert refused.value.fields == {"other": "没有这件举报"}


@pytest.mark.parametrize("conclusion", ["partly", "untrue", "not_found"])
def test_other_conclusions_need_no_hazard(hotline: Hotline, conclusion: str) -> None:
    tip = hotline.tip("verifying")
    hotline.move(tip, "verify", conclusion=conclusion)
    row = Verification._unfiltered().get()
    assert (tip.conclusion, row.conclusion, row.verifier, tip.hazard_id) == (
        conclusion,
        conclusion,
        hotline.department.id,
        None,
    )


def test_who_is_not_satisfied_has_it_verified_by_another_person(hotline: Hotline) -> None:
    receipt = hotline.told()
    tip = hotline.bring_on(receipt.tip, "answered", verify={"conclusion": "untrue"})
    with scope(SYSTEM):
        operations.reopen(fresh(tip), "护栏还是没有")
    tip = fresh(tip)
    assert (tip.state, tip.reopenings, tip.conclusion, tip.unit, tip.satisfied) == ("accepted", 1, "", 0, False)
    assert parts_in(tip) == []
    hotline.move(tip, "assign")
    with pytest.raises(NotAllowed) as told:
        hotline.move(tip, "verify")
    assert "此前核查过这件举报的人" in told.value.text
    hotline.move(tip, "verify", by=hotline.colleague)
    hotline.move(tip, "answer", text="已补装护栏")
    assert (seen(receipt).may_confirm, seen(receipt).satisfied, seen(receipt).may_reopen) == (True, None, True)
    rows = Verification._unfiltered().order_by("number").values_list("number", "conclusion", "verifier", "before")
    assert list(rows) == [
        (1, "untrue", hotline.department.id, 0),
        (2, "true", hotline.colleague.id, hotline.department.id),
    ]
    assert [one.text for one in seen(receipt).words] == ["已查实，责令整改", "护栏还是没有", "已补装护栏"]


def test_it_is_verified_again_within_the_term_and_so_often_only(hotline: Hotline) -> None:
    with clock.at(FRIDAY):
        tip = hotline.tip("answered")
    with clock.at(FRIDAY + timedelta(days=31)), scope(SYSTEM), pytest.raises(Refused) as told:
        operations.reopen(fresh(tip), "还是没有")
    assert "期限已过" in told.value.text
    with clock.at(FRIDAY + timedelta(days=30)), scope(SYSTEM):
        operations.reopen(fresh(tip), "还是没有")
    verifiers = [hotline.colleague, hotline.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")]
    with clock.at(FRIDAY + timedelta(days=30)):
        for person in verifiers:
            tip = fresh(tip)
            hotline.move(tip, "assign")
            hotline.move(tip, "verify", by=person, conclusion="untrue")
            hotline.move(tip, "answer")
            if person is verifiers[0]:
                with scope(SYSTEM):
                    operations.reopen(fresh(tip), "仍未整改")
        with scope(SYSTEM), pytest.raises(Refused):
            operations.reopen(fresh(tip), "仍未整改")
    assert fresh(tip).reopenings == 2


def test_a_content_reporter_closes_it(hotline: Hotline) -> None:
    receipt = hotline.told()
    hotline.bring_on(receipt.tip, "answered")
    with scope(SYSTEM):
        operations.say_satisfied(fresh(receipt.tip))
        with pytest.raises(Refused):
            operations.say_satisfied(fresh(receipt.tip))
    assert (fresh(receipt.tip).state, fresh(receipt.tip).satisfied) == ("closed", True)


def test_a_merged_tip_is_followed_by_its_own_number_and_gets_the_result(hotline: Hotline) -> None:
    first, second = hotline.told(), hotline.told(what="三楼没护栏，危险")
    hotline.move(second.tip, "merge", other=first.number.lower(), reason="同一工地同一处")
    hotline.bring_on(first.tip, "answered")
    sight = seen(second)
    assert (sight.merged, sight.status, sight.conclusion, [one.text for one in sight.words]) == (
        True,
        "已反馈",
        "属实",
        ["已查实，责令整改"],
    )
    with scope(SYSTEM):
        operations.say_satisfied(fresh(second.tip))
    assert (fresh(first.tip).state, fresh(second.tip).satisfied) == ("answered", True)
    third = hotline.told()
    for other, told in ((second.number, "已并案"), (third.number, "没有这件"), ("JB1", "没有这件")):
        with pytest.raises(Incomplete) as refused:
            hotline.move(third.tip, "merge", other=other, reason="同")
        assert told in refused.value.fields["other"]
    with pytest.raises(Refused):
        hotline.move(first.tip, "merge", other=third.number, reason="同")
    with scope(SYSTEM):
        operations.reopen(fresh(second.tip), "我这边还没改")
    assert (fresh(first.tip).state, fresh(second.tip).state) == ("accepted", "merged")
    assert [(one.tip_id, one.text) for one in Word._unfiltered().filter(from_reporter=True)] == [
        (second.tip.pk, "我这边还没改")
    ]


def test_a_declined_tip_says_why_and_takes_no_more_words(hotline: Hotline) -> None:
    receipt = hotline.told()
    hotline.move(receipt.tip, "decline", reason="属邻里纠纷，请向社区反映")
    sight = seen(receipt)
    assert (sight.status, sight.reason, sight.may_word, sight.may_reopen) == (
        "不予受理",
        "属邻里纠纷，请向社区反映",
        False,
        False,
    )
    with scope(SYSTEM), pytest.raises(Refused):
        operations.tell_word(receipt.tip, "再说一句")


def test_it_is_given_to_one_unit_at_a_time(hotline: Hotline) -> None:
    tip = hotline.tip("verifying")
    street = hotline.city.unit("民治街道")
    with scope(hotline.street), pytest.raises(NotFound):
        perform(tip, "verify", hotline.street, conclusion="untrue", account="无")
    hotline.move(tip, "reassign", unit=street.pk)
    assert parts_in(tip) == [("verifying", street.pk)]
    with pytest.raises(NotFound):
        hotline.move(fresh(tip), "verify")
    hotline.move(fresh(tip), "verify", by=hotline.street, conclusion="untrue")
    elsewhere = hotline.tip("accepted")
    for unit in (hotline.city.unit("南山区住房建设"), hotline.city.unit("粤海街道"), hotline.city.unit("龙华区安委办")):
        with pytest.raises(Incomplete):
            hotline.move(elsewhere, "assign", unit=unit.pk)


def test_steps_are_taken_back_with_what_they_left(hotline: Hotline) -> None:
    tip = hotline.tip("verifying")
    hotline.move(tip, "withdraw_assign", reason="选错单位")
    assert (tip.state, tip.unit, tip.verify_by) == ("accepted", 0, None)
    assert (Verification._unfiltered().count(), parts_in(tip)) == (0, [])
    hotline.bring_on(tip, "answered")
    hotline.move(tip, "withdraw_answer", reason="写错")
    assert (tip.state, tip.answered_at, Word._unfiltered().count()) == ("verified", None, 0)
    hotline.move(tip, "send_back", reason="照片看不清")
    first, second = Verification._unfiltered().order_by("number")
    assert (first.conclusion, first.verifier, first.sent_back_at is not None) == ("true", hotline.department.id, True)
    assert (tip.conclusion, second.conclusion, second.verifier, second.note) == ("", "", 0, "照片看不清")
    with scope(hotline.department):
        assert [one.step for one in queries.tips_waiting(hotline.department, 9)] == ["报送核查结果"]
    hotline.move(tip, "verify", conclusion="untrue")  # the same person may mend what was sent back
    assert tip.state == "verified"
    other = hotline.tip("accepted")
    hotline.move(other, "withdraw_accept", reason="误点")
    assert (other.state, other.decided_at, other.office) == ("received", None, 0)


def test_who_has_verified_what_was_sent_back_is_another_person_to_nobody(hotline: Hotline) -> None:
    tip = hotline.tip("verified")
    hotline.move(tip, "send_back")
    hotline.move(tip, "verify", by=hotline.colleague, conclusion="untrue")
    hotline.move(tip, "answer")
    with scope(SYSTEM):
        operations.reopen(fresh(tip), "护栏还是没有")
    tip = fresh(tip)
    hotline.move(tip, "assign")
    for person in (hotline.department, hotline.colleague):
        with scope(person):
            assert queries.tips_waiting(person, 9) == []
        with pytest.raises(NotAllowed) as told:
            hotline.move(tip, "verify", by=person)
        assert "此前核查过这件举报的人" in told.value.text
    third = hotline.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    with scope(third):
        assert [one.step for one in queries.tips_waiting(third, 9)] == ["报送核查结果"]
    hotline.move(tip, "verify", by=third, conclusion="untrue")
    rows = Verification._unfiltered().order_by("number").values_list("verifier", "before")
    assert list(rows) == [
        (hotline.department.id, 0),
        (hotline.colleague.id, 0),
        (third.id, hotline.colleague.id),
    ]


def test_every_step_of_the_offices_has_its_day(hotline: Hotline) -> None:
    """Of workdays from Friday the 1st of March 2024: 5 to accept, 3 to give out, 15 to verify, 5 to answer."""

    def late(on: date) -> tuple[bool, int, list[int]]:
        with clock.at(datetime.combine(on, time(9), clock.TZ)), scope(hotline.officer):
            rows = TipFilters({"state": "", "late": "on"}).page().rows
            return fresh(tip).is_late, queries.standing()["late"], [one.pk for one in rows]

    days = {}
    with clock.at(FRIDAY):
        tip = hotline.told().tip
    for state in ("received", "accepted", "verifying", "verified", "answered"):
        with clock.at(FRIDAY):
            hotline.bring_on(tip, state)
        days[state] = fresh(tip).due
        if day := days[state]:
            assert late(day) == (False, 0, [])
            assert late(day + timedelta(days=1)) == (True, 1, [tip.pk])
    assert days == {
        "received": date(2024, 3, 8),
        "accepted": date(2024, 3, 6),
        "verifying": date(2024, 3, 22),
        "verified": date(2024, 3, 8),
        "answered": None,
    }
    with clock.at(FRIDAY + timedelta(days=3)), scope(SYSTEM):
        operations.reopen(fresh(tip), "还是没有")
    assert fresh(tip).due == date(2024, 3, 7)
    light = mechanism_of_tips(datetime(2024, 3, 8, 9, tzinfo=clock.TZ))
    assert (light.light, light.line) == (Light.YELLOW, "本季度收到举报1件；受理、交办、核查、反馈逾期1件")


def mechanism_of_tips(at: datetime) -> Health:
    (source,) = (one for one in mechanism.sources("supervision") if one.name == "举报核查")
    with clock.at(at), scope(SYSTEM):
        return source.read(at)


def test_of_a_new_answer_nobody_has_said_anything_yet(hotline: Hotline) -> None:
    head, double = hotline.told(), hotline.told()
    hotline.move(double.tip, "merge", other=head.number, reason="同一处")
    tip = hotline.bring_on(fresh(head.tip), "answered", verify={"conclusion": "untrue"})
    with scope(SYSTEM):
        operations.say_satisfied(fresh(double.tip))
        operations.reopen(tip, "还没有改")
    tip = fresh(tip)
    hotline.move(tip, "assign")
    hotline.move(tip, "verify", by=hotline.colleague)
    hotline.move(tip, "answer")
    assert [(seen(one).satisfied, seen(one).may_confirm) for one in (head, double)] == [(None, True)] * 2


def test_words_of_the_reporter_wait_for_the_office_until_they_are_read(hotline: Hotline) -> None:
    receipt = hotline.told()
    hotline.bring_on(receipt.tip, "accepted")
    with scope(SYSTEM):
        operations.tell_word(receipt.tip, "现在二楼也没有了")
        with pytest.raises(Incomplete):
            operations.tell_word(receipt.tip, "  ")
    with scope(hotline.officer):
        assert [one.record.text for one in queries.words_waiting(hotline.officer, 9)] == ["现在二楼也没有了"]
        assert operations.note_words(receipt.tip, actor=hotline.officer) == 1
        assert queries.words_waiting(hotline.officer, 9) == []
        assert operations.note_words(receipt.tip, actor=hotline.officer) == 0
    with scope(hotline.department), pytest.raises(NotAllowed):
        operations.note_words(receipt.tip, actor=hotline.department)


def test_nothing_is_answered_or_closed_over_words_that_nobody_has_read(hotline: Hotline) -> None:
    first, double = hotline.told(), hotline.told()
    tip = first.tip
    hotline.move(double.tip, "merge", other=first.number, reason="同一处")
    hotline.bring_on(tip, "verified")
    for move, facts, teller in (("answer", {"text": "已查实"}, double.tip), ("close", {}, tip)):
        with scope(SYSTEM):
            operations.tell_word(fresh(teller), "现在二楼也没有了")
        with scope(hotline.officer):
            assert ("举报人新的补充（反馈、办结前，先回举报页点“已阅”）", "现在二楼也没有了") in standing(tip)
            with pytest.raises(Refused) as told:
                perform(tip, move, hotline.officer, **facts)
            assert "点“已阅”" in told.value.text
            operations.note_words(tip, actor=hotline.officer)
            assert "现在二楼也没有了" not in dict(standing(tip)).values()
            perform(tip, move, hotline.officer, **facts)
    assert tip.state == "closed"


def test_terms_are_the_offices_to_set(hotline: Hotline) -> None:
    with scope(hotline.city_office):
        operations.set_term("accept", amount=3, source="示例办法第3条", actor=hotline.city_office)
        with pytest.raises(Incomplete) as told:
            operations.set_term("accept", amount=99, source=" ", actor=hotline.city_office)
        assert set(told.value.fields) == {"amount", "source"}
        with pytest.raises(NotFound):
            operations.set_term("no_such", amount=3, source="x", actor=hotline.city_office)
    with scope(hotline.officer), pytest.raises(NotAllowed):
        operations.set_term("accept", amount=3, source="示例", actor=hotline.officer)
    with clock.at(FRIDAY):
        assert hotline.told().tip.accept_by == date(2024, 3, 6)
