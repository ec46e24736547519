"""Whatever a phone says is answered: what cannot be kept or is out of range is refused in a sentence and stays on the
phone, the acts beside it go through, and nothing is half-written."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.checklists import checklist, items
from tests.factories.pages import browser
from tests.factories.supervision import ground
from tests.supervision.test_telling import FOUND, HERE, SIGNED, Team, differing, later, posted, told

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.supervision import operations, queries
from zhiben.supervision.models import (
    Answer,
    Finding,
    Item,
    PhoneAct,
    PhoneVersion,
    SeenAgain,
    Shot,
    Visit,
    VisitMember,
)
from zhiben.supervision.operations import Found, Position
from zhiben.supervision.vocab import Act, Outcome

pytestmark = pytest.mark.django_db
UNKEEPABLE = "内容含有不能保存的字符，请删去后重新记下"


@pytest.fixture
def team() -> Team:
    return Team(ground())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"clause": 2**40}, "请补正这一条：没有找到这一条款，请重新选依据"),
        ({"clause": 2**70}, "请补正这一条：没有找到这一条款，请重新选依据"),
        ({"clause": "1"}, "请补正这一条：没有找到这一条款，请重新选依据"),
        ({"clause": [1]}, "请补正这一条：没有找到这一条款，请重新选依据"),
        ({"basis": "条" * 201}, "请补正这一条：依据过长，最多200个字"),
        ({"text": "字" * 1001}, "请补正这一条：问题过长，最多1000个字"),
        ({"text": "消防\0通道"}, UNKEEPABLE),
        ({"text": "消防\ud800"}, UNKEEPABLE),
        ({"note": {"a": ["\0"]}}, UNKEEPABLE),
        ({"no\0te": 1}, UNKEEPABLE),
        ({"text": ["消防通道"]}, "“问题”应为文字"),
        ({"basis": {"a": 1}}, "“依据”应为文字"),
        ({"becomes": 7}, "“性质”应为文字"),
        ({"note": float("nan")}, "这一条里有不是数的数字，无法登记"),
        ({"note": float("inf")}, "这一条里有不是数的数字，无法登记"),
        ({"note": [[[[[[1]]]]]]}, "这一条的内容无法读取，请更新手机离线版后重试"),
        ({"note": "长" * 60_001}, "这一条的内容太多，请分成几条"),
        ({"photos": "x"}, "照片的编号不对，请删去照片后重拍"),
        ({"photos": [{"sha256": "x"}]}, "照片的编号不对，请删去照片后重拍"),
        ({"photos": [{"sha256": "0" * 64, "original": "1" * 65}]}, "照片的编号不对，请删去照片后重拍"),
    ],
)
def test_a_finding_that_cannot_be_kept_is_refused_and_those_beside_it_are_recorded(
    team: Team, words: dict[str, Any], sentence: str
) -> None:
    team.there(team.first)
    acts = [told(team, kind="find", said=FOUND | {"text": text}) for text in ("之前", "之后")]
    answer = posted(team.first, [acts[0], told(team, kind="find", said=FOUND | words), acts[1]])
    assert answer.status_code == 200
    said = [(one["outcome"], one["sentence"]) for one in answer.json()["answers"]]
    assert said == [("done", ""), ("refused", sentence), ("done", "")]
    assert sorted(Finding._unfiltered().values_list("text", flat=True)) == ["之前", "之后"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (HERE | {"latitude": 1e300}, "定位不对"),
        (HERE | {"latitude": 10**400}, "定位不对"),
        (HERE | {"latitude": "22.6"}, "定位不对"),
        (HERE | {"latitude": True}, "定位不对"),
        (HERE | {"longitude": [114]}, "定位不对"),
        ({"latitude": 1e200, "without": "地下室"}, "定位不对"),
        (HERE | {"accuracy": 1e200}, "定位误差不对，请重新定位"),
        (HERE | {"accuracy": 2**40}, "定位误差不对，请重新定位"),
        (HERE | {"accuracy": -1}, "定位误差不对，请重新定位"),
        ({"without": "因" * 121}, "理由过长，最多120个字"),
        ({"without": {"a": "b"}}, "“没有定位的原因”应为文字"),
        (HERE | {"despite": "因" * 501}, "理由过长，最多500个字"),
    ],
)
def test_an_arrival_that_cannot_be_kept_is_refused(team: Team, words: dict[str, Any], sentence: str) -> None:
    assert team.one(team.first, team.said(Act.ARRIVE, words)) == (Outcome.REFUSED, sentence)
    assert not Visit._unfiltered().exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"conclusion": "长" * 4001}, "检查情况过长，最多4000个字"),
        ({"counterpart": "长" * 81}, "被检查单位陪同人员和职务过长，最多80个字"),
        ({"refused": "长" * 4001}, "拒绝签字的情况过长，最多4000个字"),
        ({"witness": "长" * 81}, "见证人过长，最多80个字"),
        ({"witness": ["甲"]}, "“见证人”应为文字"),
        ({"conclusion": ["好"]}, "“检查情况”应为文字"),
    ],
)
def test_a_signature_that_cannot_be_kept_is_refused(team: Team, words: dict[str, Any], sentence: str) -> None:
    team.there()
    outcome, told_so = team.one(team.first, team.said(Act.CLOSE, SIGNED | words, 1))
    assert (outcome, sentence in told_so) == (Outcome.REFUSED, True)
    assert Visit._unfiltered().get().state == "under_way"


def test_a_strike_with_too_many_words_is_refused(team: Team) -> None:
    team.there(team.first)
    found = team.said(Act.FIND, FOUND)
    strike = team.said(Act.STRIKE, {"finding": found.key, "reason": "长" * 4001})
    lists = team.said(Act.STRIKE, {"finding": [found.key], "reason": "看错"})
    assert [one.outcome for one in team.tell(team.first, found, strike, lists)] == ["done", "refused", "refused"]
    assert Finding._unfiltered().get().state == "recorded"


def test_what_nests_too_deep_to_be_read_is_refused_as_a_whole(team: Team) -> None:
    sent = f'{{"person": {team.first.id}, "acts": {"[" * 200_000}{"]" * 200_000}}}'
    answer = browser(team.first).post("/supervision/phone/sync", {"sent": sent}, headers={"accept": "application/json"})
    assert answer.status_code == 422


def test_the_rules_hold_for_the_page_as_for_the_phone(team: Team) -> None:
    team.there(team.first)
    with scope(team.first):
        visit = queries.visit_of(Visit._unfiltered().get().pk)
        for found in (Found("字" * 1001), Found("字", basis="条" * 201), Found("字", clause=2**40), Found("字\0")):
            with pytest.raises(Incomplete, match="请补正这一条"):
                operations.record(visit, found, actor=team.first)
        for position in (Position(22.6, 114.0, 1e200), Position(22.6, 114.0, -1), Position(without="因" * 121)):
            with pytest.raises(Incomplete):
                operations.arrive(team.target, position, actor=team.second)


def test_a_version_with_a_clause_that_there_is_not_is_not_taken(team: Team) -> None:
    found, _version = differing(team)
    other = team.said(Act.FIND, FOUND | {"clause": 2**40}, key=found.key)
    assert team.one(team.first, other)[0] == Outcome.DIFFERS
    version = PhoneVersion._unfiltered().latest("pk")
    with scope(team.first), pytest.raises(Refused, match="这一版本内容不完整，不能采用"):
        operations.settle(version, counts=True, actor=team.first)


def test_words_of_no_item_told_after_the_signature_do_not_stop_the_page(team: Team) -> None:
    team.there()
    with later(2):
        team.tell(team.first, team.said(Act.CLOSE, SIGNED, 60))
        late = team.said(Act.AGAIN, {"item": [1], "finding": [], "verdict": "still"}, 50)
        assert team.one(team.second, late)[0] == Outcome.DONE
    address = f"/supervision/visits/{Visit._unfiltered().get().pk}/checks/"
    assert browser(team.first).get(address).status_code == 200


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(2**62, 2**80)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\0", "字\0", "\ud800", "长" * 130, "长" * 4100, "0" * 64, "hazard", "fails", "still"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
NAMES = sorted({*FOUND, *HERE, *SIGNED, "verdict", "item", "finding", "hazard", "original", "reason", "photos"})
TWISTED = st.dictionaries(
    st.sampled_from([*NAMES, "without", "despite", "signatures", "shown", "x"]), ANYTHING, max_size=3
)
KEPT = (PhoneAct, PhoneVersion, Finding, Answer, SeenAgain, Shot, Visit, VisitMember)


def rows() -> list[int]:
    return [*(model._unfiltered().count() for model in KEPT), AuditEntry.objects.count()]


def test_whatever_is_said_is_answered_and_nothing_is_half_written(team: Team) -> None:
    """By the second of the team, who is there in half of all cases."""
    team.there(team.first)
    item: Item = items(checklist(team.built))[0]
    client, ways = browser(team.second), {"find": 0, "refused": 0}
    sound: dict[str, dict[str, Any]] = {
        "arrive": HERE,
        "find": FOUND,
        "check": {"item": item.pk, "verdict": "fails", "text": "洞口没有盖板"},
        "again": {"finding": 1, "hazard": 0, "verdict": "still"},
        "strike": {"finding": "x", "reason": "看错"},
        "close": SIGNED,
        "original": {"finding": "x", "original": "0" * 64},
    }

    @settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(kind=st.sampled_from(sorted(sound)), twist=TWISTED, there=st.booleans())
    def said(kind: str, twist: dict[str, Any], there: bool) -> None:
        with transaction.atomic():
            if there:
                team.there(team.second)
            acts = [told(team, kind=kind, said=sound[kind] | twist), told(team, kind=kind, said=twist)]
            before = rows()
            for act in acts:
                (outcome, now) = (_told(client, team, act), rows())
                assert (now[0] - before[0], now[1] - before[1]) == (outcome == "done", outcome == "differs")
                assert (now == before) == (outcome in ("refused", "waiting"))
                before = now
                ways["refused"] += outcome == "refused"
                ways["find"] += kind == "find" and outcome == "done"
            transaction.set_rollback(True)

    said()
    assert ways["find"] and ways["refused"] > 40


def _told(client: Client, team: Team, act: dict[str, Any]) -> str:
    sent = json.dumps({"person": team.second.id, "acts": [act | {"key": str(uuid.uuid4())}]})
    answer = client.post("/supervision/phone/sync", {"sent": sent}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    (one,) = answer.json()["answers"]
    assert one["outcome"] == "done" or one["sentence"]
    outcome: str = one["outcome"]
    return outcome
