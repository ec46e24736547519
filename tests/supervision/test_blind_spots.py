"""Each thing that may be missing around a kind of accident is named by itself; nothing is said where nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.factories.accident_supervision import NOW, Desk, desk
from tests.factories.facts import fact
from tests.factories.supervision import drawn, signed, visited

from zhiben.campaign.operations import Draft, assign_all, draft_tasks
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs.models import SectorLine
from zhiben.supervision.accident_words import Gap, SignalKind
from zhiben.supervision.queries.blind_spots import Spot, Task, Watch, spots, watch_of

SECTORS = {1: "房屋建筑施工", 2: "快递"}
WATCHED = Watch({1: [7]}, [Task(frozenset({7}), "房屋建筑施工专项整治")], {1}, {"房屋建筑施工"})


def found(watch: Watch, *kinds: tuple[str, int]) -> list[Spot]:
    rows = [fact(number, date(2024, 9, number), kind, sector) for number, (kind, sector) in enumerate(kinds, 1)]
    return spots(rows, SECTORS, watch)


def missing(watch: Watch) -> list[tuple[str, str]]:
    return [(each.gap, each.told) for one in found(watch, ("09", 1)) for each in one.missing]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiben.orgs.queries.unit_names", lambda ids: {one: f"示例局{one}" for one in ids})


def test_what_is_watched_is_no_blind_spot() -> None:
    assert found(WATCHED, ("09", 1)) == []


def test_a_sector_without_a_department_is_named() -> None:
    assert missing(replace(WATCHED, departments={})) == [
        (Gap.DEPARTMENT, "“房屋建筑施工”在职责清单里没有对应的主管部门")
    ]


@pytest.mark.parametrize(
    "tasks",
    [
        [],
        [Task(frozenset({8}), "房屋建筑施工专项整治")],  # another department's
        [Task(frozenset({7}), "燃气管网更新")],  # aimed at something else
    ],
)
def test_a_department_without_a_task_aimed_at_it_is_named(tasks: list[Task]) -> None:
    assert missing(replace(WATCHED, tasks=tasks)) == [(Gap.TASK, "示例局7没有针对“房屋建筑施工”或“高处坠落”的重点任务")]


def test_a_task_that_names_the_type_is_aimed_at_it() -> None:
    assert missing(replace(WATCHED, tasks=[Task(frozenset({5, 7}), "防高处坠落行动")])) == []


def test_a_kind_of_place_where_nobody_was_is_named() -> None:
    assert missing(replace(WATCHED, visited=set())) == [(Gap.VISIT, "近12个月没有到“房屋建筑施工”的场所督导检查过")]


def test_a_sector_without_a_standard_is_named() -> None:
    assert missing(replace(WATCHED, criteria={"燃气"})) == [
        (Gap.CRITERION, "“房屋建筑施工”没有在施行的重大事故隐患判定标准")
    ]


def test_kinds_stand_together_and_a_case_without_a_sector_by_itself() -> None:
    told = found(WATCHED, ("16", 2), ("16", 2), ("09", 0), ("09", 0))
    assert [(one.subject, len(one.cases)) for one in told] == [
        ("sector:2|火灾", 2),
        ("case:3", 1),
        ("case:4", 1),
    ]
    assert [each.gap for each in told[0].missing] == ["department", "task", "visit", "criterion"]
    assert told[1].missing[0].told == "没有登记行业领域，对应不到主管部门"


@pytest.mark.django_db
@pytest.mark.either
def test_who_watches_what_is_read_from_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with clock.at(NOW):
        built: Desk = desk()
        city = built.bureau.city
        building, place = city.sectors["房屋建筑施工"].pk, built.bureau.city.unit("市安委办").coordinates
        with scope(built.officer):
            before = watch_of(place, clock.today())
        assert before.departments[building] == [city.unit("市住房建设").pk]
        assert (before.tasks, before.visited) == ([], set())
        assert "房屋建筑施工" in before.criteria
        draft = Draft(
            "T-1", "房屋建筑施工", "整治", city.unit("市住房建设").pk, date(2024, 12, 31), evidence_required="记录"
        )
        with scope(built.officer):
            assign_all(draft_tasks([draft], actor=built.officer), actor=built.officer)
        signed(visited(built.ground, drawn(built.ground)))
        with scope(built.officer):
            after = watch_of(place, clock.today())
        assert [one.units for one in after.tasks] == [frozenset({city.unit("市住房建设").pk})]
        assert after.visited == {built.ground.sites[0].sector_id}
        with clock.at(NOW.replace(year=2025, month=11)), scope(built.officer):
            assert watch_of(place, clock.today()).visited == set()


@pytest.mark.django_db
@pytest.mark.either
def test_a_blind_spot_waits_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with clock.at(NOW):
        built: Desk = desk()
        with unscoped(reason="test data"):
            SectorLine.objects.filter(sector=built.bureau.city.sectors["房屋建筑施工"]).delete()
        case = built.accident(types=("09", ""))
        built.taken_up()
        (one,) = built.of(SignalKind.BLIND_SPOT)
        assert [reason["trigger"] for reason in one.reasons] == ["department", "task", "visit"]
        assert one.told["cases"] == [{"case": case.pk, "number": case.number, "on": "2024-09-02"}]
        assert "没有主管部门" in one.title
        built.accident(types=("09", ""))
        assert built.taken_up() == []  # of the same kind
