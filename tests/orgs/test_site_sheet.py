"""Sites as a workbook: entered, corrected, refused by cell; and what somebody learns of another's sites."""

from __future__ import annotations

import json

import pytest
from tests.factories.orgs import City

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport, export, run
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

HEAD = "场所名称,统一社会信用代码,本地编号,所在街道,行业领域,地址\n"
CODE, OTHER = "91440300MA5DEM0006", "91440300MA5DEM0019"
HERE, AWAY = "民治街道", "粤海街道"


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "龙华区安委办")


@pytest.fixture
def stranger(city: City) -> Actor:
    return city.actor(Role.DISTRICT_OFFICER, "南山区")


def taken_in(actor: Actor, *rows: str, head: str = HEAD) -> ImportReport:
    with scope(actor):
        return run(catalogue()["sites"], (head + "\n".join(rows)).encode(), name="场所.csv", actor=actor)


def counts(report: ImportReport) -> tuple[int, int, int]:
    assert report.refused == ()
    return report.created, report.updated, report.unchanged


def problems(report: ImportReport) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in report.refused]


def standing() -> list[tuple[str, str, str, str]]:
    """Every site: name, code, local id, address."""
    with unscoped(reason="a test reads"):
        return list(Site.objects.order_by("pk").values_list("name", "uscc", "local_id", "address"))


def test_code_in_small_letters_is_the_same_site(officer: Actor) -> None:
    row = f"甲厂,{CODE.lower()},,{HERE},工贸通用,"
    assert [counts(taken_in(officer, row)) for _ in range(2)] == [(1, 0, 0), (0, 0, 1)]
    assert standing() == [("甲厂", CODE, "", "")]


def test_changed_values_are_written_and_noted(city: City, officer: Actor) -> None:
    site = city.site(HERE)
    assert counts(taken_in(officer, f"甲厂,,{site.local_id},{HERE},工贸通用,一路1号")) == (0, 1, 0)
    sector, line = city.sectors["工贸通用"], city.lines["应急管理"]
    with unscoped(reason="a test reads"):
        row = Site.objects.get(pk=site.pk)
    assert (row.name, row.address, row.sector_id, row.line, row.street) == (
        "甲厂",
        "一路1号",
        sector.pk,
        line.pk,
        site.street,
    )
    entry = AuditEntry.objects.get(verb="amend_site")
    assert (entry.record, entry.actor) == (site.pk, officer.id)
    assert json.loads(entry.facts) == {
        "from": {
            "name": site.name,
            "address": "",
            "sector_id": site.sector_id,
            "line": site.line,
            "subline": site.subline,
        },
        "to": {"name": "甲厂", "address": "一路1号", "sector_id": sector.pk, "line": line.pk, "subline": 0},
    }


def test_narrower_workbook_changes_nothing_that_it_does_not_show(officer: Actor) -> None:
    taken_in(officer, f"甲厂,{CODE},,{HERE},工贸通用,一路1号")
    head = "场所名称,统一社会信用代码,本地编号,所在街道,行业领域\n"
    assert counts(taken_in(officer, f"甲厂,{CODE},,{HERE},工贸通用", head=head)) == (0, 0, 1)
    assert standing() == [("甲厂", CODE, "", "一路1号")]


def test_either_key_finds_the_site_and_the_other_is_learnt(officer: Actor) -> None:
    taken_in(officer, f"甲厂,,LH-1,{HERE},工贸通用,")
    assert counts(taken_in(officer, f"甲厂,{CODE},LH-1,{HERE},工贸通用,")) == (0, 1, 0)
    assert counts(taken_in(officer, f"甲厂,{CODE},,{HERE},工贸通用,")) == (0, 0, 1)
    assert standing() == [("甲厂", CODE, "LH-1", "")]


def test_keys_that_contradict_what_stands_are_refused_by_cell(officer: Actor) -> None:
    taken_in(officer, f"甲厂,{CODE},LH-1,{HERE},工贸通用,", f"乙厂,,LH-2,{HERE},工贸通用,")
    report = taken_in(
        officer,
        f"甲厂,{OTHER},LH-1,{HERE},工贸通用,",
        f"乙厂,{CODE},LH-2,{HERE},工贸通用,",
        f"丙厂,91440300MA5DEM0007,LH-3,{HERE},工贸通用,",
    )
    assert problems(report) == [("B4", "incomplete"), ("B2", "other_key"), ("C3", "two_sites")]
    assert standing() == [("甲厂", CODE, "LH-1", ""), ("乙厂", "", "LH-2", "")]


def test_site_does_not_change_its_street_by_an_import(city: City, officer: Actor) -> None:
    site = city.site("龙华街道")
    assert problems(taken_in(officer, f"甲厂,,{site.local_id},{HERE},工贸通用,")) == [("D2", "other_street")]


def test_rows_of_one_file_that_share_a_key_are_both_named(officer: Actor) -> None:
    report = taken_in(
        officer,
        f"甲厂,{CODE},,{HERE},工贸通用,",
        f"乙厂,{CODE.lower()},LH-2,{HERE},工贸通用,",
        f"丙厂,,LH-2,{HERE},工贸通用,",
        f"丁厂,{OTHER},LH-4,{HERE},工贸通用,",
        f"戊厂,{OTHER},LH-4,{HERE},工贸通用,",
    )
    doubled = [("B5", "duplicate"), ("B6", "duplicate")]
    assert problems(report) == [*doubled, *((cell, "duplicate") for cell in ("B2", "B3", "C3", "C4"))]
    assert standing() == []


def test_outside_the_own_area_the_answer_is_the_same_whether_an_id_is_taken(city: City, stranger: Actor) -> None:
    site = city.site(HERE)
    answers = [taken_in(stranger, f"甲厂,,{number},{HERE},工贸通用,") for number in (site.local_id, "FREE-1")]
    assert [problems(report) for report in answers] == [[("D2", "not_allowed")]] * 2
    assert answers[0].refused[0].message == answers[1].refused[0].message


def test_key_of_anothers_site_cannot_be_used_and_nothing_of_it_is_told(city: City, stranger: Actor) -> None:
    site = city.site(HERE)
    rows = [
        f"{site.name},,{site.local_id},{AWAY},房屋建筑施工,",
        f"别的,,{site.local_id},{AWAY},工贸通用,x",
        f"别的,{CODE},{site.local_id},{AWAY},工贸通用,",
    ]
    reports = [taken_in(stranger, row) for row in rows]
    assert [problems(report) for report in reports] == [[("C2", "cannot_be_used")]] * 3
    assert {report.refused[0].message for report in reports} == {"不能使用此代码或编号，请核对"}
    assert standing() == [(site.name, "", site.local_id, "")]


def test_own_workbook_comes_back_unchanged_and_without_anothers_rows(city: City, stranger: Actor) -> None:
    city.site(HERE)
    taken_in(stranger, f"甲厂,{CODE},,{AWAY},工贸通用,一路1号", f"乙厂,,NS-1,{AWAY},工贸通用,")
    sheet = catalogue()["sites"]
    assert sheet.read is not None
    with scope(stranger):
        again = run(sheet, export(sheet, list(sheet.read(stranger))), name="场所.xlsx", actor=stranger)
    assert (again.read, *counts(again)) == (2, 0, 0, 2)
