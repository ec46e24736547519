"""One accident that several departments know: found with its reasons, put before a person, merged with both sources
kept, or told apart; never by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.factories.accidents import Bureau, code, many_cases

from zhiben.accidents.likeness import ENOUGH, Known, compared, pairs
from zhiben.accidents.models import AccidentCase, Apart, Revision, SourceRow, UpwardReport
from zhiben.accidents.operations import code_causes, merge_cases, revise, tell_apart
from zhiben.accidents.queries import double_of, doubles, doubles_waiting, facts, may_be
from zhiben.accidents.queries.sources import side_by_side
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused

DAY = date(2024, 3, 1)


def known(case: int, department: str = "police", **given: Any) -> Known:
    plain: dict[str, Any] = {
        "occurred_on": DAY,
        "hour": None,
        "site": 0,
        "street": 1,
        "district": 1,
        "unit_name": "",
        "unit_code": "",
        "place": "",
        "dead": 1,
        "serious": 0,
        "types": frozenset({"03"}),
        "records": frozenset({(department, str(case))}),
    }
    return Known(case=case, **(plain | given))


def points(one: Known, other: Known) -> int:
    found = compared(one, other)
    return found.points if found else 0


def test_same_day_street_casualties_and_type_are_enough() -> None:
    found = compared(known(1), known(2, "transport"))
    assert found is not None
    assert [(reason.words, reason.points) for reason in found.reasons] == [
        ("同一天", 2),
        ("同一街道", 1),
        ("伤亡人数相同", 1),
        ("事故类型相同", 1),
    ]
    assert found.points == ENOUGH


@pytest.mark.parametrize(
    "given",
    [
        {"street": 2},
        {"occurred_on": DAY + timedelta(days=1)},
        {"occurred_on": DAY + timedelta(days=2), "unit_name": "甲公司"},
        {"dead": 2},
        {"types": frozenset({"09"})},
        {"department": "police"},
    ],
)
def test_less_is_not_enough(given: dict[str, Any]) -> None:
    assert compared(known(1), known(2, **({"department": "transport"} | given))) is None


def test_names_and_codes_weigh() -> None:
    mine = known(1, unit_name="深圳市示例建筑有限公司", unit_code="91440300MA5DEM0006")
    assert points(mine, known(2, "fire", unit_name="示例建筑公司")) == 8
    assert points(mine, known(2, "fire", unit_name="另一名称", unit_code="91440300MA5DEM0006")) == 8
    assert points(mine, known(2, "fire", unit_name="示例建筑工程公司")) == 7
    assert points(mine, known(2, "fire", unit_name="海滨酒店")) == 0


def test_two_sites_are_two_places_and_one_department_counts_for_itself() -> None:
    assert compared(known(1, site=1, unit_name="甲"), known(2, "fire", site=2, unit_name="甲")) is None
    assert points(known(1, site=1), known(2, "fire", site=1)) == 7
    unnumbered = known(2, records=frozenset({("police", "")}))
    assert points(known(1), unnumbered) == 5


def test_pairs_are_found_among_many_and_the_likeliest_comes_first() -> None:
    rows = [known(number, occurred_on=DAY + timedelta(days=3 * number), street=number) for number in range(1, 50)]
    twins = [known(100, "fire", occurred_on=rows[5].occurred_on, street=6, unit_name="甲公司")]
    likelier = [known(101, "transport", occurred_on=rows[9].occurred_on, street=10, hour=9)]
    rows[9] = known(10, occurred_on=rows[9].occurred_on, street=10, hour=10)
    found = pairs([*rows, *twins, *likelier])
    assert [(pair.first, pair.second) for pair in found] == [(10, 101), (6, 100)]


@pytest.fixture
def two(bureau: Bureau) -> tuple[AccidentCase, AccidentCase]:
    told = {"regime": "road", "types": ("", "03"), "place": "示例大道"}
    police = bureau.draft(
        department="police",
        source_number="J-1",
        said={"deaths": "1", "unit_name": "示例运输"},
        unit_name="示例运输",
        **told,
    )
    transport = bureau.draft(
        department="transport",
        source_number="T-9",
        said={"deaths": "2", "unit_name": "示例运输公司"},
        unit_name="示例运输公司",
        deaths=2,
        sector="道路客运",
        **told,
    )
    first, second = many_cases([police, transport], by=bureau.office)
    return first, second


pytestmark = pytest.mark.django_db


def test_likely_doubles_wait_until_somebody_says(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    with scope(bureau.office):
        assert [(one.first.pk, one.second.pk) for one in doubles()] == [(two[0].pk, two[1].pk)]
        assert [other.pk for other, _pair in may_be(two[0])] == [two[1].pk]
        assert len(facts()) == 2
        tell_apart(doubles()[0], reason="两处不同路段", actor=bureau.office)
        assert (doubles(), may_be(two[1])) == ([], [])
        with pytest.raises(Refused):
            tell_apart(double_of(two[0].pk, two[1].pk), reason="再次", actor=bureau.office)
    with scope(bureau.elsewhere):
        assert doubles() == []


def test_merged_case_leads_to_the_other_with_both_sources(
    bureau: Bureau, two: tuple[AccidentCase, AccidentCase]
) -> None:
    kept, given_up = two
    with scope(bureau.office):
        merge_cases(kept, given_up, reason="同一起", taken=("deaths",), actor=bureau.office)
        assert (given_up.state, given_up.merged_into_id) == ("merged", kept.pk)
        assert (len(facts()), facts().rows[0].dead, doubles()) == (1, 2, [])
        sources = list(SourceRow.objects.filter(case=kept.pk).order_by("pk"))
        assert [(one.department, one.number) for one in sources] == [("police", "J-1"), ("transport", "T-9")]
        said = side_by_side(sources, ("deaths", "unit_name", "place"))
        assert [(one.column, one.values, one.differs) for one in said] == [
            ("deaths", ("1", "2"), True),
            ("unit_name", ("示例运输", "示例运输公司"), True),
        ]
        assert [(row.deaths, row.reason) for row in Revision.objects.filter(case=kept.pk).order_by("number")] == [
            (1, ""),
            (2, f"与{given_up.number}合并"),
        ]
    before = clock.now() - timedelta(hours=1)
    with scope(bureau.office):
        assert len(facts(as_of=before)) == 0


def test_pairs_wait_together_for_who_judges(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    for actor, words in ((bureau.office, ["1对案件可能是同一起事故"]), (bureau.department, []), (bureau.district, [])):
        with scope(actor):
            assert [str(one.record) for one in doubles_waiting(actor, 100)] == words
    with clock.at(clock.now() + timedelta(days=31)), scope(bureau.office):
        assert doubles_waiting(bureau.office, 100) == []
        assert len(doubles()) == 1
    with scope(bureau.office):
        tell_apart(doubles()[0], reason="两处", actor=bureau.office)
        assert doubles_waiting(bureau.office, 100) == []


def test_causes_that_only_the_one_given_up_had_go_over(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    kept, given_up = two
    with scope(bureau.office):
        code_causes(given_up, [code("act-1986", "7.01")], actor=bureau.office)
        merge_cases(kept, given_up, reason="同一起", actor=bureau.office)
        assert facts().rows[0].causes == (("act-1986", "7.01"),)


def test_merging_takes_a_reason_an_office_and_two_cases(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    kept, given_up = two
    with scope(bureau.office):
        with pytest.raises(Incomplete) as refused:
            merge_cases(kept, given_up, reason=" ", actor=bureau.office)
        assert list(refused.value.fields) == ["reason"]
        with pytest.raises(Refused):
            merge_cases(kept, kept, reason="同一起", actor=bureau.office)
        with pytest.raises(Incomplete):
            merge_cases(kept, given_up, reason="同一起", taken=("state",), actor=bureau.office)
        with pytest.raises(NotFound):
            double_of(kept.pk, 987654321)
        with pytest.raises(NotFound):
            double_of(kept.pk, kept.pk)
    with scope(bureau.department), pytest.raises(NotAllowed):
        merge_cases(kept, given_up, reason="同一起", actor=bureau.department)
    assert SourceRow._unfiltered().filter(case=given_up.pk).count() == 1


def test_what_is_corrected_may_make_doubles_of_others(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    with scope(bureau.office):
        revise(two[1], territory=bureau.city.territories["大浪街道"].pk, reason="地点更正", actor=bureau.office)
        assert doubles() == []
        with pytest.raises(NotFound):
            double_of(0, two[0].pk)
        assert double_of(two[1].pk, two[0].pk).pair.points == 0


def test_case_that_was_merged_is_merged_no_more(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    kept, given_up = two
    third = many_cases([bureau.draft()], by=bureau.office)[0]
    with scope(bureau.office):
        merge_cases(kept, given_up, reason="同一起", actor=bureau.office)
        with pytest.raises(Refused):
            merge_cases(given_up, third, reason="同一起", actor=bureau.office)
        with pytest.raises(Refused):
            merge_cases(third, given_up, reason="同一起", actor=bureau.office)


def test_two_merges_at_once_lose_no_case(bureau: Bureau, two: tuple[AccidentCase, AccidentCase]) -> None:
    with scope(bureau.office):
        stale = double_of(two[0].pk, two[1].pk)
        merge_cases(*two, reason="同一起", actor=bureau.office)
        with pytest.raises(Conflict):
            merge_cases(stale.second, stale.first, reason="同一起", actor=bureau.office)
        with pytest.raises(Conflict):
            tell_apart(stale, reason="两处", actor=bureau.office)
        assert [row.case for row in facts()] == [two[0].pk]
    assert not Apart._unfiltered().exists()


def test_merging_into_a_case_that_was_set_aside_meanwhile_is_refused(
    bureau: Bureau, two: tuple[AccidentCase, AccidentCase]
) -> None:
    kept, given_up = two
    with scope(bureau.office):
        stale = AccidentCase.objects.get(pk=kept.pk)
        bureau.step(kept, "void", reason="不属生产安全事故")
        with pytest.raises(Conflict):
            merge_cases(stale, given_up, reason="同一起", actor=bureau.office)
        assert [row.case for row in facts()] == [given_up.pk]


def test_reports_upwards_go_over_and_the_case_that_got_further_stays(
    bureau: Bureau, two: tuple[AccidentCase, AccidentCase]
) -> None:
    first, second = two
    for case, hour in ((first, 11), (second, 12)):
        bureau.step(case, "report_up", level="city", at=f"{clock.today() - timedelta(days=1)} {hour}:00")
    bureau.step(second, "report_up", level="province", at=f"{clock.today() - timedelta(days=1)} 13:00")
    bureau.step(first, "investigate")
    with scope(bureau.office):
        with pytest.raises(Refused) as refused:
            merge_cases(second, first, reason="同一起", actor=bureau.office)
        assert refused.value.code == "further"
        merge_cases(first, second, reason="同一起", actor=bureau.office)
        told = UpwardReport.objects.filter(case=first.pk).order_by("at")
        assert [(row.level, row.at.astimezone(clock.TZ).hour) for row in told] == [("city", 11), ("province", 13)]
