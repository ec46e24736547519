"""The same problem in many rows told as one line with the range of rows, for people; the marked copy and programs keep
cell by cell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.kernel.errors import CellProblem

MOST_SPANS = 12
MOST_FOUND = 3


def ranges(numbers: Sequence[int]) -> str:
    """3—5、9, at most a dozen of them."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    told = "、".join(str(low) if low == high else f"{low}—{high}" for low, high in spans[:MOST_SPANS])
    return told if len(spans) <= MOST_SPANS else _("{rows} 等").format(rows=told)


def gathered(problems: Iterable[CellProblem]) -> list[CellProblem]:
    """One for each that is said of a column, in the order in which it was met first; where it is said of several rows,
    its `cell` tells them all."""
    groups: dict[tuple[str, ...], list[tuple[int, CellProblem]]] = {}
    for one in problems:
        column = one.cell.rstrip("0123456789")
        key = (one.sheet, column, one.code, one.message, one.expected, one.name)
        groups.setdefault(key, []).append((int(one.cell[len(column) :] or 0), one))
    return [_one(key[1], group) for key, group in groups.items()]


def _one(column: str, group: Sequence[tuple[int, CellProblem]]) -> CellProblem:
    first = group[0][1]
    if len(group) == 1:
        return first
    numbers = sorted({number for number, _problem in group})
    where = _("第{rows}行（共{count}行）").format(rows=ranges(numbers), count=len(numbers))
    found = list(dict.fromkeys(problem.found for _number, problem in group if problem.found))
    told = "、".join(found[:MOST_FOUND])
    more = _("{found}等").format(found=told) if len(found) > MOST_FOUND else told
    return replace(
        first, cell=_("{column}列{where}").format(column=column, where=where) if column else where, found=more
    )
