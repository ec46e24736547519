"""One cell to one figure, with the last digit it is given to: 120,641, １２, 17万, 95.3%, 27起. Words are none."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from zhiben.foundation.tables.words import NOTHING, fold

if TYPE_CHECKING:
    from collections.abc import Hashable

LONGEST = 40
"""No figure is written with more characters than this, padding included."""

_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_UNITS = "|".join(
    ("[起人项家个次件处宗户元台套名例份场批栋座条吨亩艘辆]", "公里", "平方米", "[人家户车批]次", "[万亿]元")
)
_FIGURE = re.compile(
    r"(?P<sign>[+\-−]?)(?P<whole>\d{1,3}(?:[,，]\d{3})+|\d{1,3}(?: \d{3})+|\d{1,28})(?:\.(?P<part>\d{0,20}))?"
    rf"\s?(?P<scale>百万|千万|万亿|百|千|万|亿)?(?P<percent>[%‰])?(?:{_UNITS})?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed. `digit` is the power of ten of its last digit: 0 for 17, 4 for 17万, -2 for 1.25."""

    value: Decimal
    digit: int = 0
    percent: bool = False
    scaled: bool = False

    @property
    def half(self) -> Decimal:
        """Half a unit of the last digit: how far rounding may have moved the number."""
        return Decimal(1).scaleb(self.digit) / 2


@lru_cache(maxsize=2**16, typed=True)
def figure(raw: Hashable) -> Figure | None:
    """The figure in a cell, or None when there is no single one."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return Figure(Decimal(raw))
    if isinstance(raw, float):
        return _stored(raw)
    return _written(raw) if isinstance(raw, str) else None


def says_nothing(raw: object) -> bool:
    """True for a blank cell, '/', a dash and their like."""
    return raw is None or (isinstance(raw, str) and len(raw) <= LONGEST and "".join(fold(raw).split()) in NOTHING)


def _stored(raw: float) -> Figure | None:
    if not math.isfinite(raw):
        return None
    value = Decimal(format(raw, ".15g"))
    if value == value.to_integral_value():
        return Figure(value.quantize(Decimal(1)) if abs(raw) < 1e15 else value)
    exponent = value.normalize().as_tuple().exponent
    return Figure(value, exponent if isinstance(exponent, int) else 0)


def _written(raw: str) -> Figure | None:
    if len(raw) > LONGEST:
        return None
    found = _FIGURE.fullmatch(fold(raw))
    if found is None:
        return None
    part, scale = found["part"] or "", _SCALES[found["scale"] or ""]
    value = Decimal(re.sub(r"[,， ]", "", found["whole"]) + "." + (part or "0")).scaleb(scale)
    if found["sign"] in ("-", "−"):
        value = -value
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1)) if abs(value) < Decimal(10) ** 20 else value
    return Figure(value, scale - len(part), found["percent"] is not None, bool(scale))
