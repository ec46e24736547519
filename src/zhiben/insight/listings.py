"""Which streets are listed, and since when: rooms above tell, and this room knows nothing of how they decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from zhiben.kernel.rights import Coordinates

MONTHS_TO_JUDGE = 6
"""So many whole months of treatment a base year holds before it tells whether streets are back within, as nothing is
said of an effect after fewer; a default of this product. It is not a whole year, since base years are those of the
calendar: of streets that are listed in February nothing could be said before the second January."""


def treated_in(since: date, year: int) -> int:
    """The whole months from a listing until the end of a year."""
    return 12 * (year - since.year + 1) - since.month + (since.day == 1)


@dataclass(frozen=True, slots=True)
class Listing:
    """Streets by id that were listed by one decision: from which day, until which (None: still), under which title, by
    which decision ("": not told, then title and day stand for it)."""

    streets: tuple[int, ...]
    since: date
    until: date | None
    title: str
    decision: str = ""

    @property
    def decided(self) -> str:
        """What its decision is called."""
        return self.decision or f"{self.title}（{self.since}）"


Provider = Callable[[Coordinates], Iterable[Listing]]
"""From a ground to what is or was listed by its office, whatever the scope shows."""

_providers: list[Provider] = []


def tell(provider: Provider) -> None:
    """Have a room tell its listings."""
    if provider not in _providers:
        _providers.append(provider)


def listings(at: Coordinates) -> list[Listing]:
    """All listings on a ground, the earliest first."""
    found = [one for provider in _providers for one in provider(at)]
    return sorted(found, key=lambda one: (one.since, one.title, one.streets))


def by_decision(found: Iterable[Listing]) -> dict[str, list[Listing]]:
    """Listings by what their decision is called, the decisions in the order of their first days."""
    told: dict[str, list[Listing]] = {}
    for one in sorted(found, key=lambda one: one.since):
        told.setdefault(one.decided, []).append(one)
    return told


def names_in(text: str) -> list[str]:
    """Names between commas, pauses, blanks or ends of lines, each once."""
    for mark in "，,;；\n\t 　":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(name for name in text.split("、") if name))
