"""Where sites lie: entered on a page, brought by a workbook, refused where they cannot, asked about where far off."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.orgs import City
from tests.factories.pages import browser

from zhiben.demonstration.city import SITES_PER_STREET, invented_place
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport, export, run
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import earth
from zhiben.kernel.earth import Point
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Site
from zhiben.orgs.operations import merge_sites, set_position
from zhiben.orgs.vocab import Role

HEAD = "场所名称,统一社会信用代码,本地编号,所在街道,行业领域,纬度,经度\n"
"""The columns of a workbook with coordinates."""


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "龙华区安委办")


def standing(site: Site) -> Site:
    with unscoped(reason="a test reads"):
        return Site.objects.get(pk=site.pk)


def place(site: Site) -> tuple[str, str, str]:
    found = standing(site)
    return str(found.latitude), str(found.longitude), found.position_from


def taken_in(actor: Actor, *rows: str) -> ImportReport:
    with scope(actor):
        return run(catalogue()["sites"], (HEAD + "\n".join(rows)).encode(), name="场所.csv", actor=actor)


def problems(report: ImportReport) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in report.refused]


def set_at(site: Site, latitude: str, longitude: str, actor: Actor, *, confirmed: bool = False) -> None:
    with scope(actor):
        set_position(site, Decimal(latitude), Decimal(longitude), confirmed=confirmed, actor=actor)


def settled(city: City, actor: Actor) -> None:
    """Three sites of the district that tell where it is."""
    for number in range(3):
        set_at(city.site("民治街道"), f"22.6{number}", "114.03", actor)


def test_distances_agree_with_known_ones() -> None:
    shenzhen, guangzhou = Point(22.54286, 114.05956), Point(23.12911, 113.26438)
    assert round(earth.metres(shenzhen, guangzhou) / 1000) == 104
    assert round(earth.metres(Point(0, 0), Point(0, 1))) == 111195
    assert earth.metres(shenzhen, shenzhen) == 0
    assert [earth.in_words(one) for one in (350.4, 999.6, 40_160)] == ["350米", "1.0公里", "40.2公里"]


def test_position_is_kept_with_who_and_how_and_the_old_one_stays_in_the_ledger(city: City, officer: Actor) -> None:
    site = city.site("民治街道")
    set_at(site, "22.612345678", "114.02", officer)
    assert place(site) == ("22.61235", "114.02000", "entered")
    assert (standing(site).position_by, standing(site).position_at is None) == (officer.id, False)
    set_at(site, "22.62", "114.02", officer)
    first, second = AuditEntry.objects.filter(verb="place_site").order_by("pk")
    assert json.loads(first.facts)["from"]["latitude"] is None
    assert json.loads(second.facts)["from"]["latitude"] == "22.61235"
    set_at(site, "22.62", "114.02", officer)
    assert AuditEntry.objects.filter(verb="place_site").count() == 2


@pytest.mark.parametrize(
    ("latitude", "longitude", "field", "told"),
    [
        ("114.02", "22.61", "latitude", "填反了"),
        ("22.61", "14.02", "longitude", "不在我国范围内"),
        ("91", "114.02", "latitude", "不在我国范围内"),
        ("NaN", "114.02", "latitude", "不在我国范围内"),
    ],
)
def test_what_is_no_place_is_refused(
    city: City, officer: Actor, latitude: str, longitude: str, field: str, told: str
) -> None:
    site = city.site("民治街道")
    with pytest.raises(Incomplete) as refusal:
        set_at(site, latitude, longitude, officer)
    assert list(refusal.value.fields) == [field]
    assert told in refusal.value.fields[field]
    assert standing(site).point is None


def test_half_a_place_is_refused_and_none_is_unknown(city: City, officer: Actor) -> None:
    site = city.site("民治街道")
    with scope(officer), pytest.raises(Incomplete) as refusal:
        set_position(site, Decimal("22.6"), None, actor=officer)
    assert list(refusal.value.fields) == ["longitude"]
    set_at(site, "22.61", "114.02", officer)
    with scope(officer):
        set_position(site, None, None, actor=officer)
    found = standing(site)
    assert (found.point, found.position_from, found.position_by, found.position_at) == (None, "", 0, None)


def test_far_from_the_other_sites_of_its_district_is_asked_about(city: City, officer: Actor) -> None:
    settled(city, officer)
    site = city.site("民治街道")
    with pytest.raises(Incomplete) as refusal:
        set_at(site, "23.12", "113.26", officer)
    assert list(refusal.value.fields) == ["confirmed"]
    assert "公里" in refusal.value.fields["confirmed"]
    set_at(site, "23.12", "113.26", officer, confirmed=True)
    assert place(site) == ("23.12000", "113.26000", "entered")


@pytest.mark.parametrize(("kept_at", "expected"), [(None, "22.61000"), ("22.62", "22.62000")])
def test_a_merged_site_keeps_the_coordinates_that_are_known(
    city: City, officer: Actor, kept_at: str | None, expected: str
) -> None:
    kept, double = city.site("民治街道"), city.site("民治街道")
    set_at(double, "22.61", "114.02", officer)
    if kept_at:
        set_at(kept, kept_at, "114.02", officer)
    with scope(officer):
        merge_sites(kept, double, reason="同一地址", actor=officer)
    assert place(kept) == (expected, "114.02000", "entered")


def test_stranger_places_no_site(city: City) -> None:
    site, stranger = city.site("民治街道"), city.actor(Role.DISTRICT_OFFICER, "南山区")
    with pytest.raises(NotAllowed):
        set_at(site, "22.61", "114.02", stranger)


def test_workbook_brings_coordinates_and_blank_cells_leave_them(city: City, officer: Actor) -> None:
    site = city.site("民治街道")
    row = f"{site.name},,{site.local_id},民治街道,房屋建筑施工"
    assert taken_in(officer, f"{row},22.61234,114.02345").updated == 1
    assert place(site) == ("22.61234", "114.02345", "imported")
    assert taken_in(officer, f"{row},,").unchanged == 1
    assert taken_in(officer, f"{row},22.61234,114.02345").unchanged == 1
    assert place(site) == ("22.61234", "114.02345", "imported")


def test_workbook_names_coordinates_that_are_no_place(city: City, officer: Actor) -> None:
    rows = [f"厂{number},,X-{number},民治街道,工贸通用" for number in range(4)]
    places = ("114.02,22.61", "22.61,", "22.61,14.02", "22.61,114.02")
    report = taken_in(officer, *(f"{row},{at}" for row, at in zip(rows, places, strict=True)))
    assert problems(report) == [("F2", "swapped"), ("G3", "half_a_place"), ("G4", "not_in_china")]


def test_workbook_is_asked_about_what_is_far_off(city: City, officer: Actor) -> None:
    settled(city, officer)
    report = taken_in(officer, "厂甲,,X-1,民治街道,工贸通用,23.12,113.26", "厂乙,,X-2,民治街道,工贸通用,22.61,114.03")
    assert problems(report) == [("F2", "far_off")]


def test_export_is_taken_in_again_unchanged(city: City, officer: Actor) -> None:
    set_at(city.site("民治街道"), "22.61", "114.02", officer)
    with scope(officer):
        sheet = catalogue()["sites"]
        assert sheet.read is not None
        told = export(sheet, sheet.read(officer))
        report = run(catalogue()["sites"], told, name="场所.xlsx", actor=officer)
    assert (report.refused, report.created, report.updated) == ((), 0, 0)
    assert report.unchanged > 0


def test_page_tells_where_a_site_lies_and_takes_it_in(city: City, officer: Actor) -> None:
    site = city.site("民治街道")
    page: Client = browser(officer)
    shown = page.get(reverse("orgs:site", args=[site.pk])).content.decode()
    assert "还不知道" in shown
    form = reverse("orgs:site_position", args=[site.pk])
    assert form in shown
    wrong = page.post(form, {"latitude": "114.02", "longitude": "22.61"})
    assert (wrong.status_code, "填反了" in wrong.content.decode()) == (422, True)
    assert page.post(form, {"latitude": "22.61", "longitude": "114.02"}).status_code == 302
    assert "纬度22.61000，经度114.02000" in page.get(reverse("orgs:site", args=[site.pk])).content.decode()


def test_invented_places_are_each_their_own_and_lie_around_the_city() -> None:
    places = [invented_place(index) for index in range(79 * SITES_PER_STREET)]
    assert len(set(places)) == len(places)
    middle = Point(22.65, 114.0)
    assert max(earth.metres(middle, Point(float(one), float(other))) for one, other in places) < 35_000
