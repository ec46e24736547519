"""Accident cases: one brought to a state by the moves themselves, or many at once without them; and the people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.accidents.models import AccidentCase, Code
from zhiben.accidents.operations import Draft, File, enter_known_codes, enter_many
from zhiben.accidents.vocab import Settled
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

STATES = ("reported", "investigating", "submitted", "approved", "assessed", "closed")
"""The ordinary way, in order."""

MOVES = ("investigate", "submit", "approve", "assess", "close")
_number = count(1)


class Bureau:
    """The people around accidents of 民治街道 in 龙华区, on the line 住房建设; units are those of the tests' city."""

    def __init__(self, city: City) -> None:
        enter_known_codes()  # a test that really commits empties all tables
        self.city = city
        self.office = city.actor(Role.OFFICE_OFFICER, "市安委办")
        self.district_office = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
        self.department = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
        self.district = city.actor(Role.DISTRICT_OFFICER, "龙华区")
        self.street = city.actor(Role.STREET_OFFICER, "民治街道")
        self.elsewhere = city.actor(Role.DISTRICT_OFFICER, "南山区")

    def draft(self, **given: Any) -> Draft:
        """An accident of yesterday in 民治街道 with one dead, unless told otherwise; `street` and `sector` by name,
        `types` as codes of 1986 and 2025, `causes` as (scheme, code)."""
        street, sector = given.pop("street", "民治街道"), given.pop("sector", "房屋建筑施工")
        old, new = given.pop("types", ("09", ""))
        told: dict[str, Any] = {
            "occurred_on": clock.today() - timedelta(days=1),
            "hour": 10,
            "territory": self.city.territories[street].pk if street else 0,
            "sector": self.city.sectors[sector].pk if sector else 0,
            "unit_name": f"示例建筑{next(_number)}公司",
            "place": "示例工地",
            "deaths": 1,
            "narrative": "作业人员未系安全带，从脚手架坠落。",
            "type_1986": code("type-1986", old) if old else 0,
            "type_2025": code("type-2025", new) if new else 0,
            "causes": tuple(code(*one) for one in given.pop("causes", ())),
        }
        return Draft(**(told | given))

    def case(
        self, state: str = "reported", *, by: Actor | None = None, at: datetime | None = None, **given: Any
    ) -> Any:
        """A case brought to `state` by the ordinary way."""
        case = many_cases([self.draft(**given)], by=by or self.office, at=at)[0]
        for reached, move in zip(STATES[1:], MOVES, strict=True):
            if case.state == state:
                break
            self.step(case, move)
            assert case.state == reached
        return case

    def step(self, case: AccidentCase, move: str, *, by: Actor | None = None, **facts: Any) -> None:
        """One move in the ordinary way; before closing, the four are settled."""
        actor = by or self.office
        with unscoped(reason="test data"):
            if move == "close" and not facts:
                for one in Settled:
                    perform(case, "settle", actor, which=one, evidence="文件齐全")
            perform(case, move, actor, **{**self.facts(move), **facts})

    def facts(self, move: str) -> Mapping[str, Any]:
        """Facts that each move is content with."""
        return {
            "investigate": {"level": "city", "team": "市政府事故调查组"},
            "submit": {"on": clock.today(), "nature": "liable"},
            "approve": {"on": clock.today(), "document": "示例批〔2024〕1号"},
            "assess": {"on": clock.today(), "conclusion": "已落实", "published": "示例网站"},
        }.get(move, {})


@replayed
def bureau_in_city() -> Bureau:
    """The bureau in a city of its own."""
    return Bureau(city())


def code(scheme: str, name: str) -> int:
    """The id of a code's standing edition."""
    return Code.objects.get(scheme__key=scheme, code=name, ended_on__isnull=True).pk


def many_cases(
    drafts: Iterable[Draft], *, by: Actor, at: datetime | None = None, file: File | None = None
) -> list[AccidentCase]:
    """Many cases written at once, without going through their moves: those that are told to be approved on a day are,
    all others stand as reported."""
    with unscoped(reason="test data"):
        return enter_many(list(drafts), actor=by, at=at, file=file)


def carried_over(bureau: Bureau, days: Iterable[date], **given: Any) -> list[AccidentCase]:
    """Cases of the past, one on each of `days`, whose investigations are over."""
    drafts = [
        bureau.draft(occurred_on=day, approved_on=day + timedelta(days=60), approval_no="示例批", **given)
        for day in days
    ]
    return many_cases(drafts, by=bureau.office)
