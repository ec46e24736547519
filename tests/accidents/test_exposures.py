"""How much there is in each street: told by hand and out of workbooks, kept per street and year, seen by its own."""

from __future__ import annotations

import io
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from tests.factories.accidents import Bureau
from tests.factories.pages import browser

from zhiben.accidents.models import StreetExposure
from zhiben.accidents.operations import tell_exposure
from zhiben.accidents.queries import exposures, exposures_missing
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport, export
from zhiben.foundation.scope import scope
from zhiben.inbox import operations
from zhiben.inbox.models import ImportAct
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs import queries as orgs

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)
HEADS = ("街道", "年份", "从业人员", "企业数", "高风险企业数", "在建工地", "道路里程（公里）", "数据来源")


def told(bureau: Bureau, street: str, year: int, by: Actor | None = None, **sizes: Any) -> StreetExposure:
    actor = by or bureau.office
    with scope(actor):
        return tell_exposure(bureau.city.territories[street].pk, year, sizes, source="示例普查", actor=actor)


def book(*rows: tuple[Any, ...]) -> bytes:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(list(HEADS))
    for row in rows:
        page.append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def taken(data: bytes, actor: Actor, *, only_try: bool = False) -> ImportReport:
    with scope(actor):
        stored = operations.keep(data, name="街道规模.xlsx", actor=actor)
        if only_try:
            return operations.try_out("street_exposures", stored, actor=actor)
        return operations.take_in("street_exposures", stored, actor=actor)


def test_sizes_are_kept_per_street_and_year_and_a_change_is_in_the_ledger(bureau: Bureau) -> None:
    with clock.at(NOW):
        told(bureau, "民治街道", 2022, employees=40_000, construction=0)
        row = told(bureau, "民治街道", 2023, employees=52_000)
        again = told(bureau, "民治街道", 2023, employees=53_000, road_km=Decimal("86.5"))
        told(bureau, "民治街道", 2023, employees=53_000)
        street = bureau.city.territories["民治街道"].pk
        with scope(bureau.office):
            held = exposures(range(2019, 2024))
    assert again.pk == row.pk
    assert [(key, one.employees, one.construction, one.road_km) for key, one in held.items()] == [
        ((street, 2022), 40_000, 0, None),
        ((street, 2023), 53_000, None, Decimal("86.50")),
    ]
    lines = AuditEntry.objects.filter(verb="tell_exposure", record=row.pk).order_by("pk")
    entries = [json.loads(line.facts) for line in lines]
    assert [entry.get("employees") for entry in entries] == [52_000, 53_000]
    assert entries[1]["before"] == {"employees": 52_000, "road_km": None}


def test_strangers_neither_read_nor_tell(bureau: Bureau) -> None:
    with clock.at(NOW):
        told(bureau, "民治街道", 2023, employees=52_000)
        told(bureau, "粤海街道", 2023, employees=90_000)
        ground = orgs.territory(bureau.city.territories["民治街道"].pk).coordinates
        for actor, seen in (
            (bureau.office, 2),
            (bureau.district_office, 1),
            (bureau.district, 1),
            (bureau.street, 1),
            (bureau.elsewhere, 1),
        ):
            with scope(actor):
                assert len(exposures([2023])) == seen
                assert [one.employees for one in exposures([2023], ground).values()] == [52_000]
        for actor in (bureau.district, bureau.street, bureau.department):
            with pytest.raises(NotAllowed):
                told(bureau, "民治街道", 2023, by=actor, employees=1)
        with pytest.raises(NotAllowed):
            told(bureau, "粤海街道", 2023, by=bureau.district_office, employees=1)


def test_what_is_wrong_is_named(bureau: Bureau) -> None:
    with clock.at(NOW):
        wrong: tuple[tuple[int, dict[str, Any], str], ...] = (
            (2025, {"employees": 1}, "year"),
            (2023, {"employees": -1}, "employees"),
            (2023, {}, "employees"),
            (2023, {"enterprises": 3, "high_risk": 4}, "high_risk"),
        )
        for year, sizes, field in wrong:
            with pytest.raises(Incomplete) as refused:
                told(bureau, "民治街道", year, **sizes)
            assert list(refused.value.fields) == [field]


def test_missing_streets_are_named_and_nothing_is_filled_in(bureau: Bureau) -> None:
    with clock.at(NOW):
        told(bureau, "民治街道", 2023, employees=52_000, construction=0)
        ground = bureau.city.unit("龙华区安委办").coordinates.territory
        names = {card.id: card.name for card in orgs.streets()}
        streets = [card.id for card in orgs.streets() if ground.covers(card.coordinates)]
        with scope(bureau.office):
            lacking = exposures_missing([2023], "employees", ground)
            assert lacking == [(pk, 2023) for pk in streets if names[pk] != "民治街道"]
            assert len(exposures_missing([2023], "construction", ground)) == len(streets)
            assert len(exposures_missing([2022, 2023])) == 2 * len(names) - 1
            with pytest.raises(ValueError, match="no size"):
                exposures_missing([2023], "crowds")


def test_workbook_goes_in_comes_out_and_is_taken_back(bureau: Bureau) -> None:
    with clock.at(NOW):
        told(bureau, "粤海街道", 2023, employees=90_000, construction=12)
        rows = (
            ("民治街道", 2023, 52_000, 1_800, 36, 25, 86.5, "经济普查"),
            ("粤海街道", 2023, 91_000, None, None, None, None, "经济普查"),
        )
        report = taken(book(*rows), bureau.office)
        assert (report.refused, report.created, report.updated) == ((), 1, 1)
        with scope(bureau.office):
            held = exposures([2023])
            sizes = {one.employees: (one.construction, one.high_risk, one.source) for one in held.values()}
            assert sizes == {52_000: (25, 36, "经济普查"), 91_000: (12, None, "经济普查")}
            sheet = catalogue()["street_exposures"]
            assert sheet.read is not None
            out = export(sheet, sheet.read(bureau.office))
        again = taken(out, bureau.office, only_try=True)
        assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, 2)
        with scope(bureau.office):
            operations.undo(ImportAct.objects.get(), actor=bureau.office, reason="来源不对")
            assert [(one.employees, one.source) for one in exposures([2023]).values()] == [(90_000, "示例普查")]


def test_wrong_rows_are_refused_with_their_cells(bureau: Bureau) -> None:
    with clock.at(NOW):
        told(bureau, "民治街道", 2021, enterprises=10)
        rows = (
            ("民治街道", 2023, -1, None, None, None, None, "普查"),
            ("无名街道", 2023, 1, None, None, None, None, "普查"),
            ("民治街道", 2025, 1, None, None, None, None, "普查"),
            ("民治街道", 2022, None, None, None, None, None, "普查"),
            ("民治街道", 2021, None, None, 11, None, None, "普查"),
            ("粤海街道", 2020, 0, None, None, None, None, "普查"),
            ("民治街道", 2019, 5, None, None, None, None, "普查"),
            ("民治街道", 2019, 6, None, None, None, None, "普查"),
        )
        found = {one.cell: one.code for one in taken(book(*rows), bureau.office, only_try=True).refused}
        district = taken(book(rows[5]), bureau.district_office, only_try=True)
    assert {cell: found.pop(cell) for cell in ("B4", "C5", "E6")} == {
        "B4": "not_a_year",
        "C5": "nothing_told",
        "E6": "too_many",
    }
    assert {cell[0] + cell[1:] for cell in found} >= {"C2", "A3"}
    assert not {cell for cell in found if cell.endswith("7")}
    assert any(cell.endswith("9") for cell in found)
    assert [one.code for one in district.refused] == ["outside"]


def test_page_lists_what_is_held_and_what_is_missing(bureau: Bureau) -> None:
    with clock.at(NOW):
        told(bureau, "民治街道", 2023, employees=52_000)
        office, district = browser(bureau.office), browser(bureau.district)
        page = office.get("/accidents/exposures/").content.decode()
        assert "52,000" in page and "2023年：1个街道" in page and "导入" in page
        street = bureau.city.territories["民治街道"].pk
        form = {"employees": 60_000, "enterprises": "", "road_km": "12.5", "source": "更正"}
        answer = office.post(f"/accidents/exposures/{street}/2023/", form)
        assert (answer.status_code, answer["Location"]) == (302, "/accidents/exposures/?year=2023")
        other = district.get("/accidents/exposures/?year=2023").content.decode()
        assert "60,000" in other and "粤海街道" not in other and "street_exposures/" in other
        assert district.get(f"/accidents/exposures/{street}/2023/").status_code == 403
        assert browser(bureau.elsewhere).get(f"/accidents/exposures/{street}/2023/").status_code == 404


def test_a_line_alone_is_shown_no_street_as_lacking(bureau: Bureau) -> None:
    told(bureau, "民治街道", 2023, employees=52_000)
    page = browser(bureau.department).get("/accidents/exposures/?year=2023").content.decode()
    assert "没有您能看到的街道" in page
    assert "民治街道" not in page
    assert "52,000" in browser(bureau.office).get("/accidents/exposures/?year=2023").content.decode()
