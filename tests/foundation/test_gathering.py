"""The same problem in many rows is one line for people."""

from __future__ import annotations

from zhiben.foundation.importing import gathered
from zhiben.kernel.errors import CellProblem


def problem(cell: str, message: str = "不是本省的排名", found: str = "湖南省") -> CellProblem:
    return CellProblem("排名", cell, "another_province", message, found)


def test_problem_of_many_rows_is_told_once_with_the_range_of_rows() -> None:
    lone = problem("A9", "没有深圳市")
    many = [problem(f"K{row}") for row in (*range(2, 13), *range(14, 25))]
    (told, single) = gathered([*many, lone])
    assert (told.sheet, told.cell, told.message) == ("排名", "K列第2—12、14—24行（共22行）", "不是本省的排名")
    assert (told.found, single) == ("湖南省", lone)
    assert [one.found for one in gathered(problem(f"A{row}", found=f"{row}市") for row in range(2, 8))] == [
        "2市、3市、4市等"
    ]
    assert gathered([problem("A2"), problem("B2")]) == [problem("A2"), problem("B2")]
