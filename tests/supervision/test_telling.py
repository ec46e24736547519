"""What phones tell: done through the room's verbs exactly once by the device's name for it, told again while it waits,
refused in a sentence, and where the same name says something else put before a person with both versions."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.factories.pages import browser, text
from tests.factories.photos import photo_bytes
from tests.factories.supervision import STREETS, Ground, again, drawn, ground, targets

from zhiben.foundation import installation
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached, store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, packing, queries
from zhiben.supervision.models import Finding, PhoneAct, PhoneVersion, Shot, Target, Visit, VisitMember
from zhiben.supervision.operations import Answer, Said
from zhiben.supervision.vocab import OFFLINE, SIGNED_DAYS, Act, Outcome

pytestmark = pytest.mark.django_db
HERE = {"latitude": 22.6, "longitude": 114.0, "accuracy": 10}
FOUND = {"text": "消防通道堵塞", "becomes": "hazard", "clause": 0, "basis": ""}
SIGNED = {"conclusion": "检查消防通道", "counterpart": "", "refused": "负责人拒签", "signed": False}
SIGNED |= {"witness": "示例乙（物业经理）"}


class Team:
    """Two who are sent to one target, as their phones tell it at moments of their own."""

    def __init__(self, built: Ground) -> None:
        self.built = built
        self.round = drawn(built)
        self.target: Target = targets(built, self.round)[0]
        self.first, self.second = (again(person) for person in sorted(self.target.team_people))
        self.since = clock.now()

    def said(self, kind: Act, words: dict[str, Any], minutes: float = 0, **given: Any) -> Said:
        """An act so many minutes after the draw, by the device."""
        at = self.since + timedelta(minutes=minutes)
        return replace(Said(str(uuid.uuid4()), kind, self.target.pk, at, words), **given)

    def tell(self, actor: Actor, *told: Said) -> list[Answer]:
        """What the server answers."""
        with scope(actor):
            return operations.sync(told, actor=actor)

    def one(self, actor: Actor, said: Said) -> tuple[str, str]:
        """Outcome and sentence of one act."""
        (answer,) = self.tell(actor, said)
        return answer.outcome, answer.sentence

    def there(self, *actors: Actor) -> None:
        """Both have arrived."""
        for actor in actors or (self.first, self.second):
            assert self.one(actor, self.said(Act.ARRIVE, HERE)) == (Outcome.DONE, "")


@pytest.fixture
def team() -> Team:
    return Team(ground())


def later(hours: float) -> Any:
    return clock.at(clock.now() + timedelta(hours=hours))


def packed(actor: Actor) -> dict[str, Any]:
    with scope(actor):
        return packing.pack_for(actor)


def outcomes(answers: Sequence[Answer]) -> list[str]:
    return [answer.outcome for answer in answers]


def test_a_whole_visit_is_told_at_once_and_keeps_both_times(team: Team) -> None:
    with later(3):
        told = clock.now()
        team.there(team.first)
        assert (
            outcomes(
                team.tell(
                    team.second,
                    team.said(Act.ARRIVE, {"without": "地下室"}, 5),
                    team.said(Act.FIND, FOUND, 10),
                    team.said(Act.CLOSE, SIGNED, 30),
                )
            )
            == [Outcome.DONE] * 3
        )
    visit = Visit._unfiltered().get()
    assert (visit.arrived_at, visit.told_at) == (team.since, told)
    assert (visit.closed_at, visit.closing_told_at) == (team.since + timedelta(minutes=30), told)
    assert visit.state == "closed"
    member = VisitMember._unfiltered().get(person=team.second.id)
    assert (member.arrived_at, member.told_at) == (team.since + timedelta(minutes=5), told)
    finding = Finding._unfiltered().get()
    assert (finding.recorded_at, finding.late) == (team.since + timedelta(minutes=10), False)
    page = text(browser(team.first), "supervision:visit", visit.pk)
    assert page.count("离线登记，") == 2 and "离线签字：" in page and "签字后上传" not in page
    assert verify().ok


@pytest.mark.parametrize(("minutes", "how"), [(1, "手机"), (OFFLINE, "手机"), (OFFLINE + 1, "离线")])
def test_what_was_told_at_once_was_not_without_signal(team: Team, minutes: int, how: str) -> None:
    team.there(team.first)
    with clock.at(team.since + timedelta(minutes=minutes)):
        assert team.one(team.second, team.said(Act.ARRIVE, HERE)) == (Outcome.DONE, "")
        assert team.one(team.second, team.said(Act.CLOSE, SIGNED)) == (Outcome.DONE, "")
    page = text(browser(team.first), "supervision:visit", Visit._unfiltered().get().pk)
    other = {"手机": "离线", "离线": "手机"}[how]
    (arrival,) = re.findall(f"<li>({team.second.name}（.*?)</li>", page)
    assert f"{how}登记，" in arrival and f"{other}登记，" not in arrival
    assert page.count("手机登记，") == {"手机": 2, "离线": 1}[how]
    assert f"{how}签字：" in page and f"{other}签字：" not in page


def test_the_same_act_twice_is_done_once(team: Team) -> None:
    arrival, found = team.said(Act.ARRIVE, HERE), team.said(Act.FIND, FOUND, 1)
    with later(1):
        first = team.tell(team.first, arrival, found)
        entries = AuditEntry.objects.count()
        second = team.tell(team.first, arrival, found)
    assert outcomes(first) == [Outcome.DONE] * 2 and outcomes(second) == [Outcome.ALREADY] * 2
    assert [(one.visit, one.finding) for one in first] == [(one.visit, one.finding) for one in second]
    assert Finding._unfiltered().count() == PhoneAct._unfiltered().count() - 1 == 1
    assert AuditEntry.objects.count() == entries


def test_a_key_of_one_person_says_nothing_about_anothers(team: Team) -> None:
    arrival = team.said(Act.ARRIVE, HERE)
    assert team.one(team.first, arrival) == (Outcome.DONE, "")
    assert team.one(team.second, arrival) == (Outcome.DONE, "")
    assert VisitMember._unfiltered().count() == 2


def test_what_cannot_be_done_yet_waits(team: Team) -> None:
    found, closing = team.said(Act.FIND, FOUND), team.said(Act.CLOSE, SIGNED)
    assert team.one(team.first, found) == (Outcome.WAITING, "到场登记还没有收到，收到后自动再传")
    team.there(team.first)
    assert team.one(team.first, closing) == (
        Outcome.WAITING,
        "到场的督导人员不足两人，另一人的到场登记上传后自动再传",
    )
    photo = photo_bytes(1)
    sha256 = store(photo, name="a.png", actor_id=team.second.id).sha256
    with_photo = team.said(Act.FIND, FOUND | {"photos": [{"sha256": sha256, "original": sha256}]})
    assert team.one(team.first, with_photo) == (Outcome.WAITING, "照片还没有传完，传完后自动再传")
    strike = team.said(Act.STRIKE, {"finding": found.key, "reason": "看错"})
    assert team.one(team.first, strike) == (Outcome.WAITING, "这条问题还没有收到，收到后自动再传")
    assert PhoneAct._unfiltered().count() == 1
    store(photo, name="b.png", actor_id=team.first.id)
    assert outcomes(team.tell(team.first, found, strike, with_photo)) == [Outcome.DONE] * 3
    team.there(team.second)
    assert team.one(team.first, closing) == (Outcome.DONE, "")
    assert sorted(Finding._unfiltered().values_list("state", flat=True)) == ["recorded", "struck"]


@pytest.mark.parametrize(
    ("kind", "words", "minutes", "sentence"),
    [
        (Act.ARRIVE, {}, 0, "没有定位时，请写明原因，如“地下室无信号”"),
        (Act.ARRIVE, HERE | {"latitude": 99.5}, 0, "定位不对"),
        (Act.ARRIVE, HERE, 30, "手机的时间2024-10-16 09:30比现在还晚，请校准手机时间后重新登记"),
        (
            Act.ARRIVE,
            HERE,
            -60,
            "手机的时间2024-10-16 08:00早于任务可见的时间2024-10-16 09:00，请核对手机时间后重新登记",
        ),
    ],
)
def test_an_arrival_that_cannot_be_is_refused_in_a_sentence(
    kind: Act, words: dict[str, Any], minutes: float, sentence: str
) -> None:
    with clock.at(datetime(2024, 10, 16, 9, tzinfo=clock.TZ)):
        team = Team(ground())
        assert team.one(team.first, team.said(kind, words, minutes)) == (Outcome.REFUSED, sentence)
    assert not Visit._unfiltered().exists() and not PhoneAct._unfiltered().exists()


def test_a_visit_without_signal_is_told_after_the_round_is_over(team: Team) -> None:
    with later(5):
        keeper = team.built.keeper
        with scope(keeper):
            perform(queries.round_of(team.round.pk), "close", keeper)
    with later(6):
        assert team.one(team.first, team.said(Act.ARRIVE, HERE, 320))[0] == Outcome.REFUSED
        assert team.one(team.first, team.said(Act.ARRIVE, HERE, 20)) == (Outcome.DONE, "")
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 30)) == (Outcome.DONE, "")
        assert team.one(team.first, team.said(Act.FIND, FOUND, 40)) == (Outcome.DONE, "")
        assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 60)) == (Outcome.DONE, "")
    assert Target._unfiltered().get(pk=team.target.pk).state == "reached"


def test_the_clock_of_a_demonstration_stands_and_phones_go_on(team: Team) -> None:
    installation.mark_demonstration(team.since)
    assert team.one(team.first, team.said(Act.ARRIVE, HERE, 600)) == (Outcome.DONE, "")
    assert Visit._unfiltered().get().arrived_at == team.since


def test_words_that_are_wrong_are_refused(team: Team) -> None:
    team.there(team.first)
    for words in ({"text": " "}, FOUND | {"becomes": "x"}):
        assert team.one(team.first, team.said(Act.FIND, words))[0] == Outcome.REFUSED
    other = team.said(Act.ORIGINAL, {"finding": "x", "original": "y"})
    assert team.one(team.first, other)[0] == Outcome.WAITING


def test_a_stranger_is_answered_like_for_a_target_that_there_is_not(team: Team) -> None:
    """Nor is a keeper, who sees the target, somebody who goes there."""
    stranger = team.built.built.actor(Role.INSPECTOR, "市住房建设")
    local = team.built.built.actor(Role.STREET_OFFICER, "民治街道")
    for actor in (stranger, local):
        for kind in Act:
            there = team.one(actor, team.said(kind, HERE | FOUND | SIGNED))
            nowhere = team.one(actor, team.said(kind, HERE | FOUND | SIGNED, target=2**40))
            assert there == nowhere == (Outcome.REFUSED, "没有找到该督导对象")
        assert packed(actor)["targets"] == []
    assert team.one(team.built.keeper, team.said(Act.ARRIVE, HERE))[0] == Outcome.REFUSED
    assert packed(team.built.keeper)["targets"] == []


def test_what_was_found_before_the_signature_and_told_after_it_is_kept_apart(team: Team) -> None:
    team.there()
    with later(2):
        closing = team.said(Act.CLOSE, SIGNED, 60)
        assert team.one(team.first, closing) == (Outcome.DONE, "")
        late, after = team.said(Act.FIND, FOUND, 50), team.said(Act.FIND, FOUND, 70)
        assert team.one(team.second, late) == (Outcome.DONE, "")
        assert team.one(team.second, after) == (Outcome.REFUSED, "检查已签字，记录不再改动")
    (finding,) = Finding._unfiltered().all()
    assert finding.late
    visit = Visit._unfiltered().get()
    page = text(browser(team.first), "supervision:visit", visit.pk)
    assert "签字后上传1条，不在签字的记录内" in page
    assert "签字后上传，不在签字的记录内" in text(browser(team.second), "supervision:finding", finding.pk)
    told = Notice.objects.filter(kind="supervision_told_late")
    assert team.built.keeper.id in told.values_list("person", flat=True)
    assert AuditEntry.objects.filter(verb="tell_late", record=finding.pk).count() == 1


def test_a_third_who_was_there_before_the_signature_joins_after_it() -> None:
    built = ground()
    team = Team(built)
    team.there()
    third = VisitMember._unfiltered().get(person=team.second.id)
    VisitMember._unfiltered().filter(pk=third.pk).delete()
    Visit._unfiltered().update(team_size=1)
    with later(1):
        assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 30)) == (Outcome.DONE, "")
        assert team.one(team.second, team.said(Act.ARRIVE, HERE, 10)) == (Outcome.DONE, "")
        assert team.one(team.second, team.said(Act.FIND, FOUND, 20)) == (Outcome.DONE, "")
    assert Finding._unfiltered().get().late
    assert AuditEntry.objects.filter(verb="join_late").count() == 1


def test_the_original_follows_its_copy(team: Team) -> None:
    team.there(team.first)
    small, large = (store(photo_bytes(n), name=f"{n}.png", actor_id=team.first.id) for n in (1, 2))
    photos = [{"sha256": small.sha256, "original": large.sha256}] * 2
    found = team.said(Act.FIND, FOUND | {"photos": photos})
    assert team.one(team.first, found) == (Outcome.DONE, "")
    one = Finding._unfiltered().get()
    assert Shot._unfiltered().get().came_at is None
    assert "1张的原图还没有上传" in text(browser(team.first), "supervision:finding", one.pk)
    unknown = team.said(Act.ORIGINAL, {"finding": found.key, "original": "0" * 64})
    assert team.one(team.first, unknown) == (Outcome.REFUSED, "没有登记过这张照片")
    original = team.said(Act.ORIGINAL, {"finding": found.key, "original": large.sha256})
    assert team.one(team.first, original) == (Outcome.DONE, "")
    assert Shot._unfiltered().get().came_at is not None
    lying = attached(one._meta.label_lower, one.pk)
    assert [(row.file.sha256, row.purpose) for row in lying] == [(small.sha256, "begin"), (large.sha256, "original")]


def elsewhere(team: Team) -> Actor:
    """Somebody of another street."""
    here = team.target.site.territory.name
    return team.built.built.actor(Role.STREET_OFFICER, next(name for name in STREETS if name != here))


def differing(team: Team) -> tuple[Said, PhoneVersion]:
    """A finding told twice under one name, in other words."""
    team.there()
    found = team.said(Act.FIND, FOUND)
    assert team.one(team.first, found) == (Outcome.DONE, "")
    other = replace(found, words=FOUND | {"text": "消防通道锁闭", "basis": "GB 50016"})
    for _twice in range(2):
        assert team.one(team.first, other) == (
            Outcome.DIFFERS,
            "这一条此前已收到，内容不同；两个版本都已保留，请在网页上核对选定",
        )
    return found, PhoneVersion._unfiltered().get()


def test_the_same_name_with_other_words_overwrites_nothing(team: Team) -> None:
    _found, version = differing(team)
    one = Finding._unfiltered().get()
    assert one.text == "消防通道堵塞" and version.said["text"] == "消防通道锁闭" and version.finding_id == one.pk
    for person in (team.second, team.built.keeper):
        page = text(browser(person), "supervision:finding", one.pk)
        assert "同一条有两个版本" in page and "消防通道锁闭" in page
    local = team.built.built.actor(Role.STREET_OFFICER, team.target.site.territory.name)
    assert "消防通道锁闭" not in text(browser(local), "supervision:finding", one.pk)
    assert Notice.objects.filter(kind="supervision_told_otherwise", person=team.built.keeper.id).count() == 1
    assert AuditEntry.objects.filter(verb="tell_otherwise").count() == 1


@pytest.mark.parametrize(("counts", "said"), [("other", "消防通道锁闭"), ("first", "消防通道堵塞")])
def test_a_person_chooses_one_of_two_versions(team: Team, counts: str, said: str) -> None:
    _found, version = differing(team)
    address = f"/supervision/versions/{version.pk}/settle"
    stranger = elsewhere(team)
    assert browser(stranger).post(address, {"counts": counts}).status_code == 404
    local = team.built.built.actor(Role.STREET_OFFICER, team.target.site.territory.name)
    assert browser(local).post(address, {"counts": counts}).status_code == 403
    assert browser(team.second).post(address, {"counts": counts}).status_code == 302
    assert Finding._unfiltered().get().text == said
    assert browser(team.second).post(address, {"counts": "first"}).status_code == 409
    settled = PhoneVersion._unfiltered().get()
    assert (settled.counts, settled.settled_by) == (counts == "other", team.second.id)
    (entry,) = AuditEntry.objects.filter(verb="settle_version")
    assert json.loads(entry.facts) == {"sha256": version.digest, "counts": counts == "other"}
    assert verify().ok


def test_what_was_signed_is_not_exchanged(team: Team) -> None:
    _found, version = differing(team)
    assert team.one(team.second, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    with scope(team.first), pytest.raises(Refused, match="已签字或已撤去的不再改动"):
        operations.settle(version, counts=True, actor=team.first)
    assert PhoneVersion._unfiltered().get().counts is None
    with scope(team.first):
        operations.settle(version, counts=False, actor=team.first)
    assert Finding._unfiltered().get().text == "消防通道堵塞"


def test_what_did_not_stand_on_the_screen_that_was_signed_is_told(team: Team) -> None:
    team.there()
    mine, others = team.said(Act.FIND, FOUND), team.said(Act.FIND, FOUND | {"text": "没有台账"}, 1)
    assert team.one(team.first, mine) == team.one(team.second, others) == (Outcome.DONE, "")
    closing = team.said(Act.CLOSE, SIGNED | {"shown": [mine.key]}, 2)
    assert team.one(team.first, closing) == (Outcome.DONE, "")
    page = text(browser(team.first), "supervision:visit", Visit._unfiltered().get().pk)
    assert page.count("签字的手机上没有列出") == 1


def test_two_signatures_of_one_visit_are_both_kept(team: Team) -> None:
    team.there()
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    other = team.said(Act.CLOSE, SIGNED | {"conclusion": "另一份"}, 2)
    assert team.one(team.second, other) == (
        Outcome.DIFFERS,
        "同组人员已签字结束，两份都已保留，请在网页上核对选定",
    )
    visit = Visit._unfiltered().get()
    assert visit.conclusion == "检查消防通道"
    assert PhoneVersion._unfiltered().get().said["conclusion"] == "另一份"
    assert "另一份" in text(browser(team.first), "supervision:visit", visit.pk)


def test_versions_are_chosen_by_those_who_may_alone(team: Team) -> None:
    _found, version = differing(team)
    with scope(team.built.leader), pytest.raises(NotAllowed):
        operations.settle(version, counts=False, actor=team.built.leader)
    with scope(elsewhere(team)), pytest.raises(NotFound):
        queries.version_of(version.pk)
    with scope(team.first):
        operations.settle(version, counts=False, actor=team.first)
        with pytest.raises(Conflict):
            operations.settle(version, counts=True, actor=team.first)


def test_the_pack_has_what_the_person_needs_and_nothing_more(team: Team) -> None:
    found = packed(team.first)
    mine = {row.pk for row in targets(team.built, team.round) if team.first.id in row.team_people}
    assert {one["id"] for one in found["targets"]} == mine and len(mine) == 3
    assert (found["person"], found["checklists"]) == (team.first.id, [])
    one = next(one for one in found["targets"] if one["id"] == team.target.pk)
    assert one["site"]["name"] == team.target.site.name and not one["arrived"]
    assert [kind["key"] for kind in one["becomes"]] == ["hazard", "work", "task", "note"]
    team.there()
    one = next(one for one in packed(team.first)["targets"] if one["id"] == team.target.pk)
    assert one["arrived"]
    assert team.one(team.first, team.said(Act.FIND, FOUND)) == (Outcome.DONE, "")
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    for actor in (team.first, team.second):
        (one,) = (one for one in packed(actor)["targets"] if one["id"] == team.target.pk)
        assert (one["arrived"], one["open"], one["visits"]) == (True, [], [])
        assert datetime.fromisoformat(one["signed"]) == Visit._unfiltered().get().closed_at
        with later(24 * SIGNED_DAYS - 1):
            assert team.target.pk in {one["id"] for one in packed(actor)["targets"]}
        with later(24 * SIGNED_DAYS + 1):
            assert team.target.pk not in {one["id"] for one in packed(actor)["targets"]}
    assert team.target.pk not in {one["id"] for one in packed(team.built.keeper)["targets"]}


def test_history_of_a_site_is_carried_along_as_far_as_the_person_reads_it(team: Team) -> None:
    team.there()
    assert team.one(team.first, team.said(Act.FIND, FOUND)) == (Outcome.DONE, "")
    assert team.one(team.first, team.said(Act.CLOSE, SIGNED, 1)) == (Outcome.DONE, "")
    other = drawn(team.built, recent_days=0, size=len(team.built.sites))
    again_there = next(row for row in targets(team.built, other) if row.site_id == team.target.site_id)
    reading = {team.first.id, team.second.id, *(one.id for one in team.built.inspectors[:2])}
    for person in again_there.team_people:
        (one,) = (one for one in packed(again(person))["targets"] if one["id"] == again_there.pk)
        reads = person in reading
        assert [row["text"] for row in one["open"]] == (["消防通道堵塞"] if reads else [])
        assert len(one["visits"]) == (1 if reads else 0)


def posted(actor: Actor, acts: list[Any], person: int | None = None) -> Any:
    sent = json.dumps({"person": actor.id if person is None else person, "acts": acts})
    return browser(actor).post("/supervision/phone/sync", {"sent": sent}, headers={"accept": "application/json"})


def told(team: Team, **given: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "kind": "arrive",
        "target": team.target.pk,
        "at": team.since.isoformat(),
        "said": HERE,
    } | given


def test_the_address_answers_act_by_act(team: Team) -> None:
    acts = [told(team), told(team, kind="x"), told(team, at="gestern"), told(team, target="1"), told(team, key="k"), 7]
    answer = posted(team.first, acts)
    assert [one["outcome"] for one in answer.json()["answers"]] == ["done"] + ["refused"] * 5


def test_acts_of_one_person_are_never_taken_for_anothers(team: Team) -> None:
    answer = posted(team.second, [told(team)], person=team.first.id)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "手机上未上传的内容是另一人的，请由本人登录后上传"
    assert not Visit._unfiltered().exists()


@pytest.mark.parametrize("sent", ["", "[]", "{}", '{"person": 1}', '{"person": 1, "acts": 3}', "\x00"])
def test_what_cannot_be_read_is_refused(team: Team, sent: str) -> None:
    answer = browser(team.first).post("/supervision/phone/sync", {"sent": sent}, headers={"accept": "application/json"})
    assert answer.status_code == 422


def test_too_much_at_once_is_refused(team: Team) -> None:
    assert posted(team.first, [told(team)] * 51).status_code == 422


def test_a_file_that_was_brought_before_is_not_sent_again(team: Team) -> None:
    kept = store(photo_bytes(3), name="a.png", actor_id=team.first.id)
    about = {"name": "a.png", "size": kept.size, "only": "photo", "sha256": kept.sha256}
    assert browser(team.first).post("/files/uploads/", about).json()["file"] == kept.pk
    assert "file" not in browser(team.second).post("/files/uploads/", about).json()


def test_the_shell_lies_open_and_tells_nothing(team: Team, client: Any) -> None:
    for name in ("", "worker.js", "manifest.webmanifest"):
        answer = client.get(f"/supervision/phone/{name}")
        assert answer.status_code == 200
        assert answer.content == browser(team.first).get(f"/supervision/phone/{name}").content
        assert team.target.site.name not in answer.content.decode()
    for name in ("pack.json", "session.json"):
        answer = client.get(f"/supervision/phone/{name}", headers={"accept": "application/json"})
        assert answer.status_code == 401


def test_a_changed_file_is_another_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhiben.supervision import phone

    before = phone.version()
    monkeypatch.setattr(phone, "_text", lambda name: "changed" if name.endswith("store.js") else "")
    assert phone.version() != before


@pytest.mark.parametrize("model", [PhoneAct, PhoneVersion])
def test_the_database_keeps_the_words_that_a_phone_told(team: Team, model: type[PhoneAct | PhoneVersion]) -> None:
    with later(1):
        found = team.said(Act.FIND, FOUND, 1)
        team.tell(team.first, team.said(Act.ARRIVE, HERE), found, replace(found, words={**FOUND, "text": "别的话"}))
    rows = model._unfiltered().filter(kind=Act.FIND)
    row = rows.get()
    with pytest.raises(DatabaseError, match="stays as it was told"), transaction.atomic():
        rows.update(said={**row.said, "text": "改过的话"})
    rows.update(said=row.said)
    assert rows.get().said == row.said


def test_the_last_visits_of_a_site_are_carried(team: Team) -> None:
    team.there()
    (visit,) = Visit._unfiltered().all()
    with unscoped(reason="test"):
        for days in range(1, 8):
            before = Visit._unfiltered().get(pk=visit.pk)
            before.pk, before.target, before.title = None, 0, f"以前第{days}次"
            before.state, before.counterpart, before.closed_at = "closed", "示例甲", visit.arrived_at
            before.arrived_at = visit.arrived_at - timedelta(days=days)
            before.save(force_insert=True)
        pack = packing.pack_for(team.first)
    (target,) = (row for row in pack["targets"] if row["site"]["id"] == visit.site_id)
    assert [row["title"] for row in target["visits"]] == [f"以前第{days}次" for days in range(1, 6)]
