"""What an import's pages show: the columns that were found with what each may mean, names with their choices, the first
rows as understood, every changed cell before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from zhiben.foundation.importing import ImportReport, gathered, in_words
from zhiben.foundation.importing.reading import FoundHeading
from zhiben.foundation.importing.undoing import MovedOn, moved_on
from zhiben.inbox.models import ImportAct, ImportedRow
from zhiben.inbox.operations.acts import effect_of
from zhiben.inbox.reading import as_json
from zhiben.kernel.sheet import NOT_READ, Effect, Row, Sheet, catalogue

SHOWN = 200
"""How many problems, or changed records, one page lists; the count tells the rest."""

CORRECTABLE = 60
"""How many columns one page lets a person correct."""

FIRST_ROWS = 8
PAGE = 100


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that was found, and how sure its meaning is."""

    title: str
    address: str
    name: str
    key: str
    samples: str
    word: str
    tone: str


def trial(sheet: Sheet, report: ImportReport, *, fresh: bool) -> dict[str, Any]:
    """The context of the page that shows a trial; `fresh` when nobody has corrected anything yet."""
    table, problems = report.table, gathered(report.refused)
    return {
        "reading": json.dumps(as_json(report.reading), ensure_ascii=False),
        "headings": [_heading(sheet, one, fresh=fresh) for one in table.headings[:CORRECTABLE]] if table else [],
        "more_headings": max(0, len(table.headings) - CORRECTABLE) if table else 0,
        "lacking": _lacking(sheet, report),
        "pages": table.pages if table and len(table.pages) > 1 else (),
        "page": table.title if table else "",
        "renamed": [(*about, instead) for about, instead in table.renamed.items()] if table else [],
        "problems": problems[:SHOWN],
        "more_problems": len(problems) > SHOWN,
        "changed": [one for one in report.effects if one.changes][:SHOWN],
        "columns": sheet.by_key,
        "first_columns": [c for c in sheet.taken_in if table and c.key in table.positions],
        "first_rows": [_understood(row, sheet, report) for row in report.rows[:FIRST_ROWS]],
    }


def _heading(sheet: Sheet, one: FoundHeading, *, fresh: bool) -> Heading:
    word, tone = {
        "read_only": (_(NOT_READ), "info"),
        "content": (_("按内容推断，请核对"), "warning"),
        "count": (_("是编号还是行号？请核对"), "warning"),
        "chosen": (_("记住的") if fresh else _("您选的，已记住"), "info"),
        "alias": (_("按别名认得"), "neutral"),
        "title": ("", ""),
    }.get("read_only" if one.key and sheet.by_key[one.key].read_only else one.how, (_("不认得"), "warning"))
    return Heading(one.title, one.address, one.name, one.key, " ｜ ".join(one.samples), word, tone)


def _lacking(sheet: Sheet, report: ImportReport) -> list[str]:
    """Titles of the columns that the file does not have and need not have; they change nothing."""
    present = report.table.positions if report.table else {}
    return [column.title for column in sheet.taken_in if not column.required and column.key not in present]


def _understood(row: Row, sheet: Sheet, report: ImportReport) -> tuple[int, list[tuple[str, str | None]]]:
    """A row's number, and its cells as they were understood; a name as it is written, None for what was not."""
    cells: list[tuple[str, str | None]] = []
    for column in sheet.taken_in:
        if report.table is None or column.key not in report.table.positions:
            continue
        if column.key not in row.values:
            cells.append((column.title, None))
        else:
            named, value = row.texts.get(column.key, ""), row.values[column.key]
            cells.append((column.title, named if column.lookup else in_words(column, value)))
    return row.number, cells


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an act: what it did to which record, and where that is found."""

    effect: Effect
    address: str


def lines(rows: list[ImportedRow]) -> list[Line]:
    """Rows with the addresses of their records, as far as the open scope shows them."""
    found = []
    records: dict[str, dict[int, Any]] = {}
    for label in {row.model for row in rows}:
        model = apps.get_model(label)
        if hasattr(model, "get_absolute_url"):
            records[label] = model._default_manager.in_bulk([row.record for row in rows if row.model == label])
    for row in rows:
        record = records.get(row.model, {}).get(row.record)
        found.append(Line(effect_of(row), record.get_absolute_url() if record else ""))
    return found


def against(act: ImportAct) -> list[MovedOn]:
    """The records that have moved on since, by which the act cannot be taken back."""
    sheet = catalogue()[act.sheet]
    if sheet.undo is None or act.undone_at is not None:
        return []
    columns = ("row", "model", "record", "label", "stands")
    rows = act.rows.order_by("row", "pk").values_list(*columns).iterator(5_000)
    return moved_on(sheet, [(Effect(*told), mark) for *told, mark in rows])
