"""What was found of two ledgers, as a workbook: a worksheet for each set, every row with its number in its own file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiben.analysis.linkage.ledgers import Comparison
    from zhiben.foundation.tables.listing import Listed

Line = Sequence[str | int | float]
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}


def write(path: Path, found: Comparison, lists: tuple[Listed, Listed]) -> None:
    """The workbook at `path`, whole or not at all. Raises OSError where nothing can be written."""
    from xlsxwriter import Workbook

    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(b"")  # where that cannot be done the writer of workbooks would leave its own files behind
    with Workbook(draft, SAFE) as book:
        bold = book.add_format({"bold": True})
        for title, head, lines in _pages(found, *lists):
            page = book.add_worksheet(title)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, head, bold)
            for number, line in enumerate(lines, start=1):
                page.write_row(number, 0, line)
    draft.replace(path)


def _pages(found: Comparison, left: Listed, right: Listed) -> Iterator[tuple[str, Line, Iterable[Line]]]:
    yield "不一致", ("左表行", "右表行", "列", "左表", "右表"), _different(found, left, right)
    both = ("左表行", "右表行")
    yield (
        "待人工核对",
        (*both, "把握（比特）", *left.headings, *right.headings),
        (
            (left.numbers[one], right.numbers[other], bits, *left.rows[one], *right.rows[other])
            for one, other, bits in found.review
        ),
    )
    for name, side, told in (("左", found.left, left), ("右", found.right, right)):
        head = (f"{name}表行", *told.headings)
        yield f"只在{name}表", head, _rows(told, side.only)
        yield f"{name}表期外", head, _rows(told, side.outside)
        yield (
            f"{name}表内重复",
            ("组", *head),
            ((number, *line) for number, group in enumerate(side.twice, start=1) for line in _rows(told, group)),
        )
    yield "一致", both, ((left.numbers[one], right.numbers[other]) for one, other in found.agree)


def _different(found: Comparison, left: Listed, right: Listed) -> Iterator[Line]:
    places = {one: (left.headings.index(one), right.headings.index(other)) for one, other in found.columns}
    for one, other, fields in found.differ:
        for field in fields:
            here, there = places[field]
            said = left.rows[one][here], right.rows[other][there]
            yield (left.numbers[one], right.numbers[other], field, *said)


def _rows(told: Listed, places: Iterable[int]) -> Iterator[Line]:
    return ((told.numbers[place], *told.rows[place]) for place in places)
