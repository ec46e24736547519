"""What narratives are about, found without a list of words: topics by non-negative factors of TF-IDF (D. D. Lee and
H. S. Seung, 1999). Nobody has to trust a label: a topic is its words and its most typical narratives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zhiben.analysis import narratives
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same texts may give other topics."""

TOPICS, TYPICAL, WORDS = 8, 5, 8
LEAST_TEXTS = 50
"""With fewer long narratives there are no topics."""
LEAST_WITH, MOST_SHARE = 3, 0.5
"""A word counts that so many narratives have at least, and this share of them at most."""
SAMPLE, TOGETHER = 50, 0.6
"""Narratives that are asked whether two pairs of characters are one word, and how many of them must say so."""
SEED = 345


@dataclass(frozen=True, slots=True)
class Topic:
    """`words`, the weightiest first; places of the `typical` narratives; how many narratives have it as their first."""

    words: tuple[str, ...]
    typical: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """`topics`, the most frequent first; `first`: of each narrative the place of its topic, None for one that is too
    short or has none of the words."""

    topics: tuple[Topic, ...]
    first: tuple[int | None, ...]


def find(texts: Sequence[str], *, topics: int = TOPICS) -> Found:
    """Topics of the narratives as they were written; the same ones give the same topics. Raises ValueError with fewer
    than 50 that are long enough, or too few for so many topics."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    ready = [narratives.prepared(text) for text in texts]
    long = [place for place, text in enumerate(ready) if not narratives.is_short(text)]
    if len(long) < LEAST_TEXTS or not 2 <= topics <= len(long) // 5:
        raise ValueError(f"topics need {LEAST_TEXTS} narratives at least, and five for each")
    words = TfidfVectorizer(
        analyzer=narratives.content, min_df=LEAST_WITH, max_df=MOST_SHARE, sublinear_tf=True, dtype=np.float64
    )
    try:
        table = words.fit_transform([ready[place] for place in long])
    except ValueError as error:
        raise ValueError("the narratives share no words") from error
    count = min(topics, table.shape[1] - 1)
    model = NMF(n_components=max(1, count), init="nndsvda", random_state=SEED, max_iter=2_000, tol=1e-3)
    return _told(model.fit_transform(table), model.components_, words.get_feature_names_out(), ready, long)


def _told(weights: Any, parts: Any, words: Any, ready: Sequence[str], long: list[int]) -> Found:
    # Of one length, so that a topic is no stronger for being written small.
    weights = weights * np.linalg.norm(parts, axis=1)
    best = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
    counts = np.bincount(best[best >= 0], minlength=weights.shape[1])
    order = [int(one) for one in np.argsort(-counts, kind="stable") if counts[one]]
    topics = []
    for one in order:
        near = [long[int(row)] for row in np.argsort(-weights[:, one], kind="stable")]
        heavy = [str(words[place]) for place in np.argsort(-parts[one], kind="stable")[: 2 * WORDS]]
        told = _words(heavy, [ready[place] for place in near[:SAMPLE]])
        topics.append(Topic(told, tuple(near[:TYPICAL]), int(counts[one])))
    first: list[int | None] = [None] * len(ready)
    for row, one in enumerate(best.tolist()):
        if one >= 0:
            first[long[row]] = order.index(one)
    return Found(tuple(topics), tuple(first))


def _words(pairs: list[str], texts: list[str]) -> tuple[str, ...]:
    """Pairs of characters that continue one another in most of the topic's narratives are one word: 脚手 and 手架 make
    脚手架."""
    found = list(pairs)
    while (joint := _joint(found, texts)) is not None:
        place, other, whole = joint
        found[place] = whole
        del found[other]
    return tuple(found[:WORDS])


def _joint(words: list[str], texts: list[str]) -> tuple[int, int, str] | None:
    for place, one in enumerate(words):
        for other in range(place + 1, len(words)):
            whole = _whole(one, words[other])
            holding = sum(words[other] in text for text in texts)
            if whole and sum(whole in text for text in texts) > TOGETHER * holding:
                return place, other, whole
    return None


def _whole(one: str, other: str) -> str:
    if one.isascii() or other.isascii():
        return ""
    if other in one:
        return one
    if one.endswith(other[0]):
        return one + other[1:]
    return other[:-1] + one if one.startswith(other[-1]) else ""


METHODS = (
    Method(
        key="topics",
        title=N_("事故经过的主题"),
        version=VERSION,
        reference="Lee & Seung 1999; Salton & Buckley 1988",
        how=N_(
            "不预先规定类别，让机器把常在一起出现的词归成几组，每组就是一个主题。每个主题列出最有分量的词和最典型的五起事故，点开就是原"
            "文；主题叫什么名字由人来定。同样的材料每次得出同样的主题。"
        ),
        never=N_("主题不是事故类别，也不是原因；不看原文不下结论。"),
    ),
)
