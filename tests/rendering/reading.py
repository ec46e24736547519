"""Reads a produced PDF back: text with its place in millimetres from the page's top left, fonts, glyph origins."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

MM = 25.4 / 72
PAGE_HEIGHT_MM = 297.0


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text as drawn: its left end and its base line."""

    text: str
    x: float
    y: float
    size: float


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def runs(content: bytes, page: int = 1) -> list[Run]:
    found: list[Run] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append(Run(text.strip(), x * MM, PAGE_HEIGHT_MM - y * MM, size))

    reader(content).pages[page - 1].extract_text(visitor_text=visit)
    return found


def lines(content: bytes, page: int = 1) -> list[tuple[float, str]]:
    """Base lines from the top of the page with the text on them."""
    rows: dict[float, list[Run]] = {}
    for run in runs(content, page):
        rows.setdefault(round(run.y, 1), []).append(run)
    return [(y, "".join(run.text for run in sorted(row, key=lambda run: run.x))) for y, row in sorted(rows.items())]


def text(content: bytes) -> str:
    """All text without white space, in the order of the file."""
    return "".join("".join(page.extract_text().split()) for page in reader(content).pages)


def fonts(content: bytes) -> set[str]:
    found: set[str] = set()
    for page in reader(content).pages:
        found |= _fonts_of(page["/Resources"])
    return found


def _fonts_of(resources: Any) -> set[str]:
    resources = resources.get_object()
    found = set()
    for font in resources.get("/Font", {}).values():
        name = str(font.get_object()["/BaseFont"]).lstrip("/").split("+")[-1]
        found.add(name.removesuffix("-Identity-H"))
    for inner in resources.get("/XObject", {}).values():
        if "/Resources" in inner.get_object():
            found |= _fonts_of(inner.get_object()["/Resources"])
    return found
