"""Rounds of supervision over a small Shenzhen, with sites in a few streets and two teams to send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.factories.orgs import City, city

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.hazards.operations import enter_known_standards
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Round, Target, Visit, VisitMember
from zhiben.supervision.operations import Plan, Position, Sent
from zhiben.supervision.vocab import Kind

STREETS = ("民治街道", "粤海街道", "南园街道")
OFFICE = "市安委办"


@dataclass
class Ground:
    """A city with sites, an officer who keeps the list, a leader who approves, four inspectors of city departments."""

    built: City
    keeper: Actor
    leader: Actor
    inspectors: list[Actor]
    sites: list[Site] = field(default_factory=list)

    @property
    def office(self) -> int:
        """The office that supervises."""
        return self.built.unit(OFFICE).pk

    def sent(self, *inspectors: Actor) -> list[Sent]:
        """As members of a team."""
        return [Sent(each.id, each.grants[0].unit) for each in inspectors]


def ground(per_street: int = 4) -> Ground:
    """Three streets with so many sites each."""
    enter_known_standards()  # a test that really commits empties all tables
    built = city()
    departments = ("市住房建设", "市住房建设", "市消防救援", "市交通运输")
    found = Ground(
        built,
        built.actor(Role.OFFICE_OFFICER, OFFICE),
        built.actor(Role.OFFICE_LEADER, OFFICE),
        [built.actor(Role.INSPECTOR, name) for name in departments],
    )
    found.sites = [built.site(street) for street in STREETS for _turn in range(per_street)]
    return found


def planned(found: Ground, **said: Any) -> Round:
    """A comprehensive round that draws six, of each street one at least."""
    plan = Plan(
        **{
            "office": found.office,
            "kind": Kind.COMPREHENSIVE,
            "title": "示例综合督导第1轮",
            "first": date(2024, 10, 16),
            "last": date(2024, 10, 31),
            "size": 6,
            "least": 1,
            **said,
        }
    )
    with scope(found.keeper):
        return operations.plan_round(plan, actor=found.keeper)


def teamed(found: Ground, one: Round) -> Round:
    """With two teams of two."""
    with scope(found.keeper):
        operations.set_team(one, 1, found.sent(*found.inspectors[:2]), actor=found.keeper)
        operations.set_team(one, 2, found.sent(*found.inspectors[2:]), actor=found.keeper)
    return one


def approved(found: Ground, **said: Any) -> Round:
    """Frozen and approved."""
    one = teamed(found, planned(found, **said))
    with scope(found.keeper):
        operations.freeze(one, public_source="2024年10月16日示例公开数", actor=found.keeper)
    with scope(found.leader):
        perform(one, "approve", found.leader)
    return one


def drawn(found: Ground, **said: Any) -> Round:
    """Drawn, with the public number 3 1 4."""
    one = approved(found, **said)
    with scope(found.keeper):
        perform(one, "draw", found.keeper, public_value="3 1 4")
    return one


def targets(found: Ground, one: Round) -> list[Target]:
    """Its targets, as the keeper sees them."""
    with scope(found.keeper):
        rows = list(queries.targets_of(one))
        queries.prepare_targets(rows)
        return rows


def again(person: int) -> Actor:
    """Who somebody is now."""
    return actor_of(person)


HERE = Position(22.6, 114.0, 10)


def visited(found: Ground, one: Round, street: str = "民治街道") -> Visit:
    """The visit of both of the team to the round's first target in a street, not signed yet."""
    target = next(row for row in targets(found, one) if row.site.territory.name == street)
    for person in sorted(target.team_people):
        actor = again(person)
        with scope(actor):
            visit = operations.arrive(queries.target_of(target.pk), HERE, actor=actor)
    return visit


def goers(visit: Visit) -> list[Actor]:
    """Who is there, by id."""
    rows = VisitMember._unfiltered().filter(visit=visit).order_by("person")
    return [again(person) for person in rows.values_list("person", flat=True)]


def signed(visit: Visit) -> Visit:
    """Signed by refusal."""
    actor = goers(visit)[0]
    with scope(actor):
        fresh = queries.visit_of(visit.pk)
        perform(
            fresh,
            "close",
            actor,
            conclusion="检查消防通道和临边防护",
            refused="负责人拒签",
            witness="示例乙（物业经理）",
        )
    return fresh
