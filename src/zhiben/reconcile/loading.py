"""What the other system lacks or says otherwise, in its own layout: its columns in its order under its head, to be
looked at and loaded there. What was confirmed as merely counted or written otherwise is left alone; their numbers stay,
for by them the rows are found there, and a year that looks like a slip of either is for a person."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhiben.foundation.importing.exporting import new_workbook, page_name
from zhiben.reconcile import differences, matching, queries
from zhiben.reconcile.models import ComparedRow, Comparison
from zhiben.reconcile.vocab import Cause, Found, Side

Line = list[str]


def book(one: Comparison) -> bytes:
    """Rows that only our ledger has; rows of theirs with our values where they differ; rows of theirs in which a year
    is to be looked at first, if there are any."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as made:
        bold = made.add_format({"bold": True})
        looked_at = list(_of_doubtful_years(one))
        pages = [(_("补录"), _missing(one)), (_("更正"), _corrected(one))]
        for title, lines in [*pages, *([(_("年份待核对"), iter(looked_at))] if looked_at else [])]:
            page = made.add_worksheet(page_name(title))
            page.freeze_panes(1, 0)
            for column, heading in enumerate(one.right_headings):
                page.write_string(0, column, heading, bold)
            for number, line in enumerate(lines, start=1):
                for column, value in enumerate(line):
                    page.write_string(number, column, value)
    return buffer.getvalue()


def _missing(one: Comparison) -> Iterator[Line]:
    for row in _rows(one, Found.ONLY):
        yield _filled(one, row, [""] * len(one.right_headings), [name for name, _other in one.columns])


def _corrected(one: Comparison) -> Iterator[Line]:
    for row in _rows(one, Found.DIFFER):
        if row.other is not None and (wrong := _wrong(one, row)):
            yield _filled(one, row, row.other.cells, wrong)


def _wrong(one: Comparison, row: ComparedRow) -> list[str]:
    """The columns in which theirs is to be corrected: a field that is merely written otherwise is no mistake."""
    from zhiben.analysis.linkage.keys import is_of_entry

    said, called = differences.both(one, row), dict(one.columns)
    told = [name for name in row.fields if not (is_of_entry(name) or is_of_entry(called[name]))]
    return [name for name in told if matching.cause_of((name,), said) not in (Cause.WRITTEN, Cause.YEAR)]


def _of_doubtful_years(one: Comparison) -> Iterator[Line]:
    """Their rows as they are, in which a year differs as if one of both had slipped."""
    for row in _rows(one, Found.DIFFER):
        said = differences.both(one, row)
        if row.other is not None and any(matching.cause_of((name,), said) == Cause.YEAR for name in row.fields):
            yield list(row.other.cells)


def _rows(one: Comparison, found: Found) -> list[ComparedRow]:
    rows = ComparedRow.objects.filter(comparison=one, side=Side.LEFT, found=found).select_related("other")
    known = list(rows.order_by("sheet", "number"))
    told = queries.by_row(known)
    return [row for row in known if row.pk not in told or told[row.pk].state in queries.UNDONE]


def _filled(one: Comparison, row: ComparedRow, theirs: Line, names: list[str]) -> Line:
    """Their row with what ours says in the columns of these names, as far as it says anything, in their words; all days
    in one form."""
    from zhiben.analysis.linkage.days import tells_day
    from zhiben.analysis.linkage.words import plain

    line, called = list(theirs), dict(one.columns)
    words = {(column, left): right for column, left, right in reversed(one.words)}
    for name in names:
        if said := row.cells[one.left_headings.index(name)]:
            line[one.right_headings.index(called[name])] = words.get((name, plain(said)), said)
    return [_day(cell) if tells_day((name,)) else cell for name, cell in zip(one.right_headings, line, strict=True)]


def _day(cell: str) -> str:
    """A day in one form, whoever wrote it; other words as they are."""
    from zhiben.analysis.linkage.days import ordinal
    from zhiben.analysis.linkage.words import plain

    said = plain(cell)
    return f"{said[:4]}-{said[4:6]}-{said[6:]}" if len(said) == len("20240805") and ordinal(said) else cell
