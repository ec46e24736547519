"""Which streets are listed, and since when: rooms above tell, and this room knows nothing of how they decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from zhiben.kernel.rights import Coordinates


@dataclass(frozen=True, slots=True)
class Listing:
    """Streets by id that were listed by one decision: from which day, until which (None: still), under which title."""

    streets: tuple[int, ...]
    since: date
    until: date | None
    title: str


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


def names_in(text: str) -> list[str]:
    """Names between commas, pauses, blanks or ends of lines, each once."""
    for mark in "，,;；\n\t 　":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(name for name in text.split("、") if name))
