"""The trees of territories: Shenzhen's own, the country's lists, and lists that cannot be placed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.factories.orgs import PER_DISTRICT, SINCE

from zhiben.foundation.importing import ImportReport, run, run_folder
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import seed
from zhiben.orgs.models import Territory, TerritoryAlias
from zhiben.orgs.operations import reorganise, seed_shenzhen
from zhiben.orgs.sheets import TERRITORIES
from zhiben.orgs.vocab import TerritoryKind

pytestmark = pytest.mark.django_db
LISTS = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "shenzhen_working_units.csv")


def counted_streets() -> Counter[str]:
    rows = Territory.objects.filter(kind__in=("street", "town"), counted=True, city=shenzhen().pk)
    return Counter(rows.values_list("managing_parent__name", flat=True))


def shenzhen() -> Territory:
    return Territory.objects.get(code="4403")


def test_seed_has_eleven_districts_and_seventy_eight_streets() -> None:
    seed_shenzhen(actor=SYSTEM, on=SINCE)
    kinds = Counter(Territory.objects.filter(city=shenzhen().pk).values_list("kind", flat=True))
    assert kinds == {"city": 1, "district": 9, "functional_zone": 2, "street": 74, "town": 4, "special": 1, "quasi": 5}
    assert counted_streets() == PER_DISTRICT


def test_quasi_units_are_placed_and_not_counted() -> None:
    seed_shenzhen(actor=SYSTEM, on=SINCE)
    quasi = Territory.objects.filter(kind=TerritoryKind.QUASI)
    assert quasi.count() == 5
    assert set(quasi.values_list("counted", flat=True)) == {False}
    assert all(row.district == row.managing_parent_id for row in quasi)


def test_zone_streets_stand_under_their_legal_and_their_managing_parent() -> None:
    seed_shenzhen(actor=SYSTEM, on=SINCE)
    dapeng, houmen = Territory.objects.get(name="大鹏街道"), Territory.objects.get(name="鮜门镇")
    assert (dapeng.legal_parent.name, dapeng.managing_parent.name) == ("龙岗区", "大鹏新区")
    assert (houmen.legal_parent.name, houmen.managing_parent.name) == ("海丰县", "深汕特别合作区")
    assert (houmen.city, dapeng.city) == (shenzhen().pk, shenzhen().pk)
    assert TerritoryAlias.objects.get(territory=houmen).name == "鲘门镇"


def test_special_unit_lies_in_yantian() -> None:
    seed_shenzhen(actor=SYSTEM, on=SINCE)
    unit = Territory.objects.get(name="中英街管理局")
    assert (unit.legal_parent.name, unit.managing_parent.name) == ("沙头角街道", "盐田区")


def test_country_lists_are_taken_whole(shared_data: Path) -> None:
    report = run_folder(TERRITORIES, shared_data / "cn-divisions", actor=SYSTEM)
    assert (report.refused, report.read) == ((), 31 + 342 + 2978 + 41352 + 83)
    kinds = Counter(Territory.objects.values_list("kind", flat=True))
    assert (kinds["province"], kinds["city"], kinds["district"], kinds["functional_zone"]) == (31, 342, 2978, 2)
    streets = Territory.objects.filter(kind__in=("street", "town", "quasi"))
    assert streets.count() == 41352
    assert not Territory.objects.exclude(kind="province").filter(managing_parent__isnull=True).exists()
    assert counted_streets() == PER_DISTRICT
    again = run_folder(TERRITORIES, shared_data / "cn-divisions", actor=SYSTEM)
    assert (again.created, again.updated, again.refused) == (0, 0, ())


def placed() -> set[tuple[str, str, str | None, str | None]]:
    """Every standing territory of Shenzhen: code, name, legal and managing parent's code."""
    rows = Territory.objects.filter(city=shenzhen().pk, valid_to__isnull=True)
    return set(rows.values_list("code", "name", "legal_parent__code", "managing_parent__code"))


def by_the_seed() -> set[tuple[str, str, str]]:
    """The 78 as the city has them: code, legal and managing parent's code."""
    codes = {name: code for code, name, _legal in seed.DISTRICTS}
    return {(text[:9], text[:6], codes[district]) for district, some in seed.STREETS.items() for text in some.split()}


def take(folder: Path, name: str) -> ImportReport:
    report = run(TERRITORIES, (folder / name).read_bytes(), name=name, actor=SYSTEM)
    assert report.refused == ()
    return report


@pytest.fixture
def guangdong(shared_data: Path, tmp_path: Path) -> Path:
    """The lists' lines on Guangdong: whatever concerns Shenzhen stands there."""
    for name in LISTS:
        head, *lines = (shared_data / "cn-divisions" / name).read_text().splitlines()
        (tmp_path / name).write_text("\n".join([head, *(line for line in lines if line.startswith("44"))]))
    return tmp_path


def test_each_list_alone_gives_the_same_as_all_together(guangdong: Path) -> None:
    folder = guangdong
    read = [take(folder, name).read for name in LISTS]
    assert read == [1, 21, 124, 1757, 83]
    assert counted_streets() == PER_DISTRICT
    rows = placed()
    streets = {(code, legal, managing) for code, _name, legal, managing in rows}
    assert by_the_seed() <= streets
    assert ("SZ-ZYJ", "中英街管理局", "440308003", "440308") in rows
    assert TerritoryAlias.objects.get(name="鲘门镇").territory.name == "鮜门镇"
    again = take(folder, "streets.csv")
    assert (again.created, again.updated, placed()) == (0, 0, rows)


def test_street_whose_manager_is_unknown_is_refused() -> None:
    """鮜门镇 is managed by a zone of Shenzhen: taken in without the city, it would stay with 海丰县 for good."""
    made = "code,name,areaCode\n44,广东省,\n4415,汕尾市,44\n441521,海丰县,4415\n441521105,鮜门镇,441521\n"
    report = run(TERRITORIES, made.encode(), name="made.csv", actor=SYSTEM)
    assert [(p.cell, p.code) for p in report.refused] == [("C5", "orphan")]
    assert "“SZ-SS”" in report.refused[0].message
    with_city = run(TERRITORIES, f"{made}4403,深圳市,44\n".encode(), name="made.csv", actor=SYSTEM)
    assert (with_city.refused, with_city.created) == ((), 7)
    assert Territory.objects.get(code="441521105").managing_parent.name == "深汕特别合作区"


def test_no_list_undoes_a_reorganisation(guangdong: Path) -> None:
    """The lists one by one and together."""
    run_folder(TERRITORIES, guangdong, actor=SYSTEM)
    street, to = Territory.objects.get(code="440309002"), Territory.objects.get(code="440305")
    new = reorganise(street, to=to, on=date(2024, 7, 1), actor=SYSTEM)
    before = placed()
    assert ("440309002", "民治街道", "440309", "440305") in before
    reports = [run_folder(TERRITORIES, guangdong, actor=SYSTEM), *(take(guangdong, name) for name in LISTS)]
    assert [(report.created, report.updated, report.refused) for report in reports] == [(0, 0, ())] * 6
    assert placed() == before
    new.refresh_from_db()
    assert (new.managing_parent_id, new.district) == (to.pk, to.pk)


def test_new_name_in_a_list_is_taken_and_the_manager_stays() -> None:
    seed_shenzhen(actor=SYSTEM)
    made = "code,name,areaCode\n440307010,大鹏新街道,440307\n"
    report = run(TERRITORIES, made.encode(), name="made.csv", actor=SYSTEM)
    assert (report.created, report.updated) == (0, 1)
    row = Territory.objects.get(code="440307010")
    zone = Territory.objects.get(name="大鹏新区")
    assert (row.name, row.managing_parent_id, row.district) == ("大鹏新街道", zone.pk, zone.pk)


def test_seed_and_lists_agree_on_shenzhen(guangdong: Path) -> None:
    seed_shenzhen(actor=SYSTEM)
    run_folder(TERRITORIES, guangdong, actor=SYSTEM)
    assert counted_streets() == PER_DISTRICT
    assert Territory.objects.filter(code="440304001").count() == 1


def test_list_with_orphans_and_repeats_is_refused_by_row() -> None:
    made = "code,name,areaCode\n440399001,无主街道,440399\n44,广东省,\n4403,深圳市,44\n44,广东,\n"
    report = run(TERRITORIES, made.encode(), name="made.csv", actor=SYSTEM)
    found = {(p.cell, p.code) for p in report.refused}
    assert found == {("A3", "duplicate"), ("A5", "duplicate"), ("B5", "repeated"), ("C2", "orphan")}
    assert "440399" in next(p.message for p in report.refused if p.code == "orphan")
    assert Territory.objects.count() == 0


def test_list_that_contradicts_another_is_refused_by_row(tmp_path: Path) -> None:
    (tmp_path / "provinces.csv").write_text("code,name\n44,广东省\n")
    (tmp_path / "cities.csv").write_text("code,name,provinceCode\n4403,深圳市,44\n44,广西,\n440,某市,44\n")
    report = run_folder(TERRITORIES, tmp_path, actor=SYSTEM)
    found = [(p.sheet, p.cell, p.code) for p in report.refused]
    assert found == [("cities.csv", "B3", "repeated"), ("cities.csv", "A4", "not_a_code")]
    assert Territory.objects.count() == 0
