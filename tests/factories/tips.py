"""Tips told by nobody in particular, brought to a state by the moves themselves, and the people around one."""

from __future__ import annotations

import secrets
from typing import Any

from tests.factories.hazards import Cast, photo
from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.vocab import Role
from zhiben.tips.models import PublicTip
from zhiben.tips.operations import Receipt, TipDraft, tell

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
            return tell(self.saying(**given), word=word or secrets.token_hex(16), photos=photos)

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


@replayed
def hotline_in_city() -> Hotline:
    """They, in a city of their own."""
    return Hotline(city())
