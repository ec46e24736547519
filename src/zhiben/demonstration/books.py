"""Workbooks of the demonstration (示例数据): rows as in the spreadsheets that are mailed around, taken in like them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from zhiben.foundation.scope import scope
from zhiben.inbox import operations as inbox

if TYPE_CHECKING:
    from zhiben.kernel.rights import Actor


def written(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table as comma-separated text."""
    text = io.StringIO()
    book = csv.writer(text)
    book.writerow(head)
    book.writerows(rows)
    return text.getvalue()


def take_in(sheet: str, head: Sequence[object], rows: Iterable[Sequence[object]], *, name: str, actor: Actor) -> None:
    """Take a table into a sheet, in the encoding of Chinese spreadsheets; `name` is what the file is called."""
    with scope(actor):
        stored = inbox.keep(written(head, rows).encode("gb18030"), name=f"示例数据：{name}.csv", actor=actor)
        inbox.take_in(sheet, stored, actor=actor)
