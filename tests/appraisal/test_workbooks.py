"""Workbooks of indicators and of points: what is wrong is told at its cell, and nothing is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.factories.appraisal import CHECKED, RATE, TRAINING, Appraisers

from zhiben.appraisal.models import Entry, Indicator
from zhiben.foundation.importing import ImportReport, export
from zhiben.foundation.scope import scope
from zhiben.inbox import operations
from zhiben.kernel.sheet import catalogue


def brought(office: Appraisers, name: str, *rows: dict[str, Any]) -> ImportReport:
    with scope(office.officer):
        stored = operations.keep(export(catalogue()[name], rows), name="表.xlsx", actor=office.officer)
        report = operations.try_out(name, stored, actor=office.officer)
        return report if report.refused else operations.take_in(name, stored, actor=office.officer)


def wrong(report: ImportReport) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in report.refused]


def test_points_come_in_and_wrong_ones_are_named_by_their_cells(office: Appraisers) -> None:
    run = str(office.opened())
    one = {"run": run, "unit": "龙华区"}
    report = brought(
        office,
        "appraisal_assessments",
        {**one, "indicator": CHECKED, "numerator": 51, "denominator": 50},
        {**one, "indicator": RATE, "points": 9},
        {**one, "indicator": "没有这一项", "points": 9},
        {**one, "indicator": TRAINING, "points": Decimal("25.5")},
    )
    assert wrong(report) == [
        ("E2", "does_not_fit"),
        ("D3", "does_not_fit"),
        ("C4", "unknown"),
        ("D5", "does_not_fit"),
    ]
    with scope(office.officer):
        assert Entry.objects.count() == 0
    taken = brought(office, "appraisal_assessments", {**one, "indicator": TRAINING, "points": 20, "note": "抽查"})
    assert (taken.refused, taken.created) == ((), 1)
    with scope(office.officer):
        assert [(entry.points, entry.note) for entry in Entry.objects.all()] == [(Decimal(20), "抽查")]


def test_two_scales_of_one_indicator_are_refused_where_they_stand(office: Appraisers) -> None:
    run = str(office.opened())
    told = {"龙华区": "0.953", "南山区": "88", "福田区": "90.5"}
    rows = [{"run": run, "unit": unit, "indicator": CHECKED, "value": value} for unit, value in told.items()]
    assert wrong(brought(office, "appraisal_assessments", *rows)) == [("G2", "two_scales")]


def test_an_indicator_comes_in_by_its_measures_name(office: Appraisers) -> None:
    row = {
        "scheme": str(office.scheme),
        "pillar": "隐患整改",
        "name": "现场确认",
        "kind": "自动取数",
        "weight": 5,
        "better": "高者优",
        "measure": "现场确认率",
        "worst": 0,
        "best": 100,
        "minimum": 10,
    }
    taken = brought(office, "appraisal_indicators", row)
    assert (taken.refused, taken.created) == ((), 1)
    with scope(office.officer):
        made = Indicator.objects.get(name="现场确认")
    assert (made.measure, made.minimum, made.weight) == ("C5.confirmed", 10, 5)
    turned = brought(office, "appraisal_indicators", {**row, "name": "另一项", "worst": 100, "best": 0})
    assert [one.code for one in turned.refused] == ["does_not_fit"]
