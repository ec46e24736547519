"""Entering cases: numbered, placed, masked, known from a department; what is wrong is told at its field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.accidents import Bureau, carried_over, code, many_cases

from zhiben.accidents.models import AccidentCase, CaseCause, Revision, SourceRow
from zhiben.accidents.operations import enter, enter_many, revise
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.search.models import SearchBlock
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


def test_case_lies_in_its_street_and_on_its_sectors_line(bureau: Bureau) -> None:
    with scope(bureau.department):
        one = enter(bureau.draft(department="housing", source_number="ZJ-1"), actor=bureau.department)
    assert one.number == f"SG{one.occurred_on.year}-0001"
    assert (one.street, one.line) == (
        bureau.city.territories["民治街道"].pk,
        bureau.city.lines["住房建设"].pk,
    )
    assert (one.state, one.is_provisional, one.carried_over) == ("reported", True, False)
    with unscoped(reason="test"):
        assert [(row.number, row.deaths, row.street) for row in Revision.objects.all()] == [(1, 1, one.street)]
        assert [(row.department, row.number) for row in SourceRow.objects.all()] == [("housing", "ZJ-1")]
    told = json.loads(AuditEntry.objects.get(verb="tell_case").facts)["to"]
    assert (told["deaths"], told["street"], told["type_1986_id"]) == (1, one.street, code("type-1986", "09"))


def test_numbers_go_on_within_the_year_of_the_accident(bureau: Bureau) -> None:
    year = clock.today().year - 1
    days = [clock.today().replace(year=year, month=1, day=day) for day in (3, 4)]
    first = carried_over(bureau, days)
    other = many_cases([bureau.draft(occurred_on=days[0].replace(year=year - 1))], by=bureau.office)[0]
    assert [one.number for one in first] == [f"SG{year}-0001", f"SG{year}-0002"]
    assert other.number == f"SG{year - 1}-0001"
    assert carried_over(bureau, days[:1])[0].number == f"SG{year}-0003"


def test_case_of_the_past_is_carried_over_as_approved(bureau: Bureau) -> None:
    day = clock.today() - timedelta(days=400)
    one = carried_over(bureau, [day])[0]
    assert (one.state, one.is_provisional, one.carried_over) == ("approved", False, True)
    assert one.approved_on == day + timedelta(days=60)
    rows = StateInterval.objects.filter(machine="accident_case", record=one.pk).order_by("pk")
    assert [row.state for row in rows] == ["reported", "approved"]


def test_place_that_nobody_knows_is_the_tellers_ground(bureau: Bureau) -> None:
    one = many_cases([bureau.draft(street="", place="不详")], by=bureau.office)[0]
    assert (one.city, one.district, one.street) == (bureau.office.grants[0].at.city, 0, 0)
    with scope(bureau.district_office):
        of_district = enter(bureau.draft(street=""), actor=bureau.district_office)
    assert (of_district.district, of_district.street) == (bureau.district_office.grants[0].at.district, 0)


def test_day_long_before_any_record_is_no_day_of_an_accident(bureau: Bureau) -> None:
    with scope(bureau.office), pytest.raises(Incomplete) as refusal:
        enter(bureau.draft(occurred_on=date(1900, 1, 1), reported_at=None), actor=bureau.office)
    assert refusal.value.fields == {"occurred_on": "发生日期不能早于1990年，请核对"}


def test_site_tells_street_and_sector(bureau: Bureau) -> None:
    site = bureau.city.site("粤海街道", "道路客运")
    one = many_cases([bureau.draft(street="", sector="", site=site.pk)], by=bureau.office)[0]
    assert (one.street, one.sector_id, one.line) == (site.street, site.sector_id, bureau.city.lines["交通运输"].pk)


def test_personal_data_is_masked_before_it_is_kept(bureau: Bureau) -> None:
    text = "死者张三丰（男，45岁，身份证440301197901011234），电话13800138000，驾驶粤B12345。"
    draft = replace(bureau.draft(), narrative=text, said={"narrative": text, "unit_name": "甲公司"})
    one = many_cases([draft], by=bureau.office)[0]
    assert one.narrative == "死者〔姓名〕（男，45岁，身份证〔证件号码〕），电话〔电话〕，驾驶〔车牌〕。"
    assert SourceRow._unfiltered().get().said == {"narrative": one.narrative, "unit_name": "甲公司"}
    facts = str(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert ("张三丰" in facts, "13800138000" in facts) == (False, False)


def test_every_free_column_is_masked_wherever_it_is_kept(bureau: Bureau) -> None:
    told = {"place": "业主王小明家中", "legacy_type": "死者张三丰坠落", "unit_name": "驾驶员李四光"}
    draft = replace(bureau.draft(), **told, said=told)
    one = many_cases([draft], by=bureau.office)[0]
    with scope(bureau.office):
        revise(one, legacy_type="伤者赵六坠落", reason="伤者赵六，电话13800138000", actor=bureau.office)
        found = [*AccidentCase.objects.values(), *Revision.objects.values(), *SourceRow.objects.values()]
    kept = str([found, list(AuditEntry.objects.values_list("facts", flat=True))])
    assert [name for name in ("王小明", "张三丰", "李四光", "赵六", "13800138000") if name in kept] == []
    assert not SearchBlock.objects.filter(gram__in=("小明", "四光")).exists()
    assert (one.place, one.legacy_type, one.unit_name) == ("业主〔姓名〕家中", "伤者〔姓名〕坠落", "驾驶员〔姓名〕")


@pytest.mark.parametrize(
    ("name", "enterprise", "kept"),
    [
        ("张三", "household", "〔姓名〕"),
        ("万科", "private", "万科"),
        ("康师傅食品公司", "private", "康师傅食品公司"),
        ("驾驶员李四", "", "驾驶员〔姓名〕"),
    ],
)
def test_unit_that_is_a_person_is_masked(name: str, enterprise: str, kept: str, bureau: Bureau) -> None:
    one = many_cases([bureau.draft(unit_name=name, enterprise=enterprise)], by=bureau.office)[0]
    assert one.unit_name == kept


def test_causes_are_kept_with_their_day(bureau: Bureau) -> None:
    causes = (("act-1986", "7.11"), ("management-24", "M2"))
    one = many_cases([bureau.draft(causes=causes)], by=bureau.office)[0]
    rows = CaseCause._unfiltered().filter(case=one.pk)
    assert {row.code_id for row in rows} == {code(*each) for each in causes}
    assert {row.since for row in rows} == {one.entered_at}


YESTERDAY = clock.day_start(clock.today() - timedelta(days=1))
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "to come": ({"occurred_on": clock.today() + timedelta(days=1)}, "occurred_on"),
    "nothing known": ({"unit_name": "", "place": ""}, "unit_name"),
    "no credit code": ({"unit_code": "91440300MA5DEM0007"}, "unit_code"),
    "minutes alone": ({"hour": None, "minute": 5}, "hour"),
    "negative loss": ({"loss": Decimal(-1)}, "loss"),
    "learned before": ({"learned_at": clock.now() - timedelta(days=9)}, "learned_at"),
    "reported before": ({"reported_at": clock.now() - timedelta(days=9)}, "reported_at"),
    "learned in the hour before": (
        {"hour": 10, "learned_at": YESTERDAY + timedelta(hours=9, minutes=59)},
        "learned_at",
    ),
    "reported in time to come": ({"reported_at": clock.now() + timedelta(days=1)}, "reported_at"),
    "learned in time to come": ({"learned_at": clock.now() + timedelta(days=1)}, "learned_at"),
    "approved before": ({"approved_on": clock.today() - timedelta(days=9)}, "approved_on"),
    "type of the other scheme": ({"type_2025": -1}, "type_2025"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_at_its_field(name: str, bureau: Bureau) -> None:
    given, field = WRONG[name]
    if field == "type_2025":
        given = {"type_2025": code("type-1986", "01")}
    with scope(bureau.office), pytest.raises(Incomplete) as refused:
        enter(replace(bureau.draft(), **given), actor=bureau.office)
    assert list(refused.value.fields) == [field]
    assert not AccidentCase._unfiltered().exists()


def test_report_that_came_before_anybody_had_learned_is_refused(bureau: Bureau) -> None:
    now = clock.now()
    draft = replace(bureau.draft(), learned_at=now, reported_at=now - timedelta(minutes=1))
    with scope(bureau.office), pytest.raises(Incomplete) as refused:
        enter(draft, actor=bureau.office)
    assert list(refused.value.fields) == ["reported_at"]


def test_department_enters_on_its_own_line_and_ground_only(bureau: Bureau) -> None:
    of_district = bureau.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    for given in ({"sector": "道路客运"}, {"sector": ""}, {"street": "粤海街道"}):
        with scope(of_district), pytest.raises(NotAllowed):
            enter(bureau.draft(**given), actor=of_district)
    with scope(of_district):
        assert enter(bureau.draft(), actor=of_district).pk


@pytest.mark.parametrize("who", ["district", "street"])
def test_others_enter_none(who: str, bureau: Bureau) -> None:
    actor = getattr(bureau, who)
    with scope(actor), pytest.raises(NotAllowed):
        enter(bureau.draft(), actor=actor)


def test_enterprises_see_no_case_not_even_at_their_own_site(bureau: Bureau) -> None:
    from tests.factories.hazards import Cast

    cast = Cast(bureau.city)
    one = many_cases([bureau.draft(street="", site=cast.site.pk)], by=bureau.office)[0]
    for actor, seen in ((cast.enterprise, 0), (bureau.street, 1), (bureau.elsewhere, 0), (bureau.district, 1)):
        with scope(actor):
            found = AccidentCase.objects.filter(pk=one.pk).count()
            beside = Revision.objects.filter(case=one.pk).count() + SourceRow.objects.filter(case=one.pk).count()
        assert (found, beside) == (seen, 2 * seen)


def test_departments_number_is_taken_once(bureau: Bureau) -> None:
    draft = replace(bureau.draft(), department="police", source_number="J-7")
    many_cases([draft], by=bureau.office)
    other = replace(bureau.draft(), department="fire", source_number="J-7")
    with scope(bureau.office):
        assert enter(other, actor=bureau.office).pk
        with pytest.raises(Refused) as refused:
            enter_many([draft], actor=bureau.office)
    assert (refused.value.code, "J-7" in refused.value.text) == ("taken", True)


def test_site_that_is_not_seen_is_none(bureau: Bureau) -> None:
    with scope(bureau.office), pytest.raises(NotFound):
        enter(bureau.draft(street="", site=987654321), actor=bureau.office)


def test_many_are_written_with_few_statements(bureau: Bureau, django_assert_max_num_queries: Any) -> None:
    drafts = [bureau.draft(occurred_on=clock.today() - timedelta(days=number)) for number in range(200)]
    with django_assert_max_num_queries(80):
        assert len(many_cases(drafts, by=bureau.office)) == 200
