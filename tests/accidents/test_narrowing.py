"""The list of cases narrowed by what analyses count: causes, parts of the day, seasons, lines, merged types."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.pages import browser

from zhiben.accidents.queries import facts, narratives
from zhiben.accidents.vocab import PARTS_OF_DAY, SEASONS, TYPE_1986, TYPE_2025, part_of_day, season_of
from zhiben.foundation.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.either]

NAMES = ("甲公司", "乙公司", "丙公司")


def cases(bureau: Bureau) -> None:
    """Three, each of another kind; of the last one nothing is known."""
    fall = {"types": ("09", ""), "hour": 19, "occurred_on": date(2023, 12, 3), "contractor": False}
    drawn = {"types": ("", "03"), "hour": 5, "occurred_on": date(2023, 6, 30), "sector": "道路客运"}
    blank = {"types": ("02", ""), "hour": None, "occurred_on": date(2023, 3, 1), "narrative": " "}
    many_cases(
        [
            bureau.draft(unit_name="甲公司", causes=(("act-1986", "7.11"), ("management-24", "M4")), **fall),
            bureau.draft(unit_name="乙公司", causes=(("management-24", "M4"),), **drawn),
            bureau.draft(unit_name="丙公司", **blank),
        ],
        by=bureau.office,
    )


def test_list_narrows_by_cause_hour_season_line_and_merged_type(bureau: Bureau) -> None:
    cases(bureau)
    line = bureau.city.unit("市住房建设").coordinates.line
    found = {
        "cause=act-1986:7.11": {"甲公司"},
        "cause=management-24:M4": {"甲公司", "乙公司"},
        "hours=18-20": {"甲公司"},
        "hours=0-5": {"乙公司"},
        "months=12-1-2": {"甲公司"},
        "months=6": {"乙公司"},
        "contractor=no": {"甲公司"},
        f"line={line}": {"甲公司", "丙公司"},
        "types=type-2025:02%2B03": {"乙公司", "丙公司"},
        "types=type-2025:10": {"甲公司"},
        "types=type-1986:02": {"乙公司", "丙公司"},
    }
    person = browser(bureau.office)
    for query, names in found.items():
        page = person.get(f"/accidents/?state=counted&{query}").content.decode()
        assert {name for name in NAMES if name in page} == names, query


@pytest.mark.parametrize(
    "query", ["types=type-2025:99", "types=nonsense", "hours=7", "cause=management-24:7.11", "months=13-1"]
)
def test_what_is_no_choice_narrows_nothing(bureau: Bureau, query: str) -> None:
    cases(bureau)
    page = browser(bureau.office).get(f"/accidents/?state=counted&{query}")
    assert page.status_code == 200 and all(name in page.content.decode() for name in NAMES)


def test_merged_type_of_the_list_is_the_group_of_the_facts(bureau: Bureau) -> None:
    cases(bureau)
    with scope(bureau.office):
        groups = {scheme: sorted({row.type for row in facts(scheme=scheme)}) for scheme in (TYPE_1986, TYPE_2025)}
    assert groups == {TYPE_1986: ["02", "09"], TYPE_2025: ["02+03", "10"]}


def test_every_hour_and_month_has_its_place() -> None:
    assert [part_of_day(hour) for hour in (0, 5, 6, 12, 13, 20, 23)] == [
        *("0-5", "0-5", "6-8", "12-13", "12-13", "18-20", "21-23")
    ]
    assert {part_of_day(hour) for hour in range(24)} == set(PARTS_OF_DAY)
    assert [season_of(month) for month in range(1, 13)].count("12-1-2") == 3
    assert {season_of(month) for month in range(1, 13)} == set(SEASONS)


def test_narratives_are_those_that_say_something_and_are_seen(bureau: Bureau) -> None:
    cases(bureau)
    with scope(bureau.office):
        known = {row.case: row.number for row in facts()}
        told = narratives(known)
        assert len(told) == 2 and set(told.values()) == {"作业人员未系安全带，从脚手架坠落。"}
    with scope(bureau.elsewhere):
        assert narratives(known) == {}
