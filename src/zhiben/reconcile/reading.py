"""Ledgers to be compared, as rows of texts: what was brought along as a file, or the house's own as the person sees
it. What cannot be compared is told with the row, column or sheet that is at fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from zhiben.foundation.files import read_bytes
from zhiben.foundation.tables import grids
from zhiben.foundation.tables.ledger import ledger_of
from zhiben.foundation.tables.listing import Listed
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.queries import SET_ASIDE
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Value, catalogue
from zhiben.kernel.text import N_
from zhiben.reconcile.vocab import BETWEEN, MOST_ROWS, OWN_LEDGER

if TYPE_CHECKING:
    from zhiben.foundation.files.models import StoredFile

WORKBOOKS = frozenset({"xlsx", "xls", "csv"})
CELL_LIMIT = 32_767
"""So many characters a cell of a spreadsheet holds."""

UNKEPT = dict.fromkeys((0, ord(BETWEEN)))
"""Marks that nobody sees and no database keeps."""


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger to be compared: `name` is whose it is, as the office says; without a file it is the house's
    own; `sheet`: the worksheet that is meant, where the file has several."""

    name: str
    file: StoredFile | None = None
    sheet: str = ""

    @property
    def sha256(self) -> str:
        """Of the file's bytes; "" for the own ledger."""
        return self.file.sha256 if self.file else ""


def read(source: Source, actor: Actor) -> Listed:
    """The list that a source holds. Raises Refused with a sentence."""
    if source.file:
        pages = grids(read_bytes(source.file))
        found = ledger_of(pages, name=source.file.name, sheet=source.sheet, choose=N_("填写要比对的工作表"))
    else:
        found = _own(actor)
    found = replace(found, rows=[tuple(cell.translate(UNKEPT) for cell in row) for row in found.rows])
    if not found.rows:
        raise Refused(
            N_("“{name}”没有数据行；空表不能说明对方各行都缺失，请核对文件"), name=source.name, code="empty_ledger"
        )
    if len(found.rows) > MOST_ROWS:
        raise Refused(
            N_(
                "“{name}”有{rows}行，网页上一次最多比对{most}行；请按区域或期间分开，"
                "或由管理员用命令zhiben reconcile比对"
            ),
            name=source.name,
            rows=len(found.rows),
            most=MOST_ROWS,
            code="too_many_rows",
        )
    _must_fit(source.name, found)
    return found


def _must_fit(name: str, found: Listed) -> None:
    for number, row in zip(found.numbers, found.rows, strict=True):
        for heading, cell in zip(found.headings, row, strict=True):
            if len(cell) > CELL_LIMIT:
                raise Refused(
                    N_("“{name}”第{row}行“{column}”超过{limit}个字，表格软件放不下，请改短"),
                    name=name,
                    row=number,
                    column=heading,
                    limit=CELL_LIMIT,
                    code="cell_too_long",
                )


def _own(actor: Actor) -> Listed:
    """The house's own ledger in the columns of its export, as it stands now and as far as the person sees it, but for
    what was found to be no hazard, or one that stands there already."""
    sheet = catalogue()[OWN_LEDGER]
    aside = {state.label for state in HAZARD.states if state.key in SET_ASIDE}
    counted = [row for row in _exported(actor) if row.get("state") not in aside]
    rows = [tuple(_text(column, row.get(column.key)) for column in sheet.columns) for row in counted]
    return Listed(tuple(column.title for column in sheet.columns), rows, list(range(2, len(rows) + 2)))


def _exported(actor: Actor) -> Iterable[Any]:
    read_out = catalogue()[OWN_LEDGER].read
    return read_out(actor) if read_out else ()


def _text(column: Column, value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return dict(column.choices).get(str(value), str(value))
