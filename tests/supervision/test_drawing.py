"""From the frame to the sealed target: what is frozen, what is drawn with secret and public number, what everybody can
draw again, and what is refused."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories.supervision import STREETS, Ground, again, approved, drawn, ground, planned, targets, teamed

from zhiben.demonstration.city import fictional_code
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import past_guard, scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.models import Person, Site
from zhiben.orgs.operations import substitute
from zhiben.orgs.vocab import Role
from zhiben.supervision import framing, operations, queries
from zhiben.supervision.models import Excusal, Frame, Round, Secret, Target, Visit
from zhiben.supervision.models.targets import seal_of
from zhiben.supervision.operations import Position
from zhiben.supervision.operations.drawing import seed_of
from zhiben.supervision.vocab import Choosing, How, Kind

pytestmark = pytest.mark.django_db
HERE = Position(22.6, 114.0, 10)


@pytest.fixture
def built() -> Ground:
    return ground()


def facts_of(verb: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(AuditEntry.objects.filter(verb=verb).latest("seq").facts)
    return found


def test_a_round_keeps_what_its_kind_says(built: Ground) -> None:
    one = planned(built)
    assert (one.mode, one.frame_of, one.choosing, one.team_size) == ("covert", "streets", "draw", 2)
    assert (one.from_outside, one.state, set(one.keepers)) == (True, "planned", {built.keeper.id})


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"size": 0}, "size"),
        ({"last": date(2024, 10, 1)}, "last"),
        ({"title": " "}, "title"),
        ({"frame_of": "hazards", "least": 0}, "frame_of"),
        ({"kind": Kind.ACCIDENT, "mode": "covert"}, "mode"),
        ({"heavier": 0}, "heavier"),
        ({"heavier": 21}, "heavier"),
        ({"kind": Kind.FULL_COVERAGE, "least": 1}, "least"),
    ],
)
def test_what_does_not_fit_the_kind_is_refused_at_its_field(built: Ground, said: dict[str, object], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        planned(built, **said)
    assert list(refused.value.fields) == [field]
    assert not Round._unfiltered().exists()


def test_a_frame_is_frozen_with_its_digest_and_the_secrets_digest(built: Ground) -> None:
    one = approved(built)
    with scope(built.keeper):
        frame = queries.standing_frame(one)
        assert frame is not None
        words = Secret.objects.get(frame=frame).words
    assert Round._unfiltered().get(pk=one.pk).public_source == "2024年10月16日示例公开数"
    assert frame.count == 12 == len(frame.lines)
    assert frame.digest == hashlib.sha256(frame.text.encode()).hexdigest()
    assert one.commitment == hashlib.sha256(words.encode()).hexdigest()
    told = facts_of("freeze")
    assert (told["digest"], told["commitment"], told["of"]) == (frame.digest, one.commitment, 12)
    assert words not in str([entry.facts for entry in AuditEntry.objects.all()])


def test_a_draw_needs_the_public_number_named_beforehand(built: Ground) -> None:
    one = planned(built)
    with scope(built.keeper), pytest.raises(Incomplete) as refused:
        operations.freeze(one, actor=built.keeper)
    assert list(refused.value.fields) == ["public_source"]


def test_everybody_draws_the_same_from_frame_secret_and_public_number(built: Ground) -> None:
    """By the words of the docstring alone, without this code's draw."""
    one = drawn(built)
    rows = targets(built, one)
    with scope(built.keeper):
        frame = Frame.objects.get(round=one)
        seed = f"{Secret.objects.get(frame=frame).words} 3 1 4"
    by_stratum: dict[str, list[tuple[str, str]]] = {}
    for line in frame.lines:
        name, stratum, weight = line.split("\t")
        assert weight == "1"
        ticket = hashlib.sha256(f"{seed}\n{frame.digest}\n{name}".encode()).hexdigest()
        by_stratum.setdefault(stratum, []).append((ticket, name))
    expected = {name for lots in by_stratum.values() for _ticket, name in sorted(lots)[:2]}
    assert {row.name for row in rows} == expected
    assert Counter(row.how for row in rows) == {How.DRAWN: 6}
    assert {row.site.territory.name for row in rows} == set(STREETS)
    assert facts_of("draw")["seals"] == [row.seal for row in rows]
    assert all(row.seal == seal_of(row.salt, row.name) for row in rows)


def test_the_ledger_knows_no_target_before_it_is_reached(built: Ground) -> None:
    one = drawn(built)
    told = str([entry.facts for entry in AuditEntry.objects.filter(model__startswith="supervision")])
    for row in targets(built, one):
        assert row.name not in told
        assert row.site.name not in told
        assert row.salt not in told


def test_a_frame_that_was_changed_in_the_database_is_not_drawn_from(built: Ground) -> None:
    one = approved(built)
    with scope(built.keeper):
        frame = queries.standing_frame(one)
        assert frame is not None
        with (
            pytest.raises(DatabaseError, match="frozen frame"),
            past_guard(),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE supervision_frame SET text = %s WHERE id = %s", [frame.text.replace("\t1", "\t9", 1), frame.pk]
            )


def test_a_text_with_another_digest_is_no_frame(built: Ground) -> None:
    frame = Frame(text="甲\t1 街\t1\n乙\t1 街\t1", digest="0" * 64)
    with pytest.raises(ValueError, match="frozen"):
        framing.reread(frame)


def test_what_is_thawed_stays_on_record_and_another_secret_is_taken(built: Ground) -> None:
    one = approved(built)
    first = one.commitment
    with scope(built.keeper):
        perform(one, "thaw", built.keeper, reason="行业领域选错")
        assert (one.state, one.commitment, one.public_source) == ("planned", "", "")
        operations.freeze(one, public_source="2024年10月17日示例公开数", actor=built.keeper)
        rows = list(Frame.objects.filter(round=one).order_by("number"))
    assert [(row.number, bool(row.thawed_why)) for row in rows] == [(1, True), (2, False)]
    assert one.commitment not in ("", first)


def test_a_site_that_gets_its_code_after_the_freeze_is_still_drawn(built: Ground) -> None:
    one = approved(built, size=12)
    assert all(site.local_id and not site.uscc for site in built.sites)
    for number, site in enumerate(built.sites):
        Site._unfiltered().filter(pk=site.pk).update(uscc=fictional_code(number + 1))
    with scope(built.keeper):
        perform(one, "draw", built.keeper, public_value="3 1 4")
    assert {target.site_id for target in targets(built, one)} == {site.pk for site in built.sites}


def test_after_the_draw_nothing_is_thawed(built: Ground) -> None:
    one = drawn(built)
    with scope(built.keeper), pytest.raises(Refused, match="督导中"):
        perform(one, "thaw", built.keeper, reason="想重抽")


def test_who_was_visited_of_late_stands_in_the_frame_and_is_not_drawn(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    _reach(built, target)
    second = planned(built, title="示例综合督导第2轮", size=8)
    with scope(built.keeper):
        frame = operations.freeze(second, public_source="示例公开数", actor=built.keeper)
        excused = {row.name: row.told for row in Excusal.objects.filter(frame=frame)}
    assert list(excused) == [target.name]
    assert "查过" in excused[target.name]
    assert next(line for line in frame.lines if line.startswith(f"{target.name}\t")).endswith("\t0")


def test_a_visit_of_long_ago_keeps_nobody_from_being_drawn(built: Ground) -> None:
    one = drawn(built)
    _reach(built, targets(built, one)[0])
    with clock.at(clock.now() + timedelta(days=91)):
        second = planned(built, title="示例综合督导第2轮")
        with scope(built.keeper):
            frame = operations.freeze(second, public_source="示例公开数", actor=built.keeper)
            assert not Excusal.objects.filter(frame=frame).exists()


def test_more_than_can_be_drawn_is_refused_before_anything_is_frozen(built: Ground) -> None:
    for said, code in (({"size": 13}, "frame_too_small"), ({"size": 5, "least": 2}, "least_too_many")):
        one = planned(built, **said)
        with scope(built.keeper), pytest.raises(Refused) as refused:
            operations.freeze(one, public_source="示例公开数", actor=built.keeper)
        assert refused.value.code == code
    assert not Frame._unfiltered().exists()
    assert not Secret._unfiltered().exists()


def test_a_round_without_a_draw_takes_the_whole_frame(built: Ground) -> None:
    one = teamed(built, planned(built, choosing=Choosing.ALL, size=0, least=0))
    with scope(built.keeper):
        operations.freeze(one, actor=built.keeper)
    with scope(built.leader):
        perform(one, "approve", built.leader, approval_no="示例批〔2024〕1号")
    with scope(built.keeper):
        with pytest.raises(NotAllowed):
            perform(one, "draw", built.keeper, public_value="1")
        perform(one, "take_all", built.keeper)
    rows = targets(built, one)
    assert {row.site_id for row in rows} == {site.pk for site in built.sites}
    assert ({row.how for row in rows}, one.commitment, one.approval_no) == ({How.ALL}, "", "示例批〔2024〕1号")


def test_whoever_prepared_a_round_does_not_approve_it_in_the_leaders_place(built: Ground) -> None:
    one = planned(built)
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
    leader, keeper = (Person.objects.get(pk=each.id) for each in (built.leader, built.keeper))
    substitute(leader, keeper, first=clock.today(), last=clock.today(), actor=SYSTEM)
    lent = again(built.keeper.id)
    assert any(grant.role == Role.OFFICE_LEADER for grant in lent.grants)
    with scope(lent), pytest.raises(NotAllowed, match="筹备"):
        perform(one, "approve", lent)


def test_who_drops_out_is_followed_by_the_next_of_the_same_order(built: Ground) -> None:
    one = drawn(built)
    rows = targets(built, one)
    gone = rows[0]
    with scope(built.keeper):
        frame = Frame.objects.get(round=one)
        framed = framing.reread(frame)
        made = operations.replace(gone, reason="已停业，门前有告示", actor=built.keeper)
        assert made is not None
        tickets = sorted(
            hashlib.sha256(f"{seed_of(frame, one)}\n{frame.digest}\n{name}".encode()).hexdigest()
            for name, stratum in zip(framed.names, framed.strata or (), strict=True)
            if stratum == gone.stratum
        )
    assert (made.how, made.stratum, made.ticket, made.reason) == (
        How.INSTEAD,
        gone.stratum,
        tickets[2],
        "已停业，门前有告示",
    )
    kept = Target._unfiltered().get(pk=gone.pk)
    assert (kept.state, kept.reason) == ("dropped", "已停业，门前有告示")
    assert "停业" not in str([entry.facts for entry in AuditEntry.objects.all()])


def test_a_stratum_that_is_used_up_is_told(built: Ground) -> None:
    one = drawn(built, size=12, least=4)
    with scope(built.keeper), pytest.raises(Refused, match="没有可以递补"):
        operations.replace(targets(built, one)[0], reason="已停业", actor=built.keeper)


def test_a_named_target_says_why_and_is_there_once(built: Ground) -> None:
    one = drawn(built)
    there = {row.name for row in targets(built, one)}
    key = next(site.local_id for site in built.sites if site.local_id not in there)
    with scope(built.keeper):
        made = operations.name_target(one, key, reason="群众举报", actor=built.keeper)
        assert (made.how, made.reason) == (How.NAMED, "群众举报")
        for wrong, error in ((key, "刚由他人列入"), ("没有的编号", "没有找到"), (key, "理由")):
            with pytest.raises(Refused, match=error):
                operations.name_target(one, wrong, reason="" if error == "理由" else "再来", actor=built.keeper)
    assert len(targets(built, one)) == 7


def test_what_was_not_reached_lapses_and_the_secret_is_told_at_the_end(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    _reach(built, target)
    with scope(built.keeper):
        with pytest.raises(Refused, match="还有1次检查没有签字"):
            perform(one, "close", built.keeper)
        perform(queries.visits_of(one).get(), "void", built.keeper, reason="示例")
        perform(one, "close", built.keeper)
        words = Secret.objects.get(frame__round=one).words
    told = facts_of("close")
    states = Counter(row.state for row in targets(built, one))
    assert (told["secret"], told["lapsed"], states) == (words, 5, {"reached": 1, "lapsed": 5})
    for seal, salt, name in told["seals"]:
        assert seal == seal_of(salt, name)


def test_a_reached_targets_seal_is_opened_in_the_ledger(built: Ground) -> None:
    one = drawn(built)
    target = targets(built, one)[0]
    _reach(built, target)
    told = facts_of("reach")
    assert seal_of(str(told["salt"]), target.name) in facts_of("draw")["seals"]
    begun = json.loads(AuditEntry.objects.get(verb="begin", model="supervision.visit").facts)
    assert seal_of(begun["salt"], target.name) == begun["seal"] == target.seal


@pytest.mark.parametrize("move", ["freeze", "cancel"])
def test_only_a_keeper_goes_on_with_a_round(built: Ground, move: str) -> None:
    one = planned(built)
    other = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(other), pytest.raises(NotAllowed, match="保管人"):
        perform(one, move, other, **({"reason": "不办了"} if move == "cancel" else {}))


def test_a_second_keeper_sees_what_is_drawn_later(built: Ground) -> None:
    one = planned(built)
    other = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    stranger = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    with scope(built.keeper):
        with pytest.raises(Refused, match="本安委办"):
            operations.add_keeper(one, stranger.id, actor=built.keeper)
        operations.add_keeper(one, other.id, actor=built.keeper)
    teamed(built, one)
    with scope(built.keeper):
        operations.freeze(one, public_source="示例公开数", actor=built.keeper)
    with scope(built.leader):
        perform(one, "approve", built.leader)
    with scope(other):
        perform(one, "draw", other, public_value="3 1 4")
        assert Target.objects.filter(round=one).count() == 6


def _reach(built: Ground, target: Target) -> Visit:
    person = min(target.team_people)
    actor = again(person)
    with scope(actor):
        return operations.arrive(queries.target_of(target.pk), HERE, actor=actor)


def test_nobody_else_opens_the_secret(built: Ground) -> None:
    one = drawn(built)
    for actor in (built.leader, built.built.actor(Role.OFFICE_OFFICER, "市安委办"), built.inspectors[0]):
        with scope(actor):
            assert not Secret.objects.exists()
            frame = Frame._unfiltered().get(round=one)
            with pytest.raises(NotFound):
                seed_of(frame, one)


def test_whoever_sees_no_site_is_listed_none(built: Ground) -> None:
    one = planned(built)
    with scope(Actor(0, "无人")):
        assert orgs.framed_sites(one.coordinates).keys == ()
    with scope(built.keeper):
        found = orgs.framed_sites(one.coordinates)
    assert (len(found.streets), list(found.keys)) == (12, sorted(site.local_id for site in built.sites))
