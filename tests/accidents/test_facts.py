"""Cases as rows for analysis: types in one scheme, what nobody knows counted and not filled in, hazards that had been
closed at the very site."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.accidents import Bureau, carried_over, many_cases
from tests.factories.hazards import Cast
from tests.factories.pages import browser

from zhiben.accidents.models import Code, CodeScheme
from zhiben.accidents.operations import revise
from zhiben.accidents.queries import facts, hazards_closed_before, to_ask, types_in
from zhiben.accidents.vocab import TYPE_1986, TYPE_2025, Mark
from zhiben.foundation.measures.evaluation import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut, registered

pytestmark = pytest.mark.django_db


def grouped(bureau: Bureau, scheme: str) -> list[tuple[str, str]]:
    with scope(bureau.office):
        return [(row.type, row.type_label) for row in facts(scheme=scheme)]


def test_type_known_by_the_old_code_alone_goes_over_where_one_way_leads(bureau: Bureau) -> None:
    many_cases([bureau.draft(types=("12", "")), bureau.draft(types=("", "13"))], by=bureau.office)
    assert grouped(bureau, TYPE_2025) == [("13", "水害"), ("13", "水害")]
    assert grouped(bureau, TYPE_1986) == [("12", "透水"), ("12", "透水")]


def test_split_types_are_counted_together_where_old_data_cannot_say(bureau: Bureau) -> None:
    many_cases([bureau.draft(types=("", "02")), bureau.draft(types=("", "03"))], by=bureau.office)
    assert [code for code, _label in grouped(bureau, TYPE_2025)] == ["02", "03"]
    many_cases([bureau.draft(types=("02", ""))], by=bureau.office)
    merged = ("02+03", "厂（场）内车辆致害／道路（轨道）车辆致害（部分数据不能区分）")
    assert grouped(bureau, TYPE_2025) == [merged] * 3
    assert grouped(bureau, TYPE_1986) == [("02", "车辆伤害")] * 3


def test_own_code_counts_before_the_way_that_leads_to_it(bureau: Bureau) -> None:
    many_cases([bureau.draft(types=("02", "03")), bureau.draft(types=("", "02"))], by=bureau.office)
    assert [code for code, _label in grouped(bureau, TYPE_2025)] == ["03", "02"]


def test_new_type_that_several_old_ones_led_to_is_told_as_such(bureau: Bureau) -> None:
    many_cases([bureau.draft(types=("", "14")), bureau.draft(types=("", "11"))], by=bureau.office)
    assert [code for code, _label in grouped(bureau, TYPE_1986)] == ["16+17", "-"]
    assert grouped(bureau, TYPE_1986)[1][1] == "新类型无对应"


def test_old_type_without_a_way_is_none_that_nobody_wrote_and_asks_a_person(bureau: Bureau) -> None:
    scheme = CodeScheme.objects.get(key=TYPE_1986)
    Code.objects.create(scheme=scheme, code="99", label="其他旧类型", position=99, mark=Mark.ENTERED)
    case, _blank = many_cases([bureau.draft(types=("99", "")), bureau.draft(types=("", ""))], by=bureau.office)
    assert grouped(bureau, TYPE_2025) == [("-", "旧类型无对应"), ("", "类型未填")]
    with scope(bureau.office):
        assert [one.pk for one in to_ask()] == [case.pk]
    assert "99 其他旧类型" in browser(bureau.office).get("/accidents/codes/").content.decode()


def test_crosswalk_is_the_engineering_choice_of_the_domain() -> None:
    ways = {old: sorted(news) for old, news in types_in(TYPE_2025).ways.items()}
    by_hand = {
        "02": ["02", "03"],
        "03": ["04"],
        "04": ["05"],
        "11": ["12"],
        "12": ["13"],
        "13": ["19"],
        "14": ["19"],
        "15": ["16"],
        "16": ["14"],
        "18": ["27"],
        "19": ["23", "24"],
        "20": ["27"],
    }
    assert {old: ways[old] for old in by_hand} == by_hand
    labels, new = types_in(TYPE_1986).labels, types_in(TYPE_2025).labels
    assert (len(labels), len(new)) == (20, 27)
    same = [old for old in labels if new[ways[old][0]] == labels[old] and len(ways[old]) == 1]
    assert same == ["01", "05", "06", "07", "08", "09", "10", "17"]


def test_ambiguous_types_ask_a_person(bureau: Bureau) -> None:
    rows = many_cases(
        [bureau.draft(types=pair) for pair in (("02", ""), ("19", ""), ("18", ""), ("20", ""), ("02", "03"))],
        by=bureau.office,
    )
    with scope(bureau.office):
        assert {case.pk for case in to_ask()} == {row.pk for row in rows[:3]}
    with scope(bureau.elsewhere):
        assert not to_ask().exists()


def test_another_scheme_is_none(bureau: Bureau) -> None:
    with scope(bureau.office), pytest.raises(NotFound):
        facts(scheme="act-1986")


def test_what_nobody_knows_is_counted_and_not_filled_in(bureau: Bureau) -> None:
    known = bureau.draft(causes=(("act-1986", "7.11"), ("regulator-1", "R3")), contractor=True, enterprise="private")
    many_cases([known, bureau.draft(street="", types=("", ""), hour=None)], by=bureau.office)
    with scope(bureau.office):
        found = facts()
    assert (len(found), found.unplaced, found.without_cause, found.provisional) == (2, 1, 1, 2)
    one, other = found
    assert one.causes == (("act-1986", "7.11"), ("regulator-1", "R3"))
    assert (one.contractor, one.enterprise, one.grade, one.hour) == (True, "private", "general", 10)
    assert (other.causes, other.type, other.street, other.contractor, other.hour) == ((), "", 0, None, None)


def test_rows_are_those_of_the_scope_and_the_days(bureau: Bureau) -> None:
    days = [clock.today() - timedelta(days=number) for number in (400, 300, 200)]
    carried_over(bureau, days)
    many_cases([bureau.draft(street="粤海街道", occurred_on=days[1])], by=bureau.office)
    for actor, number in ((bureau.office, 4), (bureau.district, 3), (bureau.street, 3), (bureau.elsewhere, 1)):
        with scope(actor):
            assert len(facts()) == number
    with scope(bureau.office):
        assert [row.occurred_on for row in facts(first=days[1], last=days[1])] == [days[1]] * 2
        assert [row.provisional for row in facts(first=days[0], last=days[0])] == [False]


def test_minor_class_is_kept_where_asked_for(bureau: Bureau) -> None:
    many_cases([bureau.draft(deaths=0)], by=bureau.office)
    with scope(bureau.office):
        assert [facts(minor=kept).rows[0].grade for kept in (False, True)] == ["general", "minor"]


def test_hazards_closed_at_the_very_site_within_twelve_months_are_found(bureau: Bureau) -> None:
    cast = Cast(bureau.city)
    with clock.at(clock.now() - timedelta(days=100)):
        closed = cast.bring(cast.draft("临边防护缺失"), "closed")
    cast.bring(cast.draft("仍在整改"), "rectifying")
    at_site = {"street": "", "site": cast.site.pk}
    hit, before, too_late, elsewhere = many_cases(
        [
            bureau.draft(**at_site),
            bureau.draft(occurred_on=clock.today() - timedelta(days=101), **at_site),
            bureau.draft(occurred_on=clock.today() - timedelta(days=100), **at_site),
            bureau.draft(),
        ],
        by=bureau.office,
    )
    with scope(bureau.office):
        found = hazards_closed_before(facts())
    assert {case: [one.number for one in some] for case, some in found.items()} == {hit.pk: [closed.number]}
    assert found[hit.pk][0].clause == "GM-3(2)"
    with scope(bureau.elsewhere):
        assert hazards_closed_before(facts()) == {}
    assert {before.pk, too_late.pk, elsewhere.pk}.isdisjoint(found)


def test_years_of_accidents_before_the_campaign_are_counted(bureau: Bureau) -> None:
    measure = registered()["A3.years"]
    carried_over(bureau, [date(year, 5, 1) for year in (2018, 2019, 2019, 2021, 2024)])
    with scope(bureau.office):
        assert evaluate(measure, Cut(clock.now() + timedelta(seconds=1))).numerator == 2
        assert evaluate(measure, Cut(clock.now() - timedelta(days=1))).numerator == 0
    carried_over(bureau, [date(year, 6, 1) for year in (2020, 2022, 2023)])
    with scope(bureau.office):
        figure = evaluate(measure, Cut(clock.now() + timedelta(seconds=1)))
    assert (figure.numerator, figure.shown, figure.rows) == (5, "5", 5)
    with scope(bureau.elsewhere):
        assert evaluate(measure, Cut(clock.now() + timedelta(seconds=1))).numerator == 0


def test_year_is_the_one_that_was_told_before_the_cut(bureau: Bureau) -> None:
    measure, now = registered()["A3.years"], clock.now()
    with clock.at(now - timedelta(days=9)):
        case = carried_over(bureau, [date(2019, 5, 1)])[0]
    with scope(bureau.office):
        revise(case, occurred_on=date(2018, 5, 1), reason="更正", actor=bureau.office)
        for days, number in ((-5, 1), (1, 0)):
            assert evaluate(measure, Cut(now + timedelta(days=days))).numerator == number


def test_many_years_are_read_with_few_statements(bureau: Bureau, django_assert_max_num_queries: object) -> None:
    days = [date(2019, 1, 1) + timedelta(days=number) for number in range(300)]
    carried_over(bureau, days)
    with scope(bureau.office), django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(facts()) == 300
