"""What phones tell of checklists and of how far they were: each answer once, with its finding; the newer answer stands,
a colleague's problem too; what comes after the signature is kept apart; a far arrival is put right with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.checklists import checklist, items
from tests.factories.pages import browser, text
from tests.factories.photos import photo_bytes
from tests.factories.supervision import again, drawn, ground, targets
from tests.supervision.test_telling import FOUND, HERE, SIGNED, Team, later, outcomes, packed, posted, told

from zhiben.foundation.audit import verify
from zhiben.foundation.files import attached, store
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Criterion
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.operations import set_position
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Answer, Checklist, Finding, Item, PhoneAct, PhoneVersion, SeenAgain, Shot, Visit
from zhiben.supervision.operations import ItemDraft, Said
from zhiben.supervision.vocab import Act, Kind, Outcome

pytestmark = pytest.mark.django_db
FAR = HERE | {"latitude": 22.96}
SIGNED_LATE = "检查已签字，记录不再改动"


@pytest.fixture
def team() -> Team:
    return Team(ground())


@pytest.fixture
def one(team: Team) -> Checklist:
    return checklist(team.built)


def check(team: Team, item: Item, verdict: str, minutes: float = 0, **more: Any) -> Said:
    return team.said(Act.CHECK, {"item": item.pk, "verdict": verdict, **more}, minutes)


def standing() -> list[tuple[int, str, int]]:
    rows = Answer._unfiltered().filter(standing=True).order_by("item")
    return [(row.item.position, row.verdict, row.person) for row in rows.select_related("item")]


def test_items_are_answered_once_with_the_finding_of_what_is_not_so(team: Team, one: Checklist) -> None:
    first, second, third = items(one)
    file = store(photo_bytes(1), name="a.png", actor_id=team.first.id)
    photos = [{"sha256": file.sha256, "original": "0" * 64}]
    fails = check(team, second, "fails", 12, text="二层动火没有人看护", becomes="note", photos=photos)
    acts = [check(team, first, "meets", 10), fails, check(team, third, "not_applicable", 13)]
    with later(3):
        assert team.one(team.first, acts[0]) == (Outcome.WAITING, "到场登记还没有收到，收到后自动再传")
        team.there(team.first)
        assert outcomes(team.tell(team.first, *acts)) == [Outcome.DONE] * 3
        assert outcomes(team.tell(team.first, *acts)) == [Outcome.ALREADY] * 3
    assert standing() == [
        (1, "meets", team.first.id),
        (2, "fails", team.first.id),
        (3, "not_applicable", team.first.id),
    ]
    finding = Finding._unfiltered().get()
    assert (finding.text, finding.becomes, finding.basis) == ("二层动火没有人看护", "note", "动火管理制度")
    assert (finding.key, finding.recorded_at) == (fails.key, fails.at)
    assert [row.file.sha256 for row in attached(finding._meta.label_lower, finding.pk)] == [file.sha256]
    assert Shot._unfiltered().get().original == "0" * 64
    assert Answer._unfiltered().get(item=second).said_at == fails.at
    assert PhoneAct._unfiltered().get(key=fails.key).finding_id == finding.pk
    assert f"{second.edition}：{second.text}" in text(browser(team.first), "supervision:finding", finding.pk)
    assert verify().ok


def test_a_check_waits_for_its_photos_and_is_refused_for_another_checklist(team: Team, one: Checklist) -> None:
    team.there(team.first)
    sha256 = store(photo_bytes(1), name="a.png", actor_id=team.second.id).sha256
    waiting = check(team, items(one)[0], "fails", photos=[{"sha256": sha256, "original": sha256}])
    assert team.one(team.first, waiting) == (Outcome.WAITING, "照片还没有传完，传完后自动再传")
    elsewhere = checklist(team.built, "示例专项检查表", kinds=[Kind.SPECIAL.value])
    refused = (Outcome.REFUSED, "这一项不在本次检查的检查表里，请刷新后再答")
    for item in (items(elsewhere)[0].pk, 2**70, "1", None):
        assert team.one(team.first, team.said(Act.CHECK, {"item": item, "verdict": "meets"})) == refused
    assert team.one(team.first, check(team, items(one)[0], "x")) == (Outcome.REFUSED, "请选择符合、不符合或不涉及")
    assert not Answer._unfiltered().exists()


def test_an_older_answer_does_not_stand_over_a_newer_one(team: Team, one: Checklist) -> None:
    first = items(one)[0]
    team.there()
    with later(1):
        assert team.one(team.second, check(team, first, "meets", 20)) == (Outcome.DONE, "")
        assert team.one(team.first, check(team, first, "not_applicable", 10)) == (Outcome.DONE, "")
        assert standing() == [(1, "meets", team.second.id)]
        assert team.one(team.first, check(team, first, "not_applicable", 30)) == (Outcome.DONE, "")
    assert standing() == [(1, "not_applicable", team.first.id)]
    assert Answer._unfiltered().count() == 3


def test_the_rest_answered_together_gives_way_to_whatever_a_colleague_has_said(team: Team, one: Checklist) -> None:
    first, second, _third = items(one)
    team.there()
    with later(1):
        assert team.one(team.second, check(team, first, "not_applicable", 10)) == (Outcome.DONE, "")
        told = [check(team, each, "meets", 20, rest=True) for each in (first, second)]
        assert outcomes(team.tell(team.first, *told)) == [Outcome.DONE] * 2
        assert outcomes(team.tell(team.first, *told)) == [Outcome.ALREADY] * 2
    assert standing() == [(1, "not_applicable", team.second.id), (2, "meets", team.first.id)]
    assert Answer._unfiltered().count() == 3


def test_what_a_colleague_has_found_is_not_overturned_by_who_was_offline(team: Team, one: Checklist) -> None:
    first = items(one)[0]
    team.there()
    with later(1):
        team.tell(team.first, check(team, first, "fails", 10, text="洞口没有盖板"))
        assert team.one(team.second, check(team, first, "meets", 20)) == (Outcome.DONE, "")
        assert standing() == [(1, "fails", team.first.id)]
        assert team.one(team.first, check(team, first, "meets", 30)) == (Outcome.DONE, "")
    assert standing() == [(1, "meets", team.first.id)]
    assert Finding._unfiltered().get().state == "struck"


def test_two_who_find_an_item_failing_keep_both_words_and_photos(team: Team, one: Checklist) -> None:
    first = items(one)[0]
    team.there()
    with later(1):
        team.tell(team.first, check(team, first, "fails", 10, text="洞口没有盖板"))
        team.tell(team.second, check(team, first, "fails", 5, text="临边没有栏杆"))
        team.tell(team.second, check(team, first, "fails", 6, text="临边没有栏杆"))
        assert sorted(Finding._unfiltered().values_list("text", flat=True)) == ["临边没有栏杆", "洞口没有盖板"]
        team.tell(team.second, check(team, first, "meets", 40))
    assert set(Finding._unfiltered().values_list("state", flat=True)) == {"struck"}


def test_after_the_signature_findings_come_late_and_answers_are_kept_apart(team: Team, one: Checklist) -> None:
    first, second, third = items(one)
    team.there()
    with later(2):
        assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 60)) == (Outcome.DONE, "")
        fails, meets = check(team, first, "fails", 50, text="洞口没有盖板"), check(team, second, "meets", 51)
        assert outcomes(team.tell(team.second, fails, meets)) == [Outcome.DONE] * 2
        assert team.one(team.second, check(team, third, "meets", 70)) == (Outcome.REFUSED, SIGNED_LATE)
        assert team.one(team.second, check(team, third, "fails", 70)) == (Outcome.REFUSED, SIGNED_LATE)
    assert not Answer._unfiltered().exists()
    finding, visit = Finding._unfiltered().get(), Visit._unfiltered().get()
    assert finding.late and finding.text == "洞口没有盖板"
    assert first.text in text(browser(team.second), "supervision:finding", finding.pk)
    page = text(browser(team.first), "supervision:checks", visit.pk)
    assert "签字后上传，不在签字的记录内（1）" in page and "<strong>符合</strong>" in page
    assert verify().ok


def test_the_same_name_with_another_answer_is_put_before_a_person(team: Team, one: Checklist) -> None:
    first = items(one)[0]
    team.there()
    fails = check(team, first, "fails", text="洞口没有盖板", becomes="hazard")
    other = replace(fails, words={**fails.words, "text": "洞口盖板破损"})
    assert team.one(team.first, fails) == (Outcome.DONE, "")
    assert team.one(team.first, other)[0] == Outcome.DIFFERS
    version = PhoneVersion._unfiltered().get()
    finding = Finding._unfiltered().get()
    assert "洞口盖板破损" in text(browser(team.second), "supervision:finding", finding.pk)
    with scope(team.second):
        operations.settle(version, counts=True, actor=team.second)
    assert Finding._unfiltered().get().text == "洞口盖板破损"


@pytest.mark.parametrize(
    ("told", "basis"),
    [
        ({}, "动火管理制度"),
        ({"basis": " 动火管理制度"}, "动火管理制度"),
        ({"basis": "《消防法》第二十八条"}, "《消防法》第二十八条"),
        ({"basis": ""}, ""),
    ],
)
def test_the_grounds_of_what_is_found_by_an_item_are_its_own_unless_others_are_told(
    team: Team, one: Checklist, told: dict[str, str], basis: str
) -> None:
    """After the signature as before it; a phone that does not ask for them tells none."""
    team.there()
    second = items(one)[1]
    fails = check(team, second, "fails", text="通道被占用", **told)
    late = check(team, second, "fails", text="通道还是被占用", **told)
    assert team.one(team.first, fails) == (Outcome.DONE, "")
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    assert team.one(team.second, late) == (Outcome.DONE, "")
    rows = Finding._unfiltered().order_by("position")
    assert [(row.text, row.late, row.basis) for row in rows] == [
        ("通道被占用", False, basis),
        ("通道还是被占用", True, basis),
    ]


def test_an_items_clause_goes_where_other_grounds_are_told_and_comes_back_with_its_own(team: Team) -> None:
    clause = Criterion.objects.select_related("standard")[0]
    asked = checklist(team.built, items=[ItemDraft("某项", clause=clause.pk)])
    team.there()
    item = items(asked)[0]

    def found() -> tuple[int | None, str]:
        row = Finding._unfiltered().latest("pk")
        return row.clause_id, row.basis

    assert team.one(team.first, check(team, item, "fails", 1, text="甲", basis=item.citation)) == (Outcome.DONE, "")
    assert found() == (clause.pk, "")
    other = check(team, item, "fails", 2, text="甲", becomes="hazard", basis="另一条")
    assert team.one(team.first, other) == (Outcome.DONE, "")
    assert found() == (None, "另一条")
    again = replace(other, words={**other.words, "basis": item.citation})
    assert team.one(team.first, again)[0] == Outcome.DIFFERS
    with scope(team.second):
        operations.settle(PhoneVersion._unfiltered().get(), counts=True, actor=team.second)
    assert found() == (clause.pk, "")
    long = check(team, item, "fails", 3, text="乙", basis="长" * 201)
    assert team.one(team.first, long) == (Outcome.REFUSED, "请补正这一条：依据过长，最多200个字")


def test_what_was_found_before_is_seen_again_on_the_phone(team: Team) -> None:
    team.there()
    assert team.one(team.first, team.said(Act.FIND, FOUND)) == (Outcome.DONE, "")
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    before = Finding._unfiltered().get()
    with later(24):
        other = drawn(team.built, recent_days=0, size=len(team.built.sites))
        team.target = next(row for row in targets(team.built, other) if row.site_id == team.target.site_id)
        team.first, team.second = (again(person) for person in sorted(team.target.team_people))
        team.since = team.since + timedelta(hours=24)
        team.there(team.first)
        (carried,) = (row for row in packed(team.first)["targets"] if row["id"] == team.target.pk)
        assert [(row["finding"], row["text"], row["seen"]) for row in carried["open"]] == [(before.pk, before.text, "")]
        said = team.said(Act.AGAIN, {"finding": before.pk, "hazard": 0, "verdict": "still"})
        older = team.said(Act.AGAIN, {"finding": before.pk, "hazard": 0, "verdict": "mended"}, -3)
        assert outcomes(team.tell(team.first, said, said, older)) == [Outcome.DONE, Outcome.ALREADY, Outcome.DONE]
        (carried,) = (row for row in packed(team.first)["targets"] if row["id"] == team.target.pk)
    assert carried["open"][0]["seen"] == "still"
    assert sorted(SeenAgain._unfiltered().values_list("verdict", "standing")) == [("mended", False), ("still", True)]


def test_the_pack_has_checklists_once_where_the_site_lies_and_what_was_answered(team: Team, one: Checklist) -> None:
    with scope(SYSTEM):
        set_position(team.target.site, Decimal("22.6"), Decimal("114.0"), actor=SYSTEM)
    checklist(team.built, "示例专项检查表", kinds=[Kind.SPECIAL.value])
    found = packed(team.first)
    assert [each["name"] for each in found["checklists"]] == [f"{one.pk}-1"]
    assert (found["near"], found["blur"]) == (1000, 500)
    assert [row["id"] for row in found["checklists"][0]["items"]] == [row.pk for row in items(one)]
    assert all(each["checklists"] == [{"name": f"{one.pk}-1", "departments": ""}] for each in found["targets"])
    points = {each["id"]: each["site"]["point"] for each in found["targets"]}
    assert points.pop(team.target.pk) == {"latitude": 22.6, "longitude": 114.0}
    assert set(points.values()) == {None}
    team.there()
    assert team.one(team.second, check(team, items(one)[0], "meets")) == (Outcome.DONE, "")
    with scope(team.built.keeper):
        operations.add_edition(one, [ItemDraft("新的一项")], valid_from=clock.today(), actor=team.built.keeper)
    there = next(each for each in packed(team.first)["targets"] if each["id"] == team.target.pk)
    assert there["checklists"] == [{"name": f"{one.pk}-1", "departments": ""}]
    assert there["answers"] == [{"item": items(one)[0].pk, "verdict": "meets", "by": team.second.name}]


def test_the_phone_counts_what_the_page_counts_before_and_after_the_signature_and_in_its_order(
    team: Team, one: Checklist
) -> None:
    """Departments are asked last, whatever was written first; a checklist that comes into use later does not belong."""
    last = checklist(team.built, "示例三管三必须", sectors=(), about="of_departments")
    other = checklist(team.built, "示例通用检查表", sectors=())
    ordered = [f"{each.pk}-1" for each in (one, other, last)]

    def carried(actor: Actor) -> tuple[list[str], int, int]:
        pack = packed(actor)
        target = next(each for each in pack["targets"] if each["id"] == team.target.pk)
        lists = {each["name"]: each["items"] for each in pack["checklists"]}
        names = [each["name"] for each in target["checklists"]]
        return names, len(target["answers"]), sum(len(lists[name]) for name in names)

    assert carried(team.first) == (ordered, 0, 9)
    team.there()
    assert team.one(team.first, check(team, items(one)[0], "meets")) == (Outcome.DONE, "")
    assert carried(team.first) == carried(team.second) == (ordered, 1, 9)
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    checklist(team.built, "示例后来的检查表", sectors=())
    visit = Visit._unfiltered().get()
    for actor in (team.first, team.second):
        with scope(actor):
            parts = queries.parts_of(queries.visit_of(visit.pk))
        assert [f"{part.checklist.pk}-{part.edition.number}" for part in parts] == ordered
        assert carried(actor) == (ordered, *queries.counted(parts)) == (ordered, 1, 9)


def test_a_far_arrival_is_put_right_with_a_reason_and_nothing_that_hangs_on_it_is_lost(
    team: Team, one: Checklist
) -> None:
    with scope(SYSTEM):
        set_position(team.target.site, Decimal("22.6"), Decimal("114.0"), actor=SYSTEM)
    arrival, checked = team.said(Act.ARRIVE, FAR), check(team, items(one)[0], "meets", 1)
    found = team.said(Act.FIND, FOUND, 2)
    with later(1):
        far, *waiting = team.tell(team.first, arrival, checked, found)
        assert (far.outcome, far.code) == (Outcome.REFUSED, "far_from_site")
        assert far.sentence.startswith("手机定位离场所40.0公里，超过1.0公里")
        assert outcomes(waiting) == [Outcome.WAITING] * 2 and not Visit._unfiltered().exists()
        despite = replace(arrival, key="0" * 8 + arrival.key[8:], words={**FAR, "despite": "厂区大门在山的另一侧"})
        assert outcomes(team.tell(team.first, despite, checked, found)) == [Outcome.DONE] * 3
    visit = Visit._unfiltered().get()
    assert (visit.distance_told, visit.far_reason, visit.doubtful) == ("40.0公里", "厂区大门在山的另一侧", True)
    assert visit.arrived_at == arrival.at


def test_the_address_tells_why_an_arrival_was_refused(team: Team) -> None:
    with scope(SYSTEM):
        set_position(team.target.site, Decimal("22.6"), Decimal("114.0"), actor=SYSTEM)
    (answer,) = posted(team.first, [told(team, said=FAR)]).json()["answers"]
    assert (answer["outcome"], answer["code"]) == ("refused", "far_from_site")


def test_who_is_asked_of_by_a_checklist_about_departments_stands_in_the_pack(team: Team) -> None:
    checklist(team.built, "示例三管三必须", sectors=(), about="of_departments")
    nobody = [team.built.built.unit("市交通运输").pk]
    checklist(team.built, "示例别的部门", sectors=(), about="of_departments", departments=nobody)
    found = packed(team.first)
    assert [(each["title"], each["about"]) for each in found["checklists"]] == [("示例三管三必须", "of_departments")]
    (asked,) = {tuple(row["departments"] for row in each["checklists"]) for each in found["targets"]}
    assert asked == ("市住房建设",)
    team.there()
    visit = Visit._unfiltered().get()
    with scope(team.first):
        assert [part.departments for part in queries.parts_of(queries.visit_of(visit.pk))] == ["市住房建设"]


def test_a_refusal_that_a_phone_tells_has_its_witness(team: Team) -> None:
    team.there()
    without = {name: value for name, value in SIGNED.items() if name != "witness"}
    sentence = "请写明见证人的姓名和职务"
    assert team.one(team.first, team.said(Act.CLOSE, without, 1)) == (Outcome.REFUSED, sentence)
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    visit = Visit._unfiltered().get()
    assert (visit.state, visit.refused, visit.witness) == ("closed", SIGNED["refused"], SIGNED["witness"])
