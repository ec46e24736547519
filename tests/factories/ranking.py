"""The province's ranking as it was taken in: rows of one indicator and month, in the words of the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhiben.dispatch.models import ProvincialRank
from zhiben.foundation.scope import unscoped
from zhiben.kernel.rights import Coordinates

RATE = "隐患整改率"
JANUARY = date(2024, 1, 1)
TABLE = {"深圳市": (1, 2), "示例市": (1, 3)}


def ranked(
    place: Coordinates,
    month: date,
    told: dict[str, tuple[int, int | None]],
    *,
    edition: str = "first",
    indicator: str = RATE,
    printed: dict[str, int] | None = None,
    published_on: date | None = None,
) -> None:
    """What an edition says of each city: items done of all (None: a bare count), and the place where it prints one. It
    comes out on the 12th of the next month, a revised one on the 15th."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 12 if edition == "first" else 15)
    with unscoped(reason="test data"):
        for region, (done, of) in told.items():
            row = ProvincialRank(region=region, indicator=indicator, month=month, edition=edition, share=of is not None)
            row.published_on = published_on or following
            row.value = Decimal(done)
            if of is not None:
                row.numerator, row.denominator, row.value = done, of, Decimal(done) * 100 / of
            row.rank = (printed or {}).get(region)
            row.place_at(place)
            row.save()
