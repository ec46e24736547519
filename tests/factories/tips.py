"""Tips told by nobody in particular, brought to a state by the moves themselves, and the people around one."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.factories.hazards import Cast, photo
from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role
from zhiben.supervision.models import TipDraw
from zhiben.tips.challenge import ask, number_in
from zhiben.tips.models import PublicTip
from zhiben.tips.operations import Receipt, TipDraft, bare, draw_tips, note_words, propose_reward, tell
from zhiben.tips.queries import rechecks_of_round

STATES = ("received", "accepted", "verifying", "verified", "answered", "closed")
"""The ordinary way, in order."""

MOVES = ("accept", "assign", "verify", "answer", "close")


class Hotline(Cast):
    """The people around a site in 民治街道: the offices, their leader, the department that verifies."""

    def __init__(self, city: City, **given: Any) -> None:
        super().__init__(city, **given)
        self.officer = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
        self.leader = city.actor(Role.OFFICE_LEADER, "龙华区安委办")
        self.city_office = city.actor(Role.OFFICE_OFFICER, "市安委办")
        self.elsewhere = city.actor(Role.OFFICE_OFFICER, "南山区安委办")
        self.inspector = city.actor(Role.INSPECTOR, "市消防救援")

    def saying(self, what: str = "三楼临边没有护栏", **given: Any) -> TipDraft:
        """A tip about 民治街道, of the site's sector."""
        told: dict[str, Any] = {
            "territory": self.city.territories[self.place].pk,
            "address": "民治大道1号工地",
            "sector": self.city.sectors["房屋建筑施工"].pk,
        }
        return TipDraft(what=what, **{**told, **given})

    def told(self, *photos: Any, word: str = "", **given: Any) -> Receipt:
        """What the reporter of a tip keeps."""
        with scope(SYSTEM):
            return tell(self.saying(**given), word=word or secrets.token_hex(16), photos=bare(photos))

    def tip(self, state: str = "received", **given: Any) -> PublicTip:
        """A tip in a state."""
        return self.bring_on(self.told(**given).tip, state)

    def bring_on(self, tip: PublicTip, state: str, **facts: Any) -> PublicTip:
        """A tip brought on by the ordinary way, to which `facts` by move are added."""
        for reached, move in zip(STATES[1:], MOVES, strict=True):
            if tip.state == state:
                break
            if STATES.index(reached) > STATES.index(tip.state):
                self.move(tip, move, **facts.get(move, {}))
        assert tip.state == state
        return tip

    def move(self, tip: PublicTip, move: str, by: Actor | None = None, **facts: Any) -> PublicTip:
        """One move in the ordinary way."""
        actor = by or (self.department if move == "verify" else self.officer)
        with unscoped(reason="test data"):
            if move in ("answer", "close"):
                note_words(tip, actor=self.officer)
            return perform(tip, move, actor, **{**self.facts_of(move, actor, facts), **facts})

    def facts_of(self, move: str, actor: Actor, told: dict[str, Any]) -> dict[str, Any]:
        """Facts that each move is content with."""
        if move == "verify" and told.get("conclusion", "true") == "true" and "hazard" not in told:
            found = {"site": self.site.local_id, "title": "三楼临边防护缺失", "files": [photo(actor)]}
            return {"conclusion": "true", "account": "到场查看，护栏缺失", **found}
        return {
            "accept": {"sector": self.city.sectors["房屋建筑施工"].pk},
            "decline": {"reason": "不属安全生产"},
            "assign": {"unit": self.city.unit("龙华区住房建设").pk},
            "verify": {"account": "到场查看"},
            "send_back": {"reason": "没有拍到护栏"},
            "answer": {"text": "已查实，责令整改"},
            "reassign": {"reason": "更近"},
            "reinvestigate": {"reason": "复核不一致"},
        }.get(move, {})


SUM = re.compile(r"([一二三四五六七八九十]+)([加减])([一二三四五六七八九十]+)等于多少")


def right_answer(words: str) -> str:
    """The answer to the question that stands in a text."""
    found = SUM.search(words)
    assert found
    first, second = number_in(found[1]), number_in(found[3])
    assert first is not None and second is not None
    return str(first + second if found[2] == "加" else first - second)


def filled_in(city: City) -> dict[str, Any]:
    """A fresh form with its question, as a careful person sends it."""
    question = ask()
    place = {"territory": city.territories["民治街道"].pk, "address": "民治大道1号工地三楼", "what": "临边没有护栏"}
    return {**place, "sealed": question.sealed, "answer": right_answer(question.words)}


def tips_told(posts: Any, site: Site, records: dict[str, Any]) -> None:
    """For doors: a tip just received, one accepted with a name, one found partly true with two rewards and a second
    look; by the officer and the department of the posts."""
    line = Hotline(posts.city, site=site)
    line.officer, line.department, line.leader = (posts.actor(f"{letter}.own") for letter in "OPL")
    records["tip"], records["named tip"] = line.tip(), line.tip("accepted", name="示例甲", phone="0755-0000")
    found = {"verify": {"conclusion": "partly"}}
    receipts = [line.told() for _turn in range(3)]
    tips = [line.bring_on(one.tip, "answered", **found) for one in receipts]
    for tip, receipt in zip(tips, receipts, strict=True):
        tip.__dict__["code"] = receipt.code
    records["true tip"], records["paid tip"] = tips[0], tips[2]
    with scope(line.officer):
        rewards = [
            propose_reward(tip, amount=Decimal(100), basis="示例办法", actor=line.city_office) for tip in tips[1:]
        ]
    with scope(line.leader):
        perform(rewards[1], "approve", line.leader)
    records["tip reward"], records["approved reward"] = rewards
    with scope(line.officer):
        at, since = line.officer.grants[0].at, clock.now() - timedelta(days=9)
        draw_tips(1, "示例督导", at=at, since=since, size=1, actor=line.officer)
        (records["recheck"],) = rechecks_of_round(1)


def shown_by(tip: PublicTip) -> dict[str, str]:
    """What the reporter of one of those tips shows."""
    return {"number": tip.number, "code": tip.__dict__["code"]}


def drawn_in(number: int) -> int:
    """That a round (id) has drawn tips, as its row says; the round's id again."""
    told = {"seed": "种子", "frame": "JB1", "digest": "0" * 64, "size": 1, "drawn_by": 0, "drawn_at": clock.now()}
    with unscoped(reason="test data"):
        TipDraw.objects.create(round_id=number, **told)
    return number


@replayed
def hotline_in_city() -> Hotline:
    """They, in a city of their own."""
    return Hotline(city())
