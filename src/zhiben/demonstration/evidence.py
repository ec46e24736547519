"""Files that people of the demonstration bring along: a small workbook, a picture of coloured fields. Invented,
labelled in their names, and the same bytes at every build."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from zhiben.foundation.files import store

if TYPE_CHECKING:
    from zhiben.kernel.rights import Actor

SINCE = date(2024, 9, 1)
"""From this day on, reports of the demonstration bring evidence; earlier ones would only fill the disk."""

WIDTH, HEIGHT = 320, 240


def workbook_of(actor: Actor) -> int:
    """The id of a workbook that `actor` brings."""
    return store(_workbook(), name="检查台账（示例数据）.xlsx", actor_id=actor.id).pk


class Pictures:
    """Pictures that people bring along: each person has at most eight, and brings the same ones again and again."""

    def __init__(self) -> None:
        self._stored: dict[tuple[int, int], int] = {}

    def of(self, actor: Actor, number: int) -> int:
        """The id of a picture that `actor` brings; `number` chooses among eight."""
        chosen = number % 8
        if (actor.id, chosen) not in self._stored:
            stored = store(_photo(chosen), name=f"现场照片{chosen + 1}（示例数据）.png", actor_id=actor.id)
            self._stored[actor.id, chosen] = stored.pk
        return self._stored[actor.id, chosen]


@cache
def _workbook() -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "示例数据", "created": datetime(2024, 9, 1)})  # noqa: DTZ001 - a workbook knows no zone
    page = book.add_worksheet("检查台账")
    page.write_row(0, 0, ["序号", "场所", "检查情况", "整改情况"])
    for number in range(1, 21):
        page.write_row(number, 0, [number, f"示例场所{number}", "已检查", "已整改"])
    book.close()
    return buffer.getvalue()


@cache
def _photo(number: int) -> bytes:
    """A picture in which three fields of colour stand for wall, floor and device."""
    sky, floor, device = ((90 + 20 * number, 140, 170), (120, 110, 100), (60, 90 + 18 * number, 80))
    rows = []
    for y in range(HEIGHT):
        base = sky if y < HEIGHT * 2 // 3 else floor
        left = WIDTH // 4 + 8 * number
        inside = HEIGHT // 4 < y < HEIGHT * 4 // 5
        row = [device if inside and left < x < left + WIDTH // 3 else base for x in range(WIDTH)]
        rows.append(b"\0" + bytes(part for colour in row for part in colour))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
