"""Which narratives are unlike everything before: how near the nearest past one is, how much of its content no past one
has, and both against what past ones show among themselves. It queues cases for a person and classifies nothing.

Measured on texts of the field (tests/analysis/test_novelty.py): a kind of accident that was held back is told from
usual ones with an area under the curve of 0.86 to 0.95 on OSHA's narratives, where each kind has words of its own, and
of 0.60 to 0.87 on phrases of mine accidents, a dozen characters long, where causes share their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from zhiben.analysis import narratives
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "4"
"""Of the method; another number when the same texts may be answered differently."""

TAIL = 0.05
"""As few of the past narratives are as far from the others as one must be to be flagged."""
LEAST_SCORE = 0.15
"""What is less novel is not flagged, however uniform the past is."""
LEAST_PAST = 30
"""With fewer past narratives there is no such share: novelty is told, nothing is flagged."""
TEMPLATE, TEMPLATES = 0.9, 20
"""Above this similarity to so many others a narrative is taken for a template: data quality, no novelty."""
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Novelty:
    """`similarity` to the past narrative `nearest` (its place, None where there is none to compare with), `share` of
    its content words that no past one has, told as `unseen` for highlighting. `score`, from 0 (all known) to 1, is the
    geometric mean of the share and of what the similarity lacks. A short one has neither score nor flag."""

    similarity: float
    nearest: int | None
    share: float
    unseen: tuple[str, ...]
    flagged: bool = False
    short: bool = False

    @property
    def score(self) -> float:
        """For ranking. Without a content word that is new it is 0, however the words are put."""
        return 0.0 if self.short else sqrt(max(0.0, 1 - self.similarity) * self.share)


@dataclass(frozen=True, slots=True)
class Judged:
    """`past` against the other past ones, `new` against all of them. Flagged: more novel than `score_limit`, or less
    similar than `similarity_limit` (None where too few are past); and never below the least score. `templates`: places
    among past and new together, past first."""

    past: tuple[Novelty, ...]
    new: tuple[Novelty, ...]
    similarity_limit: float | None
    score_limit: float | None
    templates: tuple[int, ...]


def judge(past: Sequence[str], new: Sequence[str]) -> Judged:
    """Every narrative of both, as it was written. New ones are not compared with one another: several of a new kind
    are all new. A template, told over both, is never flagged."""
    texts = [narratives.prepared(text) for text in (*past, *new)]
    long = [place for place, text in enumerate(texts) if not narratives.is_short(text)]
    before = sum(place < len(past) for place in long)
    near = _nearest([texts[place] for place in long], before)
    unseen = list(_unseen(texts, len(past)))
    found = [Novelty(0.0, None, 0.0, (), short=True)] * len(texts)
    for place, (similarity, row) in zip(long, near.found, strict=True):
        share, words = unseen[place]
        found[place] = Novelty(similarity, None if row is None else long[row], share, words)
    templates = tuple(long[row] for row in near.templates)
    compared = [one for one in found[: len(past)] if one.nearest is not None]
    if len(compared) < LEAST_PAST:
        return Judged(tuple(found[: len(past)]), tuple(found[len(past) :]), None, None, templates)
    low = float(np.quantile([one.similarity for one in compared], TAIL))
    high = float(np.quantile([one.score for one in compared], 1 - TAIL))
    copied = set(templates)
    told = [one if place in copied else _flagged(one, low, high) for place, one in enumerate(found)]
    return Judged(tuple(told[: len(past)]), tuple(told[len(past) :]), low, high, templates)


def _flagged(one: Novelty, low: float, high: float) -> Novelty:
    if one.score < LEAST_SCORE or not (one.similarity < low or one.score > high):
        return one
    return Novelty(one.similarity, one.nearest, one.share, one.unseen, flagged=True)


@dataclass(frozen=True, slots=True)
class _Near:
    """By row: the greatest cosine to a past row that is not itself, and which one; and the rows that many resemble."""

    found: list[tuple[float, int | None]]
    templates: list[int]


def _nearest(texts: Sequence[str], before: int) -> _Near:
    """The first `before` texts are past. One sparse product, a block of rows at a time, so that no block of it takes
    more than a few megabytes."""
    if not texts:
        return _Near([], [])
    table = narratives.weighted(narratives.grams(texts), before)
    turned = table.T.tocsr()
    found: list[tuple[float, int | None]] = []
    templates: list[int] = []
    for top in range(0, len(texts), BLOCK):
        products = (table[top : top + BLOCK] @ turned).toarray()
        rows = np.arange(len(products))
        products[rows, rows + top] = -1.0
        templates += (np.flatnonzero((products > TEMPLATE).sum(axis=1) >= TEMPLATES) + top).tolist()
        if not before:
            found += [(0.0, None)] * len(products)
            continue
        best = products[:, :before].argmax(axis=1)
        for row, column in enumerate(best.tolist()):
            cosine = float(products[row, column])
            found.append((min(1.0, cosine), column) if cosine >= 0 else (0.0, None))
    return _Near(found, templates)


def _unseen(texts: Sequence[str], before: int) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Of each text: the share of its content words that no past text has, itself left out, and which these are."""
    sets = [set(narratives.content(text)) for text in texts]
    seen = Counter(word for one in sets[:before] for word in one)
    for place, distinct in enumerate(sets):
        own = 1 if place < before else 0
        new = {word for word in distinct if seen[word] <= own}
        share = len(new) / len(distinct) if distinct else 0.0
        yield share, narratives.joined(texts[place], new)


METHODS = (
    Method(
        key="novelty",
        title=N_("文字新颖度"),
        version=VERSION,
        reference="Salton & Buckley 1988 (TF-IDF); Markou & Singh 2003",
        how=N_(
            "先遮去个人信息，把同义的说法统一（坠亡、摔下都读作坠落）。然后看两点：与过去哪一起最像、像到什么程度；这段话里相邻两字的"
            "组合有多大比例是过去从没出现过的。两点合成新颖度，从0到1。再看过去的每一起与其余各起相比是多少：比过去95%的都新，或者比"
            "过去95%的都不像、又有新的组合，就排入研判队列，并标出新的文字（不一定是完整的词）和最相近的一起。不足10个字的不比；与20起"
            "以上几乎相同的，当作套用模板，转数据质量核对。"
        ),
        never=N_("新颖只是请人看一看，不能据此归类，也不能说是新类型事故；最相近的一起不是原因。"),
    ),
)
