"""Signs that what was entered may be made up: copied texts, bursts of closing before a deadline, movements that nobody
can make, last digits that prefer some figures. Each answers with figures for a person to check, never with a verdict.

Keeps to itself how thousands of texts are compared at once: runs of three characters are counted into a few hundred
columns, where two texts can only look more alike than they are; what passes there is compared exactly.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "1"
"""Of these methods; another number when the same input may be answered differently."""

ALIKE, LEAST_CHARACTERS = 0.9, 10
LATE_SHARE = 0.1
"""The last 3 of 30 days."""

FASTEST = 120.0
"""Kilometres per hour."""

LEAST_VALUES, LEAST_DIGITS = 100, 2
BLOCK = 1_000
EARTH = 6_371.0
SENTENCE_ENDS = "。！？；!?;\n"


@dataclass(frozen=True, slots=True)
class Copy:
    """Two texts by their places, the earlier first, and how alike they are: the cosine of their runs of three
    characters, 1 when they are identical after normalising."""

    one: int
    other: int
    likeness: float


def normal(text: str) -> str:
    """The text without what copying changes by accident: width, case, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(one for one in folded if unicodedata.category(one)[0] in "LN")


def own_words(text: str, templates: Collection[str] = ()) -> str:
    """The normalised text without the sentences that everybody may write. `templates` are normalised sentences."""
    for end in SENTENCE_ENDS:
        text = text.replace(end, "\0")
    return "".join(one for one in map(normal, text.split("\0")) if one not in templates)


def copies(texts: Sequence[str], *, templates: Collection[str] = ()) -> list[Copy]:
    """All pairs that are copies of each other, by place. Texts of less than 10 characters of their own are not
    compared; of identical ones only the first is compared with others."""
    allowed = frozenset(map(normal, templates))
    first: dict[str, int] = {}
    found = []
    for place, text in enumerate(texts):
        own = own_words(text, allowed)
        if len(own) >= LEAST_CHARACTERS and (original := first.setdefault(own, place)) != place:
            found.append(Copy(original, place, 1.0))
    words, places = list(first), list(first.values())
    near = _near(words) if len(words) > 1 else iter(())
    found += [Copy(places[one], places[other], likeness) for one, other, likeness in near]
    return sorted(found, key=lambda pair: (pair.one, pair.other))


def _near(words: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of different texts whose cosine reaches the threshold. Collisions of columns only add to a product of
    counts, so that nothing is lost to them."""
    import numpy as np  # by whoever compares texts; a page of the site does without

    grams = [Counter(word[start : start + 3] for start in range(len(word) - 2)) for word in words]
    norms = np.array([math.sqrt(sum(count * count for count in one.values())) for one in grams], np.float32)
    table = _counted(grams) / norms[:, None]
    for top in range(0, len(words), BLOCK):
        for left in range(top, len(words), BLOCK):
            products = table[top : top + BLOCK] @ table[left : left + BLOCK].T
            for row, column in np.argwhere(products >= ALIKE - 1e-4).tolist():
                one, other = top + row, left + column
                if one < other and (likeness := _cosine(grams[one], grams[other], norms[one] * norms[other])) >= ALIKE:
                    yield one, other, likeness


def _counted(grams: Sequence[Counter[str]]) -> NDArray[np.float32]:
    """Texts by columns. Long texts need more columns, or all of them would look alike there."""
    import numpy as np

    mean = sum(len(one) for one in grams) / len(grams)
    width = 1 << min(12, max(9, math.ceil(math.log2(8 * mean + 1))))
    table = np.zeros((len(grams), width), np.float32)
    columns: dict[str, int] = {}
    for row, one in enumerate(grams):
        for gram, count in one.items():
            if gram not in columns:
                columns[gram] = crc32(gram.encode()) % width
            table[row, columns[gram]] += count
    return table


def _cosine(one: Counter[str], other: Counter[str], norms: float) -> float:
    product = sum(count * other[gram] for gram, count in one.items() if gram in other)
    return min(1.0, product / float(norms))


def groups(pairs: Collection[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by pairs, directly or through others, by its first member."""
    leader: dict[int, int] = {}

    def head(place: int) -> int:
        while (above := leader.setdefault(place, place)) != place:
            leader[place] = leader[above]
            place = above
        return place

    for one, other in pairs:
        low, high = sorted((head(one), head(other)))
        leader[high] = low
    found: dict[int, list[int]] = {}
    for place in sorted(leader):
        found.setdefault(head(place), []).append(place)
    return [found[first] for first in sorted(found)]


def common_parts(one: str, other: str, *, least: int = 4) -> list[tuple[int, int]]:
    """Where `one` has runs of at least `least` characters that `other` has too: [start, end) in `one`."""
    runs = {other[start : start + least] for start in range(len(other) - least + 1)}
    spans: list[tuple[int, int]] = []
    for start in range(len(one) - least + 1):
        if one[start : start + least] in runs:
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], start + least)
            else:
                spans.append((start, start + least))
    return spans


@dataclass(frozen=True, slots=True)
class Burst:
    """How many of `total` closings fell into the last days, and how improbable so many are: against the share that
    the calendar gives, and against the share among others (None where there are none to compare with)."""

    late: int
    total: int
    p: float
    p_others: float | None = None


def burst(late: int, total: int, *, others: tuple[int, int] = (0, 0), share: float = LATE_SHARE) -> Burst:
    """Judge one unit's closings; `others` are the late ones and all of the other units in the same time. A deadline
    pulls work forward for everybody: the units are to be compared."""
    late_others, of_others = others
    beside = tail(late, total, (late_others + 1) / (of_others + 2)) if of_others else None
    return Burst(late, total, tail(late, total, share), beside)


def tail(least: int, of: int, share: float) -> float:
    """The probability of `least` or more successes in `of` tries, each with probability `share` (0 < share < 1)."""
    if least <= 0:
        return 1.0
    logs = [
        math.lgamma(of + 1) - math.lgamma(hits + 1) - math.lgamma(of - hits + 1)
        + hits * math.log(share) + (of - hits) * math.log1p(-share)
        for hits in range(least, of + 1)
    ]  # fmt: skip
    return min(1.0, math.fsum(map(math.exp, logs)))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where and when one person was: degrees, and a moment. `key` is the caller's."""

    key: int
    at: datetime
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Movement:
    """A way that is too long for its time: kilometres, hours, kilometres per hour (infinite within one moment)."""

    one: int
    other: int
    kilometres: float
    hours: float
    speed: float


def impossible_movements(stamps: Sequence[Stamp], *, fastest: float = FASTEST, slack: float = 1.0) -> list[Movement]:
    """Ways of one person between two stamps that follow each other, faster than `fastest`. Positions are no better
    than some hundred metres and clocks than a minute: ways of up to `slack` kilometres are none."""
    found = []
    for one, other in pairwise(sorted(stamps, key=lambda stamp: (stamp.at, stamp.key))):
        way = kilometres(one, other)
        hours = (other.at - one.at).total_seconds() / 3_600
        if way > slack and way > fastest * hours:
            found.append(Movement(one.key, other.key, way, hours, way / hours if hours else math.inf))
    return found


def kilometres(one: Stamp, other: Stamp) -> float:
    """The way over the sphere between two stamps."""
    here, there = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


@dataclass(frozen=True, slots=True)
class Digits:
    """How often each last digit occurs, the chi-square of it against all ten alike (9 degrees of freedom) with its
    probability, and the share of 0 and 5."""

    counts: tuple[int, ...]
    chi2: float
    p: float
    share_of_0_and_5: float


def last_digits(counts: Sequence[int]) -> Digits:
    """Judge the counts of the ten last digits. Raises ValueError without any, or when they are not ten."""
    total = sum(counts)
    if len(counts) != 10 or not total:
        raise ValueError("ten counts, not all of them 0")
    expected = total / 10
    chi2 = sum((count - expected) ** 2 for count in counts) / expected
    return Digits(tuple(counts), chi2, _beyond(chi2), (counts[0] + counts[5]) / total)


def _beyond(chi2: float) -> float:
    """The probability that chi-square with 9 degrees of freedom exceeds `chi2`, in closed form."""
    half = chi2 / 2
    series: float = sum(half ** (step - 0.5) / math.gamma(step + 0.5) for step in range(1, 5))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * series
