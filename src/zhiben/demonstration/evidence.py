"""Files that people of the demonstration bring along: a small workbook, a photo of an invented scene. Labelled in their
names, and the same bytes at every build."""

from __future__ import annotations

import io
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from django import setup

from zhiben.demonstration.photo_scenes import sketch
from zhiben.foundation.files import store
from zhiben.foundation.files.photos import look_at
from zhiben.kernel.abreast import ahead

if TYPE_CHECKING:
    from zhiben.foundation.files.models import Photo
    from zhiben.kernel.rights import Actor

SINCE = date(2024, 9, 1)
"""From this day on, reports of the demonstration bring evidence; earlier ones would only fill the disk."""

SIZE, QUALITY = (160, 120), 70
"""Small: there are many of them."""


def workbook_of(actor: Actor) -> int:
    """The id of a workbook that `actor` brings."""
    return store(_workbook(), name="检查台账（示例数据）.xlsx", actor_id=actor.id).pk


AGAIN, BACK = 1_500, 123
"""Every so many photos one shows, mirrored, what another had shown so many before: there are signals to be checked."""


SUPERVISION = 100_000
"""Inspectors' photos show scenes from this number on, which no other photo shows."""


TIPS = 200_000
"""And those around tips from this one on."""


HERE = 300
"""The first so many are painted by this process: a small replay needs no other."""


class Pictures:
    """Photos that people bring along, of the scenes from `first` on: each is taken once, of another scene, save a few.
    They are painted ahead of the replay by a process of their own."""

    def __init__(self, first: int = 0) -> None:
        self._painted = ahead(_painted, count(first + 1), prepare=setup, after=HERE)

    def take(self, actor: Actor) -> int:
        """The id of a photo that `actor` brings."""
        name, data, photo = next(self._painted)
        return store(data, name=name, actor_id=actor.id, photo=photo).pk


def _painted(number: int) -> tuple[str, bytes, Photo]:
    """What a photo is called, its bytes, and what is noted of it."""
    buffer = io.BytesIO()
    picture = sketch(number, SIZE)
    if number % AGAIN == 0:
        from PIL import ImageOps

        picture = ImageOps.mirror(sketch(number - BACK, SIZE))
    picture.save(buffer, "JPEG", quality=QUALITY)
    name = f"现场照片{number}（示例数据）.jpg"
    return name, buffer.getvalue(), look_at(buffer.getvalue(), name=name)


def signature_of(actor: Actor) -> int:
    """The id of a picture with the words of a signature that `actor` brings."""
    return store(_signature(), name="签字（示例数据）.png", actor_id=actor.id).pk


@cache
def _signature() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (240, 90), "white")
    strokes = [(20, 60), (50, 25), (70, 65), (95, 30), (120, 60), (150, 35), (185, 62), (220, 40)]
    ImageDraw.Draw(picture).line(strokes, fill=(20, 20, 60), width=3, joint="curve")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


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
