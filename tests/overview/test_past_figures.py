"""What happens later does not change what a figure was: not its rows, not their places, not who answers for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.factories.campaign import Cast as Bureau
from tests.factories.campaign import task
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import city as build

from zhiben.campaign.models import Extension, KeyTask
from zhiben.campaign.operations import ask_extension as ask_for_task
from zhiben.campaign.operations import decide_extension, report_many
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import unscoped
from zhiben.hazards import queries as hazards
from zhiben.hazards.models import Hazard, Request
from zhiben.hazards.operations import ask_extension, ask_transfer, decide_request
from zhiben.kernel import clock, measure
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import reorganise
from zhiben.orgs.vocab import Role

LATER = datetime(2024, 6, 3, 9, tzinfo=clock.TZ)
PAST = Cut(clock.day_end(date(2024, 3, 31)), half_month_of(date(2024, 3, 31)))
PRESENT = Cut(LATER + timedelta(minutes=1), half_month_of(LATER.date()))


def on(month: int, number: int, hour: int = 9) -> Any:
    return clock.at(datetime(2024, month, number, hour, tzinfo=clock.TZ))


@dataclass
class World:
    """Hazards and tasks that stood at the end of March, by what became of them until then."""

    cast: Cast
    bureau: Bureau
    hazards: dict[str, Hazard]
    tasks: dict[str, KeyTask]
    asked: dict[str, Any]


def _hazards(cast: Cast) -> Iterator[tuple[str, Hazard]]:
    for name in ("unverified", "overdue", "running", "closed"):
        yield name, hazard(cast, "reported", found=date(2024, 3, 1))


@pytest.fixture
def world(db: None) -> World:
    with on(3, 1):
        built = build()
        cast, bureau = Cast(built), Bureau(built)
        of = dict(_hazards(cast))
        for name, due in (("overdue", 10), ("running", 20), ("closed", 10)):
            cast.step(of[name], "verify", due=date(2024, 3, due))
        for name in ("running", "closed"):
            cast.step(of[name], "start")
        tasks = {
            "late": task(built, due=date(2024, 3, 20)),
            "street": task(built, lead="民治街道", assisting=("龙华区住房建设",), due=date(2024, 3, 10)),
        }
    with on(3, 19), unscoped(reason="test"):
        asked = {
            "hazard": ask_extension(
                of["running"], due=date(2024, 9, 1), reason="配件", interim_control="停用", actor=cast.enterprise
            ),
            "task": ask_for_task(tasks["late"], due=date(2024, 9, 1), reason="设备", actor=bureau.lead),
        }
        report_many([(tasks["late"], {"period": date(2024, 3, 16), "text": "已排查"})], actor=bureau.lead)
    with on(3, 18):
        cast.step(of["closed"], "declare")
        cast.sign(of["closed"], "review")
        cast.step(of["closed"], "accept")
        cast.step(of["closed"], "close")
    return World(cast, bureau, of, tasks, asked)


def _reopen(world: World) -> None:
    world.cast.step(world.hazards["closed"], "reopen", due=date(2024, 12, 31))


def _verify_again(world: World) -> None:
    world.cast.step(world.hazards["overdue"], "withdraw_verify", world.cast.department, reason="误")
    world.cast.step(world.hazards["overdue"], "verify", due=date(2024, 9, 1))


def _verify_as_general(world: World) -> None:
    world.cast.step(world.hazards["unverified"], "verify", level="general", due=date(2024, 9, 1))


def _extend(world: World) -> None:
    decide_request(Request.objects.get(pk=world.asked["hazard"].pk), grant=True, actor=world.cast.department)


def _extend_task(world: World) -> None:
    decide_extension(Extension.objects.get(pk=world.asked["task"].pk), grant=True, actor=world.bureau.leader)


def _correct(world: World) -> None:
    amend([KeyTask.objects.get(pk=world.tasks["late"].pk)], at=clock.now(), due=date(2024, 12, 31))


def _reorganise(world: World) -> None:
    territories = world.cast.city.territories
    reorganise(territories["民治街道"], to=territories["南山区"], on=LATER.date(), actor=SYSTEM)


def _transfer(world: World) -> None:
    to = world.cast.city.unit("龙华区消防救援").pk
    asked = ask_transfer(world.hazards["overdue"], to_unit=to, reason="消防", actor=world.cast.department)
    fire = world.cast.city.actor(Role.DEPARTMENT_OFFICER, "龙华区消防救援")
    decide_request(asked, grant=True, actor=fire)
    perform(Hazard.objects.get(pk=world.hazards["overdue"].pk), "reject", fire, reason="已消除")


def _cancel(world: World) -> None:
    perform(world.tasks["street"], "cancel", world.bureau.leader, reason="合并")


ACTS: tuple[Callable[[World], None], ...] = (
    _reopen,
    _verify_again,
    _verify_as_general,
    _extend,
    _extend_task,
    _correct,
    _reorganise,
    _transfer,
    _cancel,
)


def told(cut: Cut) -> dict[str, Any]:
    """Every registered measure at a cut: its value, and each row behind it with where it lay and who answered."""
    found: dict[str, Any] = {"by district": hazards.by_district(cut)}
    for name, one in measure.registered().items():
        figure = evaluate(one, cut)
        found[name] = (figure.numerator, figure.denominator, figure.value)
        for side in (one.numerator, one.denominator):
            if side is not None:
                found[f"{name} {side is one.numerator}"] = _rows(side(cut))
    return found


def _rows(rows: Any) -> list[Any]:
    dated = rows.model.dated if issubclass(rows.model, Living) else ()
    return list(rows.order_by("pk").values_list("pk", *(f"{column}_then" for column in dated)))


def test_stage_has_something_behind_every_kind_of_figure(world: World) -> None:
    with unscoped(reason="test"):
        past = told(PAST)
    some = ("D1.reported", "hazards.closed", "hazards.overdue", "tasks.overdue", "A5.tasks", "tasks.reported_rate")
    assert [past[name][0] for name in some] == [4, 1, 2, 2, 2, 1]
    assert (past["hazards.on_time"][:2], past["A5.units"][0]) == ((0, 1), 2)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_later_act_changes_the_present_and_nothing_past(world: World, act: Callable[[World], None]) -> None:
    with unscoped(reason="test"), clock.at(LATER):
        past, present = told(PAST), told(PRESENT)
        act(world)
        assert told(PAST) == past
        assert told(PRESENT) != present
