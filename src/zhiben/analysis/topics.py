"""What narratives are about, found without a list of words: topics by non-negative factors of TF-IDF (D. D. Lee and
H. S. Seung, 1999). Nobody has to trust a label: a topic is its words and its most typical narratives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zhiben.analysis import narratives
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "3"
"""Of the method; another number when the same texts may give other topics."""

TOPICS, TYPICAL, WORDS = 8, 5, 8
PAIRS = 4
"""So many pairs of characters are looked at for a word: those of a phrase are one."""
LEAST_TEXTS = 50
"""With fewer long narratives there are no topics."""
LEAST_WITH, MOST_SHARE = 3, 0.5
"""A word counts that so many narratives have at least, and this share of them at most."""
SAMPLE, TOGETHER = 50, 0.6
"""Narratives that are asked what stands beside a pair of characters, and how many of them must say the same."""
LONGEST = 16
"""So many characters a word of a topic has at most."""
ONE, MEASURES = "一", "起名家台辆次处位"
INSIDE = frozenset({"小时"})
"""Words that end with a function character."""
SAID = frozenset(
    {"上午", "下午", "傍晚", "凌晨", "清晨", "中午", "夜间", "其间", "时间", "地点"}
    | {"另有", "发生", "共造成", "造成", "人轻伤", "人重伤", "人死亡", "事故", "经过"}
)
"""Words of hours and of reporting."""
LEAST_CLAUSE, LEAST_PASTED, PASTED = 4, 10, 0.01
"""A clause of so many characters that so many narratives have, and this share of them, may be pasted."""
LEAST_BESIDE, BEYOND, TIMES = 5, 5.0, 2.0
"""Words that so many narratives have beside a clause, by how many standard deviations more than by chance; and how many
times as far from chance as chance itself all of them are together."""
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

    ready = without_filler([narratives.prepared(text) for text in texts])
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


def without_filler(texts: Sequence[str]) -> list[str]:
    """Prepared texts without the clauses that are pasted into any of them: word for word the same in many, and what
    else is said in these is what is said everywhere (a clause that belongs to a kind of accident comes with its words).
    """
    from sklearn.feature_extraction.text import CountVectorizer

    split = [narratives.clauses(text) for text in texts]
    often = Counter(clause for some in split for clause in set(some) if len(clause) >= LEAST_CLAUSE)
    frequent = {clause for clause, count in often.items() if count >= max(LEAST_PASTED, PASTED * len(texts))}
    if not frequent:
        return list(texts)
    rest = [" ".join(clause for clause in some if clause not in frequent) for some in split]
    try:
        table = CountVectorizer(analyzer=narratives.content, binary=True, min_df=LEAST_BESIDE).fit_transform(rest)
    except ValueError:  # nothing is said beside them
        return list(texts)
    filler = {clause for clause in frequent if not _kept_company(table, [clause in some for some in split])}
    return [_without(text, some, filler) for text, some in zip(texts, split, strict=True)]


def _kept_company(table: Any, holding: list[bool]) -> bool:
    """Whether words beside a clause come there more or less often than elsewhere: by the mean over all of the squared
    distance from what is expected, in Poisson variances, which is 1 by chance; or any word by itself."""
    mask = np.asarray(holding)
    seen = np.asarray(table[mask].sum(axis=0)).ravel()
    expected = np.asarray(table.sum(axis=0)).ravel() * mask.mean()
    apart = float(((seen - expected) ** 2 / expected).mean())
    return apart > TIMES or bool(((seen >= LEAST_BESIDE) & (seen > expected + BEYOND * np.sqrt(expected))).any())


def _without(text: str, clauses: Sequence[str], filler: Collection[str]) -> str:
    for clause in clauses:
        if clause in filler:
            text = text.replace(clause, " ")
    return text


def _told(weights: Any, parts: Any, words: Any, ready: Sequence[str], long: list[int]) -> Found:
    # Of one length, so that a topic is no stronger for being written small.
    weights = weights * np.linalg.norm(parts, axis=1)
    best = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)
    counts = np.bincount(best[best >= 0], minlength=weights.shape[1])
    order = [int(one) for one in np.argsort(-counts, kind="stable") if counts[one]]
    topics = []
    for one in order:
        near = [long[int(row)] for row in np.argsort(-weights[:, one], kind="stable")]
        heavy = [str(words[place]) for place in np.argsort(-parts[one], kind="stable")[: PAIRS * WORDS]]
        told = _words(heavy, [ready[place] for place in near[:SAMPLE]], ready)
        topics.append(Topic(told, tuple(near[:TYPICAL]), int(counts[one])))
    first: list[int | None] = [None] * len(ready)
    for row, one in enumerate(best.tolist()):
        if one >= 0:
            first[long[row]] = order.index(one)
    return Found(tuple(topics), tuple(first))


def _words(pairs: list[str], texts: list[str], everywhere: Sequence[str]) -> tuple[str, ...]:
    """Whole words and phrases instead of pairs of characters, each once, none part of another. What stands in more than
    half of all texts, and words of hours and of reporting, tell no topic from another."""
    found: list[str] = []
    for one in dict.fromkeys(one if one.isascii() else _whole(one, texts) for one in pairs):
        common = sum(one in text for text in everywhere) > MOST_SHARE * len(everywhere)
        if len(one) < 2 or one in SAID or common or any(one in other for other in found):
            continue
        found = [other for other in found if other not in one]
        found.append(one)
    return tuple(found[:WORDS])


def _whole(pair: str, texts: list[str]) -> str:
    """A pair with what nearly always stands before and after it in the topic's narratives: 手架 is 脚手架. It ends
    where what follows varies, and at a function character; the measure word of 一起, 一名 is left out."""
    found = pair
    while len(found) < LONGEST:
        holding = [text for text in texts if found in text]
        beside = (_before(found, holding), _after(found, holding)) if holding else ("", "")
        if not any(beside):
            break
        found = found.join(beside)
    counted = found[0] in MEASURES and any(ONE + found in text for text in texts)
    return found[1:] if counted else found


def _before(word: str, texts: list[str]) -> str:
    """What most texts have before a word and belongs to it. 一 belongs where it counts nothing: 统一协调."""
    if (char := _usual(text[: text.index(word)][-1:] for text in texts)) != ONE:
        return char
    two = _usual(text[: text.index(word)][-2:] for text in texts)
    return "" if word[0] in MEASURES else two


def _after(word: str, texts: list[str]) -> str:
    if all(word[-1:] + text[text.index(word) + len(word) :][:1] in INSIDE for text in texts):
        return texts[0][texts[0].index(word) + len(word)]
    if (char := _usual(text[text.index(word) + len(word) :][:1] for text in texts)) != ONE:
        return char
    two = _usual(text[text.index(word) + len(word) :][:2] for text in texts)
    return "" if two[1:] in MEASURES else two


def _usual(beside: Iterable[str]) -> str:
    """What stands there in most texts; "" where it varies, at the end of a clause and at a function character."""
    told = Counter(beside)
    (chars, count), *_others = told.most_common(1)
    inside = all(char != " " and (char == ONE or char not in narratives.FUNCTION) for char in chars)
    return chars if inside and count > TOGETHER * told.total() else ""


METHODS = (
    Method(
        key="topics",
        title=N_("事故经过的主题"),
        version=VERSION,
        reference="Lee & Seung 1999; Salton & Buckley 1988",
        how=N_(
            "不预先规定类别，让机器把常在一起出现的词归成几组，每组就是一个主题。每个主题列出最有分量的词和最典型的五起事故，点开就是原"
            "文；主题叫什么名字由人来定。许多篇里一字不差、又和其余内容无关的套话先去掉。同样的材料每次得出同样的主题。"
        ),
        never=N_("主题不是事故类别，也不是原因；不看原文不下结论。"),
    ),
)
