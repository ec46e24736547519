"""What the cells of a provincial ranking mean: which month, and a share whichever way it is written, 0.953, 95.3 or
95.3 %. What can be read in two ways is not guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from statistics import median

from zhiben.kernel.text import N_

_MONTH = re.compile(r"(20\d{2})\s*(?:年|-|/|\.|)\s*(\d{1,2})(?:\s*月|[-/.]\d{1,2}|)(?:\s.*|T.*)?")
_SHARES = ("率", "占比", "比例", "比重", "完成度")
_REMARK = re.compile(r"\s*[（(][^（()）]*[）)]\s*$")
_NEAR = Decimal("0.06")
"""How far a printed percentage may lie from its counts: one decimal, rounded."""
_COUNTS = ("人数", "起数", "件数", "项数", "次数", "损失", "金额")
"""Last words of a figure that is no percentage, however small it is."""
_LARGE = (Decimal("1.5"), 10)
"""Above which all that is written 0-100 lies, and from where on its middle."""
_APART = (30, 300)
"""Between which multiples the middle of what is written 0-100 lies of the middle of what is written 0-1."""


@dataclass(frozen=True, slots=True)
class Told:
    """A row's figures as its cells give them."""

    indicator: str
    numerator: int | None
    denominator: int | None
    text: str
    rank: int | None = None
    fewer: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a row, at which column."""

    place: int
    column: str
    code: str
    sentence: str


def month_of(text: str) -> date | None:
    """The first day of the month that a text names: 2024-09, 2024年9月, 202409, 2024-09-01."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return date(int(found[1]), int(found[2]), 1)


def number_in(text: str) -> Decimal | None:
    """The number of a value's cell, with or without a percent sign."""
    try:
        found = Decimal(text.strip().rstrip("%％").replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def is_share(told: Told) -> bool:
    """Whether the indicator is a proportion: it has counts, a percent sign, or is called one, whatever remark in
    brackets follows its name."""
    if told.denominator is not None or _signed(told.text):
        return True
    name, remarks = _name(told)
    return bool({"%", "％"} & set(remarks)) or name.endswith(_SHARES)


def _name(told: Told) -> tuple[str, list[str]]:
    """What the indicator is called, and the remarks in brackets after it."""
    name, remarks = told.indicator.strip(), []
    while found := _REMARK.search(name):
        remarks.append(found[0].strip(" （()）"))
        name = name[: found.start()]
    return name, remarks


def _signed(text: str) -> bool:
    return text.rstrip().endswith(("%", "％"))


def points(told: Told, *, hundredths: bool) -> Decimal | None:
    """A share in percentage points, from the counts where there are any; `hundredths` says that the column's values
    run to 100."""
    if told.denominator is not None and told.numerator is not None:
        return Decimal(told.numerator) * 100 / told.denominator if told.denominator else None
    value = number_in(told.text) if told.text else None
    if value is None or hundredths or _signed(told.text):
        return value
    return value * 100


def runs_to_hundred(rows: Sequence[Told]) -> bool:
    """Whether a column of one indicator is written 0-100; one of 0 and 1 only is taken as fractions."""
    return any(_scale(told) == "100" for told in rows)


def flaws(rows: Sequence[Told]) -> list[Flaw]:
    """What is wrong with the figures, row by row, and with those that mix two scales."""
    found = [flaw for place, told in enumerate(rows) for flaw in _own(place, told)]
    by_indicator: dict[str, list[int]] = {}
    for place, told in enumerate(rows):
        by_indicator.setdefault(told.indicator, []).append(place)
    for places in by_indicator.values():
        if any(is_share(rows[place]) for place in places) or _look_like_two([rows[place] for place in places]):
            found += _mixed(rows, places)
    return found


def _own(place: int, told: Told) -> list[Flaw]:
    if (told.numerator is None) != (told.denominator is None):
        return [Flaw(place, "denominator", "half_a_share", N_("分子、分母须一并填写，或都不填"))]
    if told.text and number_in(told.text) is None:
        return [Flaw(place, "value", "not_number", N_("不是数；百分比可写作95.3或95.3%"))]
    if told.denominator is None or told.numerator is None:
        return [] if told.text else [Flaw(place, "value", "no_figure", N_("请填指标值，或填分子和分母"))]
    if told.numerator > told.denominator:
        return [Flaw(place, "numerator", "more_than_all", N_("分子大于分母，请核对"))]
    if told.text and told.denominator and not _agrees(told):
        return [Flaw(place, "value", "not_its_counts", N_("指标值与“分子÷分母”不符，请核对"))]
    return []


def _agrees(told: Told) -> bool:
    value, exact = number_in(told.text), Decimal(told.numerator or 0) * 100 / (told.denominator or 1)
    return value is not None and (abs(value - exact) <= _NEAR or abs(value * 100 - exact) <= _NEAR)


def _scale(told: Told) -> str:
    """How one value is written: "1", "100", or "" where both ways are possible."""
    value = number_in(told.text) if told.text else None
    if value is not None and _signed(told.text):
        return "100"
    if value is None or value in (0, 1):
        return ""
    if told.denominator:
        exact = Decimal(told.numerator or 0) * 100 / told.denominator
        return "100" if abs(value - exact) <= _NEAR else "1"
    return "100" if value > 1 else "1"


def _look_like_two(rows: Sequence[Told]) -> bool:
    """Whether figures of any name that is not a count's look like percentages in two scales: some within 0-1, some well
    within 100, and about a hundred times apart."""
    if _name(rows[0])[0].endswith(_COUNTS):
        return False
    found = [value for told in rows if (value := number_in(told.text)) is not None and value not in (0, 1)]
    small, large = ([value for value in found if (value < 1) is low] for low in (True, False))
    if not small or not large or min(small) < 0 or max(large) > 100:
        return False
    if min(large) <= _LARGE[0] or median(large) < _LARGE[1]:
        return False
    return _APART[0] <= median(large) / median(small) <= _APART[1]


def _mixed(rows: Sequence[Told], places: Sequence[int]) -> list[Flaw]:
    scales = {place: _scale(rows[place]) for place in places}
    counted = Counter(scale for scale in scales.values() if scale)
    if len(counted) < 2:
        over = [place for place in places if not -1 < (number_in(rows[place].text or "0") or Decimal(0)) <= 100]
        return [Flaw(place, "value", "beyond_all", N_("百分比须在0与100之间，请核对")) for place in over]
    fewer = min(counted, key=lambda scale: (counted[scale], scale))
    sentence = N_("“{indicator}”的百分比有的按0—1、有的按0—100填写，请统一（或写出%号）后再导入")
    return [
        Flaw(place, "value", "two_scales", sentence.format(indicator=rows[place].indicator))
        for place, scale in scales.items()
        if scale == fewer
    ]


def turned(rows: Sequence[Told], places: Sequence[int]) -> list[Flaw]:
    """What speaks against the direction in which one indicator of one edition is said to be good: rows that say it
    otherwise than most, or else printed ranks that mostly run against it."""
    counted = Counter(rows[place].fewer for place in places)
    if len(counted) > 1:
        fewer = min(counted, key=lambda way: (counted[way], way))
        said = N_("“{indicator}”的优劣有的填低者优、有的没有，请统一后再导入")
        return _at([place for place in places if rows[place].fewer == fewer], rows, "two_directions", said)
    ranked = sorted(
        (rank, value, place)
        for place in places
        if (rank := rows[place].rank) is not None and (value := _value(rows[place])) is not None
    )
    steps = [(one[1], other[1]) for one, other in pairwise(ranked) if one[0] < other[0]]
    rising, falling = sum(one < other for one, other in steps), sum(one > other for one, other in steps)
    against, along = (falling, rising) if rows[places[0]].fewer else (rising, falling)
    if against <= along:
        return []
    said = N_("“{indicator}”的位次与优劣相反：按位次看应是{way}，请改“优劣”列，或核对位次")
    way = N_("高者优") if rows[places[0]].fewer else N_("低者优")
    return _at(sorted(place for _rank, _figure, place in ranked), rows, "direction_against_ranks", said, way=way)


def _at(places: Sequence[int], rows: Sequence[Told], code: str, said: str, **more: str) -> list[Flaw]:
    return [Flaw(place, "better", code, said.format(indicator=rows[place].indicator, **more)) for place in places]


def _value(told: Told) -> Decimal | None:
    """A row's figure for comparing it with others of its column."""
    if told.denominator and told.numerator is not None:
        return Decimal(told.numerator) / told.denominator
    return number_in(told.text) if told.text else None
