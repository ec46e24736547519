"""A sheet's declaration is checked when it is made."""

from __future__ import annotations

import pytest

from zhiben.kernel import sheet
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.sheet import Column, Row, Sheet, WriteResult


def nothing(*_rows: object, **_facts: object) -> WriteResult:
    return WriteResult()


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        ((Column("a", "甲"), Column("a", "乙")), ("a",)),
        ((Column("a", "甲"),), ("b",)),
        ((Column("a", "甲"), Column("b", "乙", aliases=("甲",))), ("a",)),
    ],
)
def test_sheet_that_contradicts_itself_is_refused(columns: tuple[Column, ...], key: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="sheet x"):
        Sheet("x", "表", columns, key, nothing)


@pytest.mark.parametrize(
    "options", [{"kind": "number"}, {"kind": "choice"}, {"choices": (("a", "甲"),)}, {"lookup": "units"}]
)
def test_column_that_contradicts_itself_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="column x"):
        Column("x", "某列", **options)  # type: ignore[arg-type]


def test_name_of_a_sheet_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "_registry", {})
    first = sheet.register(Sheet("b", "表", (Column("a", "甲"),), ("a",), nothing))
    assert sheet.register(first) is first
    second = sheet.register(Sheet("a", "表", (Column("a", "甲"),), ("a",), nothing))
    with pytest.raises(ValueError, match="declared twice"):
        sheet.register(Sheet("a", "另一张表", (Column("a", "甲"),), ("a",), nothing))
    assert list(sheet.catalogue().items()) == [("a", second), ("b", first)]


def test_row_names_the_cell_of_a_problem() -> None:
    row = Row({"a": 3, "b": None}, "登记", 7, {"a": "B7", "b": "C7"})
    assert row.problem("a", "rule", "太少", expected="5") == CellProblem("登记", "B7", "rule", "太少", "3", "5")
    named = Row({"a": 3, "b": None}, "登记", 7, {"a": "B7", "b": "C7"}, {"a": "市安委办"})
    assert named.problem("a", "rule", "太少") == CellProblem("登记", "B7", "rule", "太少", "市安委办", "")
    assert row.problem("c", "rule", "缺") == CellProblem("登记", "7", "rule", "缺", "", "")
