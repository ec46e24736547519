"""Findings: recorded once by those who are there, handed into the ledger with their photos, given to units in one paper
each, answered, and looked at again by somebody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.pages import browser
from tests.factories.photos import PNG
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited

from zhiben.documents import operations as documents
from zhiben.documents.models import OfficialDocument
from zhiben.documents.vocab import Numbering
from zhiben.foundation.files import attached, store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.rendering import to_json
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.lifecycle.findings import STANDING, UNSETTLED
from zhiben.supervision.models import Finding, Visit
from zhiben.supervision.operations import Batch, Found
from zhiben.supervision.queries import figures
from zhiben.supervision.starting import LAW
from zhiben.supervision.vocab import Becomes, Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


@pytest.fixture
def visit(built: Ground) -> Visit:
    return visited(built, drawn(built))


def photo(actor: Actor) -> int:
    return store(PNG, name="现场.png", actor_id=actor.id).pk


def recorded(visit: Visit, text: str = "二层临边没有防护", **said: Any) -> Finding:
    actor = goers(visit)[0]
    with scope(actor):
        return operations.record(visit, Found(text, **said), files=[photo(actor)], actor=actor)


def opened(built: Ground) -> None:
    with scope(built.keeper):
        documents.set_issuing_body(
            built.office, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=built.keeper
        )


def proposed(
    built: Ground, found: list[Finding], unit: str = "龙华区", paper: str = "circular_notice"
) -> list[OfficialDocument]:
    opened(built)
    pk = built.built.unit(unit).pk
    due = clock.today() + timedelta(days=15)
    with scope(built.keeper):
        return operations.issue(Batch(paper, due, {one.pk: pk for one in found}), actor=built.keeper)


def signed_paper(built: Ground, letter: OfficialDocument) -> OfficialDocument:
    """Signed and numbered, and not issued yet."""
    with scope(built.keeper):
        perform(letter, "submit", built.keeper)
    with scope(built.leader):
        perform(letter, "pass_review", built.leader)
        return perform(letter, "sign", built.leader)


def issued(
    built: Ground, found: list[Finding], unit: str = "龙华区", paper: str = "circular_notice"
) -> list[OfficialDocument]:
    letters = proposed(built, found, unit, paper)
    for letter in letters:
        signed_paper(built, letter)
        with scope(built.keeper):
            documents.issue(letter, actor=built.keeper)
    return letters


def test_a_finding_is_recorded_once_whatever_is_sent_twice(visit: Visit) -> None:
    one = recorded(visit, key="a1")
    assert recorded(visit, key="a1").pk == one.pk
    assert (recorded(visit, "消防通道堵塞").position, Finding._unfiltered().count()) == (2, 2)
    assert len(list(attached("supervision.finding", one.pk))) == 1
    with pytest.raises(Conflict, match="内容不同"):
        recorded(visit, "别的问题", key="a1")


def test_only_those_who_are_there_record_and_only_before_the_signature(built: Ground, visit: Visit) -> None:
    with scope(built.keeper), pytest.raises(NotAllowed, match="到场的督导人员"):
        operations.record(visit, Found("临边没有防护"), actor=built.keeper)
    after = signed(visit)
    with pytest.raises(Refused, match="已签字"):
        recorded(after)


@pytest.mark.parametrize(
    ("text", "becomes", "field"), [(" ", Becomes.HAZARD, "text"), ("临边没有防护", "other", "becomes")]
)
def test_what_is_no_finding_is_refused_at_its_field(visit: Visit, text: str, becomes: str, field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        recorded(visit, text, becomes=becomes)
    assert list(refused.value.fields) == [field]


def test_a_slip_is_struck_before_the_signature_alone(visit: Visit) -> None:
    one, other = recorded(visit), recorded(visit, "消防通道堵塞")
    actor = goers(visit)[1]
    with scope(actor):
        perform(one, "strike", actor, reason="看错")
    signed(visit)
    with scope(actor), pytest.raises(NotAllowed, match="已签字"):
        perform(other, "strike", actor, reason="看错")
    with scope(actor):
        assert [row.pk for row in queries.findings_of(visit) if row.state != "struck"] == [other.pk]


def test_a_finding_becomes_a_hazard_of_the_ledger_with_its_photos(built: Ground, visit: Visit) -> None:
    one = recorded(visit)
    signed(visit)
    with scope(built.keeper):
        perform(queries.finding_of(one.pk), "hand_on", built.keeper)
        after = queries.finding_of(one.pk)
        (made,) = hazards.hazards_by_id([after.hazard])
        assert (made.title, made.site_id, made.source, made.state) == (
            "二层临边没有防护",
            visit.site_id,
            "supervision",
            "reported",
        )
        assert made.found_on == visit.arrived_at.astimezone(clock.TZ).date()
    photos = [row.file_id for row in attached("hazards.hazard", made.pk)]
    assert photos == [row.file_id for row in attached("supervision.finding", one.pk)]


def test_a_problem_of_the_campaigns_work_is_no_hazard(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "街道没有重大隐患台账", becomes=Becomes.WORK)
    signed(visit)
    with scope(built.keeper), pytest.raises(Refused, match="只有性质为事故隐患"):
        perform(queries.finding_of(one.pk), "hand_on", built.keeper)


def test_findings_go_out_in_one_paper_to_a_unit_with_one_deadline(built: Ground, visit: Visit) -> None:
    found = [recorded(visit, text, becomes=Becomes.WORK) for text in ("没有台账", "没有复查记录")]
    signed(visit)
    (letter,) = proposed(built, found)
    with scope(built.keeper):
        rows = queries.findings_of(visit)
    assert {(row.state, row.letter_id, row.unit_id, row.due) for row in rows} == {
        ("proposed", letter.pk, built.built.unit("龙华区").pk, clock.today() + timedelta(days=15))
    }
    assert (letter.kind, letter.state) == ("circular_notice", "drafted")
    assert "1. " in letter.paper_json and "没有台账" in letter.paper_json and "没有复查记录" in letter.paper_json


def test_two_units_get_two_papers(built: Ground, visit: Visit) -> None:
    found = [recorded(visit, text, becomes=Becomes.WORK) for text in ("没有台账", "没有复查记录")]
    signed(visit)
    opened(built)
    units = {found[0].pk: built.built.unit("龙华区").pk, found[1].pk: built.built.unit("市住房建设").pk}
    batch = Batch("circular_notice", clock.today() + timedelta(days=15), units)
    with scope(built.keeper):
        letters = operations.issue(batch, actor=built.keeper)
    assert len(letters) == 2
    assert [("没有台账" in one.paper_json, "没有复查记录" in one.paper_json) for one in letters] in (
        [[(True, False), (False, True)], [(False, True), (True, False)]]
    )


def test_a_paper_that_the_kind_does_not_use_and_a_day_gone_by_are_refused(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "没有台账", becomes=Becomes.WORK)
    signed(visit)
    with pytest.raises(Refused, match="不用这种文书"):
        issued(built, [one], paper="interview_notice")
    with scope(built.keeper), pytest.raises(Incomplete, match="今天以后"):
        unit = built.built.unit("龙华区").pk
        operations.issue(Batch("circular_notice", clock.today(), {one.pk: unit}), actor=built.keeper)
    with scope(built.keeper):
        assert queries.finding_of(one.pk).state == "recorded"
        assert not OfficialDocument.objects.exists()


def test_the_unit_answers_and_somebody_else_looks_again(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "没有台账", becomes=Becomes.WORK)
    signed(visit)
    officer = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    stranger = built.built.actor(Role.DISTRICT_OFFICER, "南山区")
    with scope(officer), pytest.raises(NotAllowed):
        perform(queries.finding_of(one.pk), "note", officer, reason="已口头整改")
    issued(built, [one])
    with scope(stranger):
        assert not Finding.objects.exists()
    with scope(officer):
        perform(queries.finding_of(one.pk), "answer", officer, text="已建台账", files=[photo(officer)])
    with scope(built.keeper):
        later = clock.today() + timedelta(days=5)
        perform(queries.finding_of(one.pk), "send_back", built.keeper, reason="台账没有期限", due=later)
        assert queries.finding_of(one.pk).due == later
    with scope(officer):
        perform(queries.finding_of(one.pk), "answer", officer, text="已补期限", files=[photo(officer)])
    with scope(built.keeper):
        perform(queries.finding_of(one.pk), "settle", built.keeper, conclusion="现场核对属实")
        after = queries.finding_of(one.pk)
    assert (after.state, after.answer, after.conclusion, after.answered_by) == (
        "settled",
        "已补期限",
        "现场核对属实",
        officer.id,
    )


def test_a_day_gone_by_is_no_new_deadline(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "没有台账", becomes=Becomes.WORK)
    signed(visit)
    issued(built, [one])
    officer = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    with scope(officer):
        perform(queries.finding_of(one.pk), "answer", officer, text="已建台账", files=[photo(officer)])
    with scope(built.keeper), pytest.raises(Incomplete, match="今天以后"):
        perform(queries.finding_of(one.pk), "send_back", built.keeper, reason="不实", due=clock.today())
    with scope(built.keeper), pytest.raises(Refused, match="不能作废"):
        perform(queries.visit_of(visit.pk), "void", built.keeper, reason="走错门")


def test_a_finding_is_late_after_its_day(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "没有台账", becomes=Becomes.WORK)
    signed(visit)
    issued(built, [one])
    with scope(built.keeper):
        assert not queries.finding_of(one.pk).is_late
        with clock.at(clock.now() + timedelta(days=16)):
            assert queries.finding_of(one.pk).is_late


def test_help_does_not_end_in_a_paper(built: Ground) -> None:
    from zhiben.supervision import kinds

    assert kinds.declared(Kind.HELP).papers == ()
    assert Becomes.WORK not in kinds.declared(Kind.HELP).becomes


def standing(built: Ground, one: Finding) -> tuple[str, bool, bool, bool]:
    """State, and whether unit, day and letter are there."""
    with scope(built.keeper):
        row = queries.finding_of(one.pk)
    return (row.state, row.unit_id is not None, row.due is not None, row.letter_id is not None)


def parts(one: Finding) -> list[str]:
    rows = unfiltered(Participation).filter(model="supervision.finding", record=one.pk).order_by("part")
    return [row.part for row in rows]


def test_a_finding_is_given_when_its_paper_is_issued_and_not_before(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "没有台账", becomes=Becomes.WORK)
    signed(visit)
    (letter,) = proposed(built, [one], unit="市住房建设")
    department = built.built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    assert standing(built, one) == ("proposed", True, True, True)
    assert "answering" not in parts(one)
    with scope(built.keeper), clock.at(clock.now() + timedelta(days=16)):
        assert not queries.finding_of(one.pk).is_late
    signed_paper(built, letter)
    with scope(built.keeper):
        documents.issue(letter, actor=built.keeper)
    assert standing(built, one) == ("issued", True, True, True)
    assert "answering" in parts(one)
    with scope(department):
        perform(queries.finding_of(one.pk), "answer", department, text="已建台账", files=[photo(department)])


def test_a_paper_made_void_gives_its_findings_back(built: Ground, visit: Visit) -> None:
    one = recorded(visit, "没有台账", becomes=Becomes.WORK)
    signed(visit)
    (letter,) = proposed(built, [one])
    with scope(built.leader):
        perform(letter, "void", built.leader, reason="责任单位写错")
    assert standing(built, one) == ("recorded", False, False, False)
    (again,) = issued(built, [one], unit="市住房建设")
    assert (standing(built, one)[0], again.pk != letter.pk) == ("issued", True)


def test_a_paper_taken_back_takes_its_findings_from_the_unit_and_leaves_those_that_are_settled(
    built: Ground, visit: Visit
) -> None:
    found = [recorded(visit, text, becomes=Becomes.WORK) for text in ("没有台账", "没有复查记录", "没有值班")]
    signed(visit)
    (letter,) = issued(built, found)
    officer = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    for one in found[:2]:
        with scope(officer):
            perform(queries.finding_of(one.pk), "answer", officer, text="已整改", files=[photo(officer)])
    with scope(built.keeper):
        perform(queries.finding_of(found[0].pk), "settle", built.keeper, conclusion="属实")
    with scope(built.leader):
        documents.withdraw_issue(letter, reason="责任单位写错", correction="另发", actor=built.leader)
    assert [standing(built, one)[0] for one in found] == ["settled", "recorded", "recorded"]
    assert ["answering" in parts(one) for one in found] == [True, False, False]
    with scope(built.keeper):
        row = queries.finding_of(found[1].pk)
    assert (row.answer, row.answered_by, row.answered_at) == ("", 0, None)


def test_a_problem_counts_until_it_is_struck_whatever_paper_is_drafted(built: Ground, visit: Visit) -> None:
    one, struck = recorded(visit, becomes="task"), recorded(visit, "看错的")
    with scope(goers(visit)[0]):
        perform(queries.finding_of(struck.pk), "strike", goers(visit)[0], reason="看错")
    signed(visit)

    def counted() -> list[int]:
        with unscoped(reason="test"):
            cut = Cut(clock.now() + timedelta(microseconds=1))
            now = [row.pk for row in figures.found(cut, Kind.COMPREHENSIVE)]
            with clock.at(clock.now() + timedelta(days=1)):
                assert [row.pk for row in figures.found(cut, Kind.COMPREHENSIVE)] == now
        return now

    assert counted() == [one.pk]
    proposed(built, [one])
    assert counted() == [one.pk]
    assert STANDING == ("recorded", "handed", "noted", "enlisted", "proposed", "issued", "answered", "settled")
    assert UNSETTLED == ("recorded", "proposed", "issued", "answered")


def test_findings_of_a_round_are_paged_and_keep_their_state_and_ticks(
    built: Ground, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [recorded(visit, f"第{number}处临边没有防护") for number in range(3)]
    signed(visit)
    proposed(built, found[2:])
    monkeypatch.setattr("zhiben.supervision.views.findings.ON_A_PAGE", 1)
    client, url = browser(built.keeper), f"/supervision/{visit.round_id}/findings/"
    first = client.get(url, {"state": "recorded"}).content.decode()
    assert "发现的问题（3个）" in first and "还没有处理的2个，已起草文书、还没有印发的1个" in first
    assert found[0].text in first and found[1].text not in first
    assert "?state=recorded&amp;start=1" in first
    second = client.get(url, {"state": "recorded", "start": "1"}).content.decode()
    assert found[1].text in second and found[0].text not in second and "start=2" not in second
    said = {"finding": [found[1].pk], "paper": "circular_notice", "unit": "没有的单位"}
    said["due"] = f"{clock.today() + timedelta(days=20):%Y-%m-%d}"
    refused = client.post(f"{url}?state=recorded&start=1", said)
    assert refused.status_code == 422 and f'value="{found[1].pk}" checked' in refused.content.decode()
    done = client.post(f"{url}?state=recorded&start=1", said | {"unit": "龙华区"})
    assert (done.status_code, done["Location"]) == (302, f"{url}?state=recorded")
    with scope(built.keeper):
        assert queries.finding_of(found[1].pk).state == "proposed"


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"by_district": "on"}, "by_district", "“提醒函”主送部门，不能主送“龙华区”；按区交办的，请选别的文书"),
        ({"unit": "龙华区"}, "unit", "“提醒函”主送部门，不能主送“龙华区”"),
    ],
)
def test_a_paper_that_does_not_go_to_districts_says_so_at_the_field_and_all_that_was_filled_in_stays(
    built: Ground, said: dict[str, str], field: str, sentence: str
) -> None:
    visit = visited(built, drawn(built, kind=Kind.SPECIAL, frame_of="streets"))
    found = [recorded(visit, f"第{number}处临边没有防护") for number in range(3)]
    signed(visit)
    opened(built)
    client, url = browser(built.keeper), f"/supervision/{visit.round_id}/findings/?state=recorded"
    due = f"{clock.today() + timedelta(days=20):%Y-%m-%d}"
    sent = {"finding": [one.pk for one in found[1:]], "paper": "reminder_letter", "due": due, "basis": "第三条", **said}
    answer = client.post(url, sent)
    page = answer.content.decode()
    (wrong,) = re.findall(r'<div class="invalid-feedback d-block">(.*?)</div>', page)
    told = page[: page.index(wrong)].rindex("<input")
    assert answer.status_code == 422 and wrong.startswith(sentence)
    assert f'name="{field}"' in page[told : page.index(wrong)] and 'role="alert"' not in page
    ticks = [f'value="{one.pk}" checked' in page for one in found]
    assert (ticks, f'value="{due}"' in page, 'value="第三条"' in page) == ([False, True, True], True, True)
    assert f'value="{said.get("unit", "")}"' in page or field == "by_district"
    assert not OfficialDocument._unfiltered().exists()
    other = {"paper": "circular_notice", **said}
    assert client.post(url, sent | other)["Location"] == url
    assert OfficialDocument._unfiltered().get().title == "关于专项督导发现问题的通报"


def test_a_paper_tells_which_place_it_was_and_what_came_after_the_signature(built: Ground, visit: Visit) -> None:
    """The name alone is not enough; the basis is cited within a sentence, without what it says after its colon."""
    one = recorded(visit, "没有台账。", basis=LAW)
    Site._unfiltered().filter(pk=visit.site_id).update(name="示例仓库", address="民治街道民治大道1号", local_id="LH-7")
    signed(visit)
    actor = goers(visit)[0]
    with scope(actor):
        again = operations.record(queries.visit_of(visit.pk), Found("通道堵塞"), at=clock.now(), actor=actor)
    (letter,) = proposed(built, [one, again])
    told, words = "示例仓库（龙华区民治街道民治大道1号，本地编号LH-7）", to_json(letter.paper)
    assert f"1. {told}：没有台账（{LAW}）" in words and f"2. {told}：通道堵塞（签字后上传）" in words
    assert "根据国务院办公厅2015年关于加强安全生产监管执法的通知，" in words and "暗查暗访" not in words
    page = browser(built.keeper).get(f"/supervision/{visit.round_id}/findings/").content.decode()
    assert page.count("签字后上传") == 1


def test_lists_of_findings_read_no_papers(built: Ground, visit: Visit) -> None:
    one = recorded(visit)
    signed(visit)
    issued(built, [one])
    with scope(built.keeper):
        round_one = queries.round_of(visit.round_id or 0)
        for rows in (queries.findings_of(visit), queries.findings_in(round_one), queries.given()):
            assert [row.letter.get_deferred_fields() for row in rows if row.letter] == [{"paper_json"}]
