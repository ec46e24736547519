"""The story of the demonstration's accidents: what it plants is found by the real methods, and little else is claimed.

Found: a combination, when a rule that is read out brings its cause together with its hour, which nothing else in the
story does, and tells nothing beside the combination; a new type, when most of its cases are flagged. False claims:
rules read out that do not hold in other cities of the same story, where they beat every simpler rule by not even a
twentieth; of the flagged cases those that are of no new type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, combinations, product
from statistics import fmean

import numpy as np
import pytest

from zhiben.analysis import new_types, rules
from zhiben.analysis.masking import mask
from zhiben.analysis.spring_festival import days_within
from zhiben.demonstration import accident_story as story
from zhiben.demonstration.accident_story import Accident, Told
from zhiben.orgs.examples import SECTORS

pytestmark = pytest.mark.either

LAST = date(2023, 12, 31)
LEAST_GAIN = 1.05
OTHERS = range(5_000, 5_040)
"""Seeds of the cities in which a rule has to hold too."""

Facts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the methods say of one city."""

    combinations: dict[str, bool]
    at_length: int
    new_types: dict[str, bool]
    shown: list[tuple[Facts, Facts]]
    flagged: int
    flagged_usual: int
    usual: int
    templates: int


def judge(seed: int) -> Judged:
    told = story.tell(seed)
    cases = [
        new_types.Case(str(one.number), one.on, one.narrative, one.type, one.sector)  # no object is coded
        for one in told.accidents
    ]
    shown = [one for one in rules.find([story.facts_of(one) for one in told.accidents]).rules if one.shown]
    found = new_types.find(cases, as_of=LAST)
    recent = [place for place, case in enumerate(cases) if found.since <= case.on <= LAST]
    usual = [place for place in recent if told.accidents[place].planted not in told.new_types]
    return Judged(
        {name: any(_tells(one, facts) for one in shown) for name, facts in told.combinations.items()},
        sum(any(_tells(one, facts, 3) for one in shown) for facts in told.combinations.values()),
        {key: _mostly_flagged(told, recent, found.reasons, key) for key in told.new_types},
        [(one.if_, one.then) for one in shown],
        len(found.reasons),
        sum(place in found.reasons for place in usual),
        len(usual),
        len(found.templates),
    )


def _tells(rule: rules.Rule, facts: Sequence[str], length: int = 2) -> bool:
    together = rule.if_ | rule.then
    planted = {fact for fact in facts if fact.startswith(("原因", "时段"))}
    return len(together) >= length and planted <= together <= set(facts)


def _mostly_flagged(told: Told, recent: Sequence[int], reasons: Collection[int], key: str) -> bool:
    own = [place for place in recent if told.accidents[place].planted == key]
    return 2 * sum(place in reasons for place in own) > len(own)


class Elsewhere:
    """Other cities together, in which a rule has to hold."""

    def __init__(self, seeds: Sequence[int]) -> None:
        rows = [story.facts_of(one) for seed in seeds for one in story.tell(seed, narratives=False).accidents]
        names = sorted(set(chain.from_iterable(rows)))
        self.of = len(rows)
        self.columns = {name: np.array([name in row for row in rows]) for name in names}
        self.lift = cache(self._lift)

    def holds(self, one: Facts, other: Facts) -> bool:
        """Whether a rule beats every simpler one there."""
        lift = self.lift(one, other)
        simpler = (pair for pair in product(_parts(one), _parts(other)) if pair != (one, other))
        return lift >= LEAST_GAIN and all(lift >= LEAST_GAIN * self.lift(*pair) for pair in simpler)

    def _lift(self, one: Facts, other: Facts) -> float:
        counts = [self._count(facts) for facts in (one, other, one | other)]
        return counts[2] * self.of / (counts[0] * counts[1]) if counts[0] and counts[1] else 0.0

    def _count(self, facts: Facts) -> int:
        return int(np.logical_and.reduce([self.columns[fact] for fact in sorted(facts)]).sum())


def _parts(facts: Facts) -> list[Facts]:
    return [frozenset(some) for size in range(1, len(facts) + 1) for some in combinations(sorted(facts), size)]


@pytest.mark.parametrize("seeds", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_planted_are_found_and_little_else_is_claimed(seeds: int) -> None:
    judged = [judge(seed) for seed in range(seeds)]
    found = Counter[str]()
    for one in judged:
        found.update(name for name, seen in (one.combinations | one.new_types).items() if seen)
    shares = {name: found[name] / seeds for name in (*judged[0].combinations, *judged[0].new_types)}
    elsewhere = Elsewhere(OTHERS)
    shown = [pair for one in judged for pair in one.shown]
    wrong = sum(not elsewhere.holds(*pair) for pair in shown) / len(shown)
    flagged, of_usual = (sum(getattr(one, name) for one in judged) for name in ("flagged", "flagged_usual"))
    told = f"{shares}; rules {wrong:.1%} of {len(shown)}; cases {of_usual}/{flagged}, "
    told += f"{of_usual}/{sum(one.usual for one in judged)} of the usual ones; "
    told += f"with three facts {sum(one.at_length for one in judged)}/{3 * seeds}"
    assert len(shares) == 5
    # Of few seeds each may miss one more than a tenth; all five together never do.
    assert min(shares.values()) >= (0.9 if seeds >= 100 else 0.7), told
    assert fmean(shares.values()) >= 0.9, told
    assert wrong <= 0.1, told
    assert of_usual / flagged <= 0.1, told
    assert sum(one.templates for one in judged) == 0


def test_same_seed_tells_the_same_and_words_change_nothing_else() -> None:
    told, again, silent = story.tell(7), story.tell(7), story.tell(7, narratives=False)
    assert told == again
    assert [story.facts_of(one) for one in told.accidents] == [story.facts_of(one) for one in silent.accidents]
    assert {one.narrative for one in silent.accidents} == {""}
    assert story.tell(8) != told


def test_five_years_of_some_350_accidents_on_79_streets() -> None:
    years = Counter[int]()
    for seed in range(20):
        years.update(one.on.year for one in story.tell(seed, narratives=False).accidents)
    assert sorted(years) == [2019, 2020, 2021, 2022, 2023]
    assert all(300 <= count / 20 <= 400 for count in years.values())
    told = story.tell(1)
    assert len(told.streets) == len(set(story.STREET_NAMES)) == 79
    assert story.STREET_NAMES[-1] == ("盐田区", "中英街管理局")
    assert sum(street.expected for street in told.streets) == pytest.approx(350)
    counts = Counter(one.street for one in told.accidents)
    most, least = max(counts[n] for n in range(79)), min(counts[n] for n in range(79))
    assert most > 8 * max(1, least)
    assert 0 < counts[-1] < 0.05 * len(told.accidents)


def test_little_happens_around_the_spring_festival_and_much_in_summer() -> None:
    on = [one.on for seed in range(10) for one in story.tell(seed, narratives=False).accidents]
    a_day = len(on) / (10 * 1826)
    quiet = sum(days_within(day, day) for day in on) / (10 * days_within(date(2019, 1, 1), LAST))
    summer = sum(day.month in (7, 8) for day in on) / (10 * 5 * 62)
    assert quiet < 0.6 * a_day < a_day < 0.9 * summer


def test_accidents_are_what_the_registers_know() -> None:
    told = story.tell(3)
    known = {name for name, _line in SECTORS}
    assert {one.sector for one in told.accidents} <= known
    assert {one.number for one in told.accidents} == set(range(1, len(told.accidents) + 1))
    assert [one.at for one in told.accidents] == sorted(one.at for one in told.accidents)
    assert all(one.deaths or one.serious or one.minor for one in told.accidents)
    graver = [one for one in told.accidents if one.deaths >= 3]
    assert 0 < len(graver) < 0.03 * len(told.accidents)
    assert all(timed(one) for one in told.accidents)
    lags = sorted((one.known_on - one.on).days for one in told.accidents)
    assert lags[len(lags) // 2] == 0 < 20 < lags[-1]


def timed(one: Accident) -> bool:
    return one.learned.total_seconds() > 0 and one.reported > one.learned


def test_narratives_are_plain_varied_and_without_people() -> None:
    texts = [one.narrative for one in story.tell(4).accidents]
    assert all(text.endswith("。（示例数据）") and "{" not in text for text in texts)
    assert [text for text in texts if mask(text).text != text] == []
    assert len(set(texts)) > 0.99 * len(texts)
    assert 40 < fmean(map(len, texts)) < 200


def test_new_types_come_in_the_last_year_only() -> None:
    told = story.tell(5)
    for key, first in told.new_types.items():
        own = [one for one in told.accidents if one.planted == key]
        assert min(one.on for one in own) == first > date(2023, 1, 1)
        words = [one.number for one in told.accidents if key in one.narrative]
        assert set(words) <= {one.number for one in own}


def test_exposures_are_told_of_every_street_and_year() -> None:
    told = story.tell(1)
    sizes = story.exposures(told)
    assert set(sizes) == {(*street, year) for street in story.STREET_NAMES for year in range(2019, 2024)}
    assert all(min(row) > 0 for row in sizes.values())
    employees = [sizes[(*street, 2021)][0] for street in story.STREET_NAMES]
    expected = [one.size for one in told.streets]
    assert np.corrcoef(employees, expected)[0, 1] > 0.95
