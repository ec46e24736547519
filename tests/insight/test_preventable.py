"""Preventable shares and the hazards that had been closed at the site before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.accidents import Bureau, many_cases
from tests.factories.hazards import Cast, hazard
from tests.factories.insight import LAST, found, with_combination
from tests.factories.pages import browser

from zhiben.foundation.studies import Study
from zhiben.insight import wording
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

pytestmark = pytest.mark.django_db

OLD = {"scheme": "type-1986"}


def test_shares_are_of_all_accidents_and_every_case_counts_once_so_far(bureau: Bureau) -> None:
    with_combination(bureau)
    study = found(bureau, "preventable", **OLD)
    rows = study.result["causes"]
    assert sum(one["count"] for one in rows) == 160 and rows[-1]["so_far"] == 160 / 175
    planted = next(one for one in rows if one["key"] == "act-1986:7.09")
    assert (planted["count"], planted["share"], planted["layer"]) == (25, 25 / 175, "不安全行为")
    assert planted["low"] < planted["share"] < planted["high"]
    page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert "原因未认定15起，占9%，仍算在分母里" in page and "175起里没有一起对得上登记场所，无法与隐患台账对照" in page


def test_hazards_closed_at_the_site_before_are_listed_with_those_alike(bureau: Bureau) -> None:
    cast = Cast(bureau.city)
    with clock.at(clock.now() - timedelta(days=400)):
        hazard(cast, "reported")
    closed = hazard(cast, "closed")
    after = clock.today() + timedelta(days=40)
    with clock.at(clock.day_start(after)):
        said = {"site": cast.site.pk, "occurred_on": after - timedelta(days=1), "causes": (("act-1986", "7.11"),)}
        many_cases([bureau.draft(**said), bureau.draft(**said | {"site": 0})], by=bureau.office)
        study = found(bureau, "preventable", base_year=(after - timedelta(days=1)).year, **OLD)
        ledger = study.result["ledger"]
        assert [ledger[name] for name in ("at_sites", "could", "matched", "hazards", "before")] == [1, 1, 1, 1, [0, 0]]
        row = ledger["rows"][0]
        assert ([one["id"] for one in row["hazards"]], row["site"]) == ([closed.pk], cast.site.name)
        alike = any(word in closed.title for word in ("高处", "坠落", "登高", "临边", "脚手架", "防护用品", "安全带"))
        assert bool(row["hazards"][0]["by"]) == alike == bool(ledger["alike"])
        page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
        assert "事故前12个月同一场所曾查出隐患且已销号的1起（隐患1条）" in page and closed.title in page
        elsewhere = found(bureau, "preventable", "市消防救援", base_year=LAST, **OLD)
        assert elsewhere.result["refused"] == ["这五年没有一起事故记录"]


def test_accidents_before_which_the_ledger_had_not_run_a_year_are_in_no_share(bureau: Bureau) -> None:
    cast = Cast(bureau.city)
    begins = clock.today()
    closed = hazard(cast, "closed")
    early, late = begins + timedelta(days=40), begins + timedelta(days=380)
    with clock.at(clock.day_start(late + timedelta(days=1))):
        said = {"site": cast.site.pk, "causes": (("act-1986", "7.11"),)}
        many_cases([bureau.draft(**said, occurred_on=day) for day in (early, late, late)], by=bureau.office)
        study = found(bureau, "preventable", base_year=late.year, **OLD)
        ledger = study.result["ledger"]
        assert (ledger["begins"], ledger["at_sites"], ledger["could"]) == (begins.isoformat(), 3, 2)
        assert (ledger["matched"], ledger["hazards"], ledger["before"]) == (0, 0, [1, 1])
        assert [[one["id"] for one in row["hazards"]] for row in ledger["rows"]] == [[closed.pk]]
        page = browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
        assert "以后发生的2起，其中事故前12个月同一场所曾查出隐患且已销号的0起（隐患0条）" in page
        assert "更早的1起，事故前没有满12个月的台账，能查到的1起只列在表里，不算比例" in page
        assert "同一场所其他行业领域的隐患不在内" not in page


def test_department_is_told_that_it_does_not_see_the_hazards_of_other_lines(bureau: Bureau) -> None:
    cast = Cast(bureau.city)
    hazard(cast, "closed")
    said = {"site": cast.site.pk, "causes": (("act-1986", "7.11"),), "occurred_on": clock.today()}
    many_cases([bureau.draft(**said)], by=bureau.office)
    department = next(card for card in orgs.units("department") if card.coordinates.line == cast.site.line)
    study = found(bureau, "preventable", department.name, base_year=clock.today().year, **OLD)
    assert study.result["ledger"]["of_a_line"] is True
    assert wording.of_ledger(study.result).endswith("同一场所其他行业领域的隐患不在内。")


def test_nobody_having_found_a_cause_is_told(bureau: Bureau) -> None:
    many_cases([bureau.draft(occurred_on=date(LAST, 3, day)) for day in (1, 2)], by=bureau.office)
    study = found(bureau, "preventable", **OLD)
    assert study.result["refused"] == ["2起事故都没有认定原因"]
    assert "不下结论" in browser(bureau.office).get(f"/insight/studies/{study.pk}/").content.decode()
    assert browser(bureau.elsewhere).get(f"/insight/studies/{study.pk}/").status_code == 404
    assert Study._unfiltered().count() == 1


def test_a_ledger_that_is_too_young_says_from_when_it_can_be_held_against() -> None:
    ledger = {"at_sites": 5, "begins": "2024-01-04", "whole": "2025-01-04", "could": 0, "before": [5, 1]}
    told = wording.of_ledger({"events": 90, "ledger": {**ledger, "of_a_line": False}})
    assert told == (
        "90起里对得上登记场所的5起；隐患台账从2024-01-04开始，满12个月后（2025-01-04起）发生的事故才能对照，这五年里还没有这样的"
        "事故。更早的5起，事故前没有满12个月的台账，能查到的1起只列在表里，不算比例。"
    )
