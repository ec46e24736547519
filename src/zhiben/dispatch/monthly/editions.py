"""One month beside another in what the province or the ministry published. A count grows as late reports come in, so
what was published first is compared with what was published first; where one side exists only as revised, that is
said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhiben.dispatch.vocab import Edition
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Published:
    """One printed figure of one region."""

    region: str
    indicator: str
    month: date
    edition: Edition
    published_on: date
    value: Decimal | None
    counts: tuple[int, int] | None = None
    rank: int | None = None
    fewer_is_better: bool = False
    share: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """A month beside an earlier one; `warning` says why the difference is not one of the same kind ("" when it is)."""

    now: Published
    before: Published
    warning: str

    @property
    def change(self) -> Decimal | None:
        """The difference of the values."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


Shelf = Mapping[tuple[str, str, date], list[Published]]
"""All editions of a region's indicator in a month, in the order of their publication."""


def shelved(rows: Iterable[Published]) -> Shelf:
    """The rows by what they are of."""
    found: dict[tuple[str, str, date], list[Published]] = {}
    for row in sorted(rows, key=lambda row: (row.published_on, row.edition)):
        found.setdefault((row.region, row.indicator, row.month), []).append(row)
    return found


def comparable(shelf: Shelf, region: str, indicator: str, month: date) -> Published | None:
    """What a month is compared by: the figure published first, else the earliest revised one; None without any."""
    rows = shelf.get((region, indicator, month), [])
    return next((row for row in rows if row.edition is Edition.FIRST), rows[0] if rows else None)


def latest(shelf: Shelf, region: str, indicator: str, month: date) -> Published | None:
    """What is known of a month by its last edition."""
    rows = shelf.get((region, indicator, month), [])
    return rows[-1] if rows else None


def compared(shelf: Shelf, region: str, indicator: str, months: tuple[date, date]) -> Beside | None:
    """The later of two months beside the earlier; None where either was never published."""
    now, before = (comparable(shelf, region, indicator, month) for month in months)
    if now is None or before is None:
        return None
    revised = [one.month for one in (now, before) if one.edition is Edition.REVISED]
    return Beside(now, before, _warning(revised) if revised else "")


def _warning(revised: list[date]) -> str:
    months = "、".join(N_("{year}年{month}月").format(year=one.year, month=one.month) for one in revised)
    return N_("{months}只有修订后的数据，没有首次公布的，与首次公布的数据相减不完全可比").format(months=months)
