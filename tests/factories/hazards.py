"""Hazards in a given state, reached by the moves themselves, and the people of the ordinary way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tests.factories.orgs import SINCE, City, city
from tests.factories.photos import another_photo
from tests.factories.replayed import replayed

from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard, SiteRecord
from zhiben.hazards.operations import (
    Draft,
    RecordDraft,
    draft_record,
    enter_known_standards,
    enter_many,
    sign_record,
)
from zhiben.hazards.vocab import PLAN_PARTS
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site
from zhiben.orgs.operations import add_unit
from zhiben.orgs.vocab import Role, UnitKind

STATES = ("draft", "reported", "verified", "rectifying", "declared", "reviewed", "accepted", "closed")
"""The ordinary way, in order."""

FUTURE = date(clock.today().year + 1, 12, 31)
BASIS = "示例挂牌督办办法（示例数据）"
CLAUSE, CITED = "GM-3(2)", "应急管理部令第10号第三条第（二）项"
"""The clause by which a hazard is judged in the ordinary way, and how it is cited."""


class Cast:
    """A site (房屋建筑施工) in a street of a district and the people around it; units are those of
    `tests.factories.orgs.city`."""

    def __init__(
        self, city: City, site: Site | None = None, *, district: str = "龙华区", street: str = "民治街道"
    ) -> None:
        enter_known_standards()  # a test that really commits empties all tables
        self.city, self.place = city, street
        self.site: Site = site or city.site(street)
        enterprise = "示例企业" if street == "民治街道" else f"{street}企业"
        if enterprise not in city.units:
            there = city.territories[street]
            city.units[enterprise] = add_unit(enterprise, kind=UnitKind.ENTERPRISE, territory=there, valid_from=SINCE)
        self.enterprise = city.actor(Role.ENTERPRISE_CONTACT, enterprise, site=self.site)
        self.street = city.actor(Role.STREET_OFFICER, street)
        self.department = city.actor(Role.DEPARTMENT_OFFICER, f"{district}住房建设")
        self.colleague = city.actor(Role.DEPARTMENT_OFFICER, f"{district}住房建设")
        self.fire = city.actor(Role.DEPARTMENT_OFFICER, f"{district}消防救援")
        self.district = city.actor(Role.DISTRICT_OFFICER, district)
        self.office = city.actor(Role.OFFICE_OFFICER, f"{district}安委办")

    def facts(self, move: str) -> Mapping[str, Any]:
        """Facts that each move is content with."""
        return {
            "verify": {
                "criterion": CLAUSE,
                "level": "major",
                "due": min(FUTURE, months_after(clock.today(), 60)),  # a test may live years ago
                "responsible_unit": self.city.unit(self.place).pk,
            },
            "reject": {"reason": "不属重大事故隐患"},
            "start": {
                **dict.fromkeys(("responsibility", "measures", "funding", "deadline", "contingency"), True),
                **dict.fromkeys(PLAN_PARTS, "停工，补设防护，验收后复工"),
            },
            "revise_plan": dict.fromkeys(PLAN_PARTS, "改用新支架，月底完工"),
            "progress": {"text": "已完成一半", "percentage": 50},
            "declare": {"measures_done": "防护已补设", "funds": 12000},
            "accept": {"conclusion": "符合要求", "commitments": True},
            "fail_acceptance": {"reason": "仍有一处未改"},
            "reopen": {"trigger": "second_look", "evidence": "防护再次缺失"},
        }.get(move, {})

    def who(self, move: str) -> Actor:
        """Who makes a move in the ordinary way."""
        return {
            "report": self.enterprise,
            "verify": self.department,
            "start": self.enterprise,
            "revise_plan": self.enterprise,
            "declare": self.enterprise,
            "accept": self.department,
            "close": self.office,
            "reopen": self.department,
        }[move]

    def draft(self, title: str = "临边防护缺失", *, found: date | None = None, by: Actor | None = None) -> Hazard:
        """A hazard that is not reported yet."""
        with unscoped(reason="test data"):
            given = Draft(title=title, site=self.site.pk, found_on=found or clock.today())
            return enter_many([given], actor=by or self.enterprise)[0]

    def sign(self, hazard: Hazard, kind: str, first: Actor | None = None, second: Actor | None = None) -> None:
        """The record of two people on site: an officer of the district's department, and one of the district."""
        with unscoped(reason="test data"):
            drafted = self.record(hazard, kind, first or self.colleague)
            sign_record(drafted, actor=second or self.district)

    def record(self, hazard: Hazard, kind: str, first: Actor) -> SiteRecord:
        """A record that waits for its second signature."""
        photos = [photo(first)]
        return draft_record(RecordDraft(hazard, kind, first, "现场情况属实", "二层东侧", clock.now(), photos))

    def step(self, hazard: Hazard, move: str, by: Actor | None = None, **facts: Any) -> None:
        """One move in the ordinary way."""
        actor = by or self.who(move)
        with unscoped(reason="test data"):
            perform(hazard, move, actor, **{**self.facts(move), **brought(move, actor), **facts})

    def bring(self, hazard: Hazard, state: str) -> Hazard:
        """Bring a hazard on to `state` by the ordinary way."""
        for reached, move in zip(
            STATES[1:], ("report", "verify", "start", "declare", "review", "accept", "close"), strict=True
        ):
            if hazard.state == state:
                break
            if STATES.index(reached) <= STATES.index(hazard.state):
                continue
            if move == "review":
                self.sign(hazard, "review")
            else:
                self.step(hazard, move)
            assert hazard.state == reached
        return hazard


@replayed
def cast_in_city() -> Cast:
    """The ordinary cast in a city of its own."""
    return Cast(city())


def photo(actor: Actor) -> int:
    """The id of a picture that somebody has brought."""
    return store(another_photo(), name="现场.png", actor_id=actor.id).pk


def brought(move: str, actor: Actor) -> dict[str, list[int]]:
    """The photos that a move asks for."""
    return {"files": [photo(actor)]} if move == "declare" else {}


def hazard(cast: Cast, state: str = "reported", **given: Any) -> Hazard:
    """A hazard of the cast's site in `state`."""
    drafted = cast.draft(**given)
    if state in STATES:
        return cast.bring(drafted, state)
    cast.bring(drafted, "reported")
    if state in ("rejected", "retracted"):
        cast.step(drafted, {"rejected": "reject", "retracted": "retract"}[state], cast.department)
    else:
        other = hazard(cast, "reported")
        cast.step(drafted, "mark_duplicate", cast.department, other=other.number)
    return drafted


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def soon() -> date:
    """A day within the longest time that a hazard may be listed for."""
    return clock.today() + days(30)
