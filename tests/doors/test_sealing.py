"""Twenty targets sealed in 龙华区 by the city's office, and not one byte changes of what anybody of 龙华区 is answered:
pages, exports, counts, searches, the words of a refusal, digests and mails, a round's figures and its bulletin; nor
does anything tell a target that there is from one that there is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.doors import answers
from tests.doors.stage import NOWHERE, Stage
from tests.doors.test_invariance import KEEPERS, OURS, compare, seen
from tests.factories.orgs import SINCE

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.operations import add_sector
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Target
from zhiben.supervision.operations import Plan, Position, Sent

pytestmark = [pytest.mark.django_db, pytest.mark.either]

SEALED = 20
FEW = ["D.own", "S.own"]
"""Whom `make test` asks; everybody is asked by `make check-all`."""

SECTOR = "示例封存行业"


@pytest.fixture(scope="module")
def ground(stage: Stage) -> Callable[[], list[Target]]:
    """Twenty sites of a sector of their own in 民治街道, and people of the city who seal them all as targets."""
    built = stage.posts.city
    built.sectors[SECTOR] = add_sector(SECTOR, line=built.lines["应急管理"], valid_from=SINCE)
    for _number in range(SEALED):
        built.site("民治街道", sector=SECTOR)
    keeper, leader = (built.actor(role, "市安委办") for role in (Role.OFFICE_OFFICER, Role.OFFICE_LEADER))
    team = [built.actor(Role.INSPECTOR, "市交通运输") for _number in range(2)]

    def seal() -> list[Target]:
        today = clock.today()
        plan = Plan(
            office=built.unit("市安委办").pk,
            kind="comprehensive",
            title="示例综合督导",
            first=today,
            last=today,
            choosing="all",
            sectors=[built.sectors[SECTOR].pk],
        )
        with scope(keeper):
            one = operations.plan_round(plan, actor=keeper)
            operations.set_team(one, 1, [Sent(each.id, each.grants[0].unit) for each in team], actor=keeper)
            operations.freeze(one, actor=keeper)
        with scope(leader):
            perform(one, "approve", leader)
        with scope(keeper):
            perform(one, "take_all", keeper)
            return list(queries.targets_of(one))

    return seal


def test_there_is_something_that_would_be_seen(stage: Stage, ground: Callable[[], list[Target]]) -> None:
    """Twenty are sealed, each with a team; once somebody is there, the street's officer is answered otherwise."""
    first = seen(stage, "S.own")
    with answers.taken_back():
        found = ground()
        assert [row.state for row in found] == ["sealed"] * SEALED
        assert all(row.team_id for row in found)
        queries.prepare_targets(found)
        person = actor_of(min(found[0].team_people))
        with scope(person):
            operations.arrive(queries.target_of(found[0].pk), Position(without="地下室"), actor=person)
        after = seen(stage, "S.own")
    changed = {what for what in first if first[what] != after[what]}
    assert {"supervision:list", "overview:ledger"} <= changed


@pytest.mark.parametrize(
    "people", [pytest.param(FEW, id="few"), pytest.param(OURS + KEEPERS, id="everybody", marks=pytest.mark.slow)]
)
def test_nothing_tells_of_what_is_sealed(stage: Stage, ground: Callable[[], list[Target]], people: list[str]) -> None:
    found, compared = compare(stage, {}, people, ground)
    assert not found, "\n".join(found)
    assert compared > 100 * len(people)


@pytest.mark.parametrize("who", OURS)
@pytest.mark.parametrize("row", ["supervision:target", "supervision:assign", "supervision:replace"])
def test_a_sealed_target_is_answered_like_one_that_does_not_exist(
    stage: Stage, ground: Callable[[], list[Target]], who: str, row: str
) -> None:
    with answers.taken_back():
        sealed = ground()[0].pk
        for method in ("GET", "POST"):
            there, nowhere = (answers.ask(stage, who, method, row, arguments=(pk,)) for pk in (sealed, NOWHERE))
            assert (there.status, there.body, there.queries) == (404, nowhere.body, nowhere.queries)
