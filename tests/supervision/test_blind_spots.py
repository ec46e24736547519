"""Each thing that may be missing around the accidents of a sector is named by itself, and a sector is told once;
nothing is said where nothing is, and what was answered comes back only with another gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.factories.accident_supervision import NOW, Desk, desk
from tests.factories.campaign import task as task_of
from tests.factories.facts import fact
from tests.factories.pages import browser
from tests.factories.supervision import drawn, signed, visited

from zhiben.accidents.models import AccidentCase
from zhiben.campaign.operations import Draft, assign_all, draft_tasks
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.studies import Found, keep
from zhiben.insight.aiming import Naming, Task
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import queries as orgs
from zhiben.orgs.models import SectorLine, Unit
from zhiben.orgs.vocab import Role
from zhiben.supervision.accident_words import Gap, SignalKind
from zhiben.supervision.models import AccidentSignal
from zhiben.supervision.operations.raising import Raised, raise_all
from zhiben.supervision.queries.blind_spots import Spot, Watch, own_departments, spots, watch_of

SECTORS = {1: "房屋建筑施工", 2: "快递"}
HOUSING, POST = (3, 0), (4, 0)


def task(said: str, line: tuple[int, int] = HOUSING) -> Task:
    return Task(1, "T-1", said, said, "示例局7", frozenset({line}), Naming(SECTORS).of(said))


WATCHED = Watch({1: [7]}, [task("房屋建筑施工防高处坠落专项整治")], {1: HOUSING, 2: POST}, {1}, {"房屋建筑施工"})


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
        [task("防高处坠落专项整治", POST)],  # another department's, and of no sector
        [task("快递站点防高处坠落专项整治")],  # of another sector
        [task("房屋建筑施工安全培训")],  # of the sector, and about no type
    ],
)
def test_a_sector_without_a_task_aimed_at_its_accidents_is_named(tasks: list[Task]) -> None:
    told = "在办的1项重点任务里没有找到针对“房屋建筑施工”的“高处坠落”的"
    assert missing(replace(WATCHED, tasks=tasks)) == [(Gap.TASK, told)]


def test_that_there_is_no_task_at_all_is_said() -> None:
    assert missing(replace(WATCHED, tasks=[])) == [
        (Gap.TASK, "没有针对“房屋建筑施工”的“高处坠落”的重点任务（没有一项任务在办）")
    ]


def test_a_task_of_its_department_that_names_the_type_is_aimed_at_it() -> None:
    assert missing(replace(WATCHED, tasks=[task("防高处坠落行动")])) == []


def test_a_kind_of_place_where_nobody_was_is_named() -> None:
    assert missing(replace(WATCHED, visited=set())) == [(Gap.VISIT, "近12个月没有到“房屋建筑施工”的场所督导检查过")]


def test_a_sector_without_a_standard_is_named_but_no_blind_spot_by_that_alone() -> None:
    assert missing(replace(WATCHED, criteria={"燃气"})) == []
    assert missing(replace(WATCHED, criteria={"燃气"}, visited=set()))[1:] == [
        (Gap.CRITERION, "“房屋建筑施工”没有在施行的重大事故隐患判定标准")
    ]


def test_a_sector_is_told_once_with_its_types_inside() -> None:
    (one,) = found(WATCHED, ("16", 2), ("09", 2), ("16", 2), ("20", 2))
    assert [(sort.label, len(sort.cases), sort.dead) for sort in one.sorts] == [
        ("火灾", 2, 2),
        ("高处坠落", 1, 1),
        ("其他伤害", 1, 1),
    ]
    assert (len(one.cases), one.dead) == (4, 4)
    assert one.missing[1].told == "在办的1项重点任务里没有找到针对“快递”的“火灾”、“高处坠落”、“其他伤害”的"


def test_only_the_types_without_a_task_are_told_where_the_rest_is_watched() -> None:
    (one,) = found(replace(WATCHED, tasks=[task("防高处坠落")]), ("09", 1), ("09", 1), ("16", 1))
    assert [sort.label for sort in one.sorts] == ["火灾"]
    assert [each.gap for each in one.missing] == ["task"]


def test_the_sector_with_most_accidents_and_dead_comes_first() -> None:
    rows = [fact(1, date(2024, 9, 1), "16", 2), fact(2, date(2024, 9, 2), "16", 2)]
    rows.append(replace(fact(3, date(2024, 9, 3), "09", 1), dead=9))
    assert [one.sector for one in spots(rows, SECTORS, replace(WATCHED, visited=set()))] == [1, 2]


def test_what_a_type_is_called_makes_no_other_blind_spot() -> None:
    nobody = Watch({}, [], {}, set(), set())
    row = fact(1, date(2024, 9, 1), "16", 2)
    merged = replace(row, type="09+16", type_label="高处坠落／火灾（部分数据不能区分）")
    (one,), (other,) = (spots([each], SECTORS, nobody) for each in (row, merged))
    assert all(any(part & known for known in other.parts) for part in one.parts)
    assert one.group == other.group == "sector:2"


def test_kinds_stand_together_and_a_case_without_a_sector_by_itself() -> None:
    told = found(WATCHED, ("16", 2), ("16", 2), ("09", 0), ("09", 0))
    assert [(one.subject, len(one.cases)) for one in told] == [
        ("sector:2|department,task,visit,criterion|16", 2),
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
        assert [(one.unit, set(one.names)) for one in after.tasks] == [("市住房建设", {building})]
        assert after.visited == {built.ground.sites[0].sector_id}
        with clock.at(NOW.replace(year=2025, month=11)), scope(built.officer):
            assert watch_of(place, clock.today()).visited == set()


@pytest.mark.django_db
def test_a_district_is_watched_by_the_city_where_it_has_nobody_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with clock.at(NOW):
        city = desk().bureau.city
        building, place = city.sectors["房屋建筑施工"].pk, city.unit("龙华区安委办").coordinates
        task_of(city, title="房屋建筑施工防高处坠落专项整治")
        with scope(SYSTEM):
            assert watch_of(place, clock.today()).departments[building] == [city.unit("龙华区住房建设").pk]
            assert [one.above for one in watch_of(place, clock.today()).tasks] == [True]
        with unscoped(reason="test data"):
            Unit.objects.filter(pk=city.unit("龙华区住房建设").pk).update(valid_to=NOW.date())
        with scope(SYSTEM):
            assert watch_of(place, clock.today()).departments[building] == [city.unit("市住房建设").pk]
            assert own_departments(place)[building] == []


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


def raised(built: Desk, *parts: set[str], group: str = "sector:2", **said: Any) -> list[AccidentSignal]:
    names = tuple(map(frozenset, parts))
    subject = f"{group}|{sorted(frozenset().union(*names))}|{clock.today()}"
    one = Raised(SignalKind.BLIND_SPOT, subject, "示例盲区", 1, group=group, parts=names, **said)
    with scope(built.officer):
        return raise_all(built.office, [one], actor=SYSTEM)


@pytest.mark.django_db
@pytest.mark.either
def test_what_was_answered_comes_back_only_with_another_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with clock.at(NOW):
        built: Desk = desk()
        (one,) = raised(built, {"visit"}, {"task:02", "task:03"})
        built.answer(one, "not_blind", reason="已有人管")
        assert raised(built, {"visit"}, {"task:03"}) == []
        assert len(raised(built, {"department"}, {"visit"})) == 1
        assert raised(built, {"department"}, {"task:02"}) == []
        assert len(raised(built, {"visit"}, group="sector:3")) == 1


@pytest.mark.django_db
@pytest.mark.either
def test_a_new_gap_of_a_sector_that_was_answered_waits_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with clock.at(NOW):
        built: Desk = desk()
        built.accident(types=("09", ""))
        built.taken_up()
        (one,) = built.of(SignalKind.BLIND_SPOT)
        built.answer(one, "not_blind", reason="住建部门日常在管")
        assert built.taken_up() == []
        with unscoped(reason="test data"):
            SectorLine.objects.filter(sector=built.bureau.city.sectors["房屋建筑施工"]).delete()
        (again,) = built.taken_up()
        assert again.reasons[0]["trigger"] == "department"


@pytest.mark.django_db
@pytest.mark.either
def test_the_search_behind_a_blind_spot_is_opened_with_its_method_and_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with clock.at(NOW):
        built: Desk = desk()
        case = built.accident(types=("09", ""))
        built.taken_up()
        (one,) = built.of(SignalKind.BLIND_SPOT)
        client = browser(built.officer)
        address = f"/supervision/signals/blind-spots/{one.study}/"
        assert address in client.get(one.get_absolute_url()).content.decode()
        page = client.get(address).content.decode()
        assert "房屋建筑施工" in page and "怎么算的" in page and case.number in page and "单缺判定标准的不列" in page
        table = client.get(f"{address}inputs/").content.decode()
        assert case.number in table and "2024-09-02" in table
        stranger = browser(built.bureau.city.actor(Role.DISTRICT_OFFICER, "龙华区"))
        assert stranger.get(address).status_code == 404
        assert client.get("/supervision/signals/blind-spots/999999/").status_code == 404
        with scope(built.officer):
            old = Found("1", ["编号"], [], {"spots": [told_before(case)]})
            kept = keep("blind-spots", built.office, orgs.unit(built.office).coordinates, old, **AS_KEPT)
        page = client.get(f"/supervision/signals/blind-spots/{kept.pk}/").content.decode()
        assert "房屋建筑施工×高处坠落" in page


AS_KEPT: dict[str, Any] = {"as_of": NOW.date(), "actor": SYSTEM}


def told_before(case: AccidentCase) -> dict[str, Any]:
    """A spot as earlier searches kept it, a type by itself."""
    return {
        "sector": 1,
        "combination": ["高处坠落", "房屋建筑施工"],
        "cases": [{"case": case.pk, "number": case.number, "on": "2024-09-02"}],
        "departments": [],
        "reasons": [{"trigger": "visit", "told": "没有到过"}],
    }
