"""The accidents of 2024 as they went on (示例数据), planned from the seed of the five years before: the same streets,
seasons and kinds; the new types grow rare. Planted: from April on the listed streets have a fifth fewer; which streets
these are is known once they are listed, so that of each accident only stands whether it would have been spared there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from random import Random

from zhiben.demonstration import accident_telling, calendar
from zhiben.demonstration.accident_story import A_YEAR, Accident, Told, days_of, new_kind, usual
from zhiben.demonstration.accident_words import NOVELTIES

YEAR = 2024
OF_THE_YEAR = 0.98
STILL_NEW, NEW_UNTIL = (2, 3), date(2024, 6, 30)
"""How many accidents of each new type there still are, and until when."""

BETTER_FROM, FEWER = date(2024, 4, 1), 0.2
"""From when on the listed streets have how many fewer."""


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The accidents of the year in the order of their days, numbered on from those before; `spared`: the numbers of
    those that do not happen where a street is listed."""

    accidents: tuple[Accident, ...]
    spared: frozenset[int]


NOTHING = GoingOn((), frozenset())


def go_on(told: Told, seed: object, *, narratives: bool = True) -> GoingOn:
    """How a story goes on until the demonstration's last day. Without `narratives` it is told faster, and is the same
    in all else."""
    rng = Random(f"accidents {seed} {YEAR}")  # noqa: S311 - the same city every time, no secret
    mean = A_YEAR * OF_THE_YEAR
    count = max(1, round(rng.gauss(mean, sqrt(mean))))
    days, weights = days_of(YEAR)
    places = rng.choices(range(len(told.streets)), [one.expected for one in told.streets], k=count)
    found = [usual(rng, day, place) for day, place in zip(rng.choices(days, weights, k=count), places, strict=True)]
    for one in NOVELTIES:
        for _number in range(rng.randint(*STILL_NEW)):
            on = date(YEAR, 1, 1) + timedelta(days=rng.randrange((NEW_UNTIL - date(YEAR, 1, 1)).days))
            found.append(new_kind(rng, on, one, told.streets))
    found = sorted((one for one in found if one.on <= calendar.LAST), key=lambda one: one.at)
    words, luck = Random(f"words {seed} {YEAR}"), Random(f"spared {seed} {YEAR}")  # noqa: S311
    first = len(told.accidents) + 1
    accidents = tuple(
        accident_telling.numbered(one, number, words if narratives else None) for number, one in enumerate(found, first)
    )
    spared = {one.number for one in accidents if luck.random() < FEWER and one.on >= BETTER_FROM}
    return GoingOn(accidents, frozenset(spared))
