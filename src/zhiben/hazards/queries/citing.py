"""From the words that people type to clauses: which one a citation names, and which ones a finding may fall under. Pure
functions over clauses that were read; a suggestion is a ranking, never a judgement."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from zhiben.foundation.search.words import fold

if TYPE_CHECKING:
    from zhiben.hazards.models import Criterion

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMBER = re.compile(r"\d+|[零〇一二三四五六七八九十]+")
SAID_AFTER = re.compile(r"[::;;]")
"""What follows such a mark are words about the finding, no longer the citation; folded colons are plain ones."""

WORD = 2.0
"""What a whole keyword counts beside the pairs of characters that it consists of."""
OF_THE_SECTOR, OF_THE_CATEGORY = 1.1, 1.25
"""What a clause counts whose standard is for the sector, and one whose own category is the sector."""
ENOUGH = 0.12
"""Below such a share of the typed words' weight a clause has hardly anything to do with them."""
ALIKE = 4
"""So many pairs must agree where no keyword does: 安全 or 防护 alone are in everything."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A clause that the words may fall under, what of the words it was found by, and how well they fit (0 to about
    3)."""

    clause: Criterion
    matched: tuple[str, ...]
    score: float


# Which clause a citation names


def named(text: str, clauses: Iterable[Criterion]) -> list[Criterion]:
    """The clauses that `text` may name, by code, by number and article, or by their very words; one where it is clear,
    several where it names more, none where it names nothing of the catalogue."""
    folded, known = fold(text), list(clauses)
    if not folded:
        return []
    return (
        _by_code(folded, known)
        or _by_article(folded, known)
        or [clause for clause in known if fold(clause.summary) == folded]
    )


def _by_code(folded: str, clauses: Sequence[Criterion]) -> list[Criterion]:
    """Clauses whose code stands in the text, not as a part of a longer one."""
    found = []
    for clause in clauses:
        code = re.escape(fold(clause.code))
        if re.search(rf"(?<![0-9a-z-]){code}(?![0-9(-])", folded):
            found.append(clause)
    return found


def _by_article(folded: str, clauses: Sequence[Criterion]) -> list[Criterion]:
    """Clauses of a standard whose number opens the text, as far as article and item agree with what follows it."""
    numbered = [(number, clause) for clause in clauses if (number := fold(clause.standard.document_no))]
    longest = max((len(number) for number, _ in numbered if number in folded), default=0)
    found = []
    for number, clause in numbered:
        if len(number) == longest and number in folded:
            rest = SAID_AFTER.split(folded.partition(number)[2])[0]
            asked, told = numbers(rest), numbers(f"{clause.article} {clause.item_no}")
            if told and asked and told[: len(asked)] == asked[: len(told)]:
                found.append(clause)
    return found


def numbers(text: str) -> tuple[int, ...]:
    """The numbers in a text, in figures or in numerals below a hundred: 第十一条第(三)项 is 11 and 3."""
    return tuple(_value(found) for found in NUMBER.findall(text))


def _value(figures: str) -> int:
    if figures[0] not in DIGITS and figures[0] != "十":
        return int(figures)
    tens, ten, ones = figures.partition("十")
    if not ten:
        return int("".join(str(DIGITS[one]) for one in figures))
    return 10 * (DIGITS.get(tens, 1) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)


# Which clauses a finding may fall under


class Suggester:
    """Clauses made ready for many questions. Pairs of characters that many clauses share weigh little, so that 未设置
    or 没有 find nothing by themselves."""

    def __init__(self, clauses: Iterable[Criterion]) -> None:
        self._known = [(clause, _pairs(clause), _keywords(clause)) for clause in clauses]
        held = Counter(pair for _, pairs, _ in self._known for pair in pairs)
        self._weight = {pair: math.log(1 + len(self._known) / count) for pair, count in held.items()}

    def suggest(self, words: str, sector: str = "", *, most: int = 5) -> list[Suggestion]:
        """At most `most` clauses, the best first; `sector` is the name of one, whose clauses go before others that fit
        as well."""
        folded = fold(words)
        asked = _within(folded) & set(self._weight)
        whole = sum(self._weight[pair] for pair in asked)
        if not whole:
            return []
        found = []
        for clause, pairs, keywords in self._known:
            shared, said = asked & pairs, [word for word in keywords if word in folded]
            if not said and len(shared) < ALIKE:
                continue
            fits = sum(self._weight[pair] for pair in shared)
            fits += WORD * sum(self._weight[pair] for pair in {pair for word in said for pair in _within(word)})
            score = fits / (whole + _spread(pairs)) * _counts(clause, sector)
            if score >= ENOUGH:
                found.append(Suggestion(clause, _told(folded, shared, said), round(score, 4)))
        return sorted(found, key=lambda one: (-one.score, one.clause.code))[:most]


def _within(text: str) -> set[str]:
    """A folded text's pairs of neighbouring characters, none across punctuation."""
    return {pair for pair in map("".join, pairwise(text)) if pair.isalnum()}


def _spread(pairs: frozenset[str]) -> float:
    """A long clause shares pairs with anything; it pays for its length a little."""
    return 0.5 * math.sqrt(len(pairs))


def _pairs(clause: Criterion) -> frozenset[str]:
    texts = (clause.summary, *_keywords(clause), clause.category)
    return frozenset(pair for text in texts for pair in _within(fold(text)))


def _keywords(clause: Criterion) -> tuple[str, ...]:
    return tuple(fold(word) for word in clause.keywords.split("、") if word.strip())


def _counts(clause: Criterion, sector: str) -> float:
    if sector and sector == clause.category:
        return OF_THE_CATEGORY
    return OF_THE_SECTOR if sector in clause.standard.sector_words else 1


def _told(folded: str, shared: set[str], said: Sequence[str]) -> tuple[str, ...]:
    """The stretches of the typed words that the clause has too, in their order; keywords first of all."""
    covered = [False] * len(folded)
    for word in (*shared, *said):
        for start in (found.start() for found in re.finditer(f"(?={re.escape(word)})", folded)):
            covered[start : start + len(word)] = [True] * len(word)
    stretches, begun = [], 0
    for place, inside in enumerate([*covered, False]):
        if not inside:
            if place > begun:
                stretches.append(folded[begun:place])
            begun = place + 1
    return tuple(dict.fromkeys(stretches))
