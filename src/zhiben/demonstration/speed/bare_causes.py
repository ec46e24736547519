"""What any script would compute of coded facts and of narratives, on bare arrays: the yardstick of the monthly
analytics of causes. Cases are rows, facts columns of yes and no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]

Z, TIE, LONGEST, BLOCK = 1.96, 1 + 1e-7, 3, 500


def fisher(both: Whole, first: Whole, second: Whole, of: Whole | int) -> Array:
    """Two-sided p of many tables of two by two: cases with both, with the one, with the other, of all."""
    from scipy.special import gammaln

    told, back = np.unique(np.array(np.broadcast_arrays(both, first, second, of)), axis=1, return_inverse=True)
    order = np.argsort(np.minimum(told[1], told[2]), kind="stable")
    logs = gammaln(np.arange(int(told[3].max()) + 2) + 1.0)
    found = np.empty(told.shape[1])
    for some in np.array_split(order, max(1, len(order) // 256)):
        a, r, c, n = (row[some, None] for row in told)
        low, high = np.maximum(0, r + c - n), np.minimum(r, c)
        x = low + np.arange(int((high - low).max()) + 1)
        inside = x <= high
        x = np.minimum(x, high)
        chances = np.where(inside, np.exp(_ways(logs, x, r, c, n)), 0.0)
        here = np.take_along_axis(chances, a - low, 1)
        found[some] = np.minimum(1.0, np.where(chances <= here * TIE, chances, 0.0).sum(1))
    flat: Array = found[back.ravel()]
    return flat


def _ways(logs: Array, x: Whole, r: Whole, c: Whole, n: Whole) -> Array:
    fixed = logs[r] + logs[c] + logs[n - r] + logs[n - c] - logs[n]
    told: Array = fixed - logs[x] - logs[r - x] - logs[c - x] - logs[n - r - c + x]
    return told


def adjusted(p: Array, of: int = 0) -> Array:
    """Benjamini and Hochberg's q."""
    order = np.argsort(p, kind="stable")
    raised = p[order] * max(len(p), of) / np.arange(1, len(p) + 1)
    found = np.empty_like(p)
    found[order] = np.minimum(1.0, np.minimum.accumulate(raised[::-1])[::-1])
    return found


def wilson(some: Whole, of: Whole | int) -> tuple[Array, Array]:
    """Score intervals of many shares."""
    from scipy.special import ndtri

    z = float(ndtri(0.975))
    share, weight = some / of, z * z / np.asarray(of)
    spread = z * np.sqrt(share * (1 - share) / of + weight / of / 4)
    return (share + weight / 2 - spread) / (1 + weight), (share + weight / 2 + spread) / (1 + weight)


def poisson(counts: Whole) -> tuple[Array, Array]:
    """Exact intervals of many counts."""
    from scipy.special import gammaincinv

    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), 0.025), 0.0)
    return low, gammaincinv(counts + 1, 0.975)


@dataclass(frozen=True, slots=True)
class Crossed:
    """Counts, the intervals of the shares, residuals and q of each cell."""

    counts: Whole
    low: Array
    residual: Array
    q: Array


def crossed(rows: Array, columns: Array) -> Crossed:
    """Two sides crossed over the cases that have both."""
    known = np.flatnonzero(rows.any(1) & columns.any(1))
    one, other = rows[known], columns[known]
    n, counts = len(known), (one.T @ other).astype(np.int64)
    r, c = (side.sum(0).astype(np.int64) for side in (one, other))
    kept = np.ix_(r > 0, c > 0)
    counts, r, c = counts[kept], r[r > 0][:, None], c[c > 0][None, :]
    p = fisher(counts.ravel(), np.repeat(r, counts.shape[1]), np.tile(c.ravel(), len(r)), n)
    expected = r * c / n
    residual = (counts - expected) / np.sqrt(expected * (1 - r / n) * (1 - c / n))
    poisson(np.unique(counts))
    return Crossed(counts, wilson(counts, r)[0], residual, adjusted(p).reshape(counts.shape))


@dataclass(frozen=True, slots=True)
class Ruled:
    """By rule (which facts, which others): cases with all, lift, q."""

    told: dict[tuple[frozenset[int], frozenset[int]], tuple[int, float, float]]


def ruled(table: NDArray[np.bool_], least: int, looked_at: Sequence[int]) -> Ruled:
    """Frequent sets by FP-growth, and for every rule Fisher's test of itself and of its gain on simpler ones. By size,
    `looked_at` rules might have been made."""
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth

    n = len(table)
    frame = pd.DataFrame(table[:, table.sum(0) >= least])
    found = fpgrowth(frame, min_support=(least - 0.5) / n, max_len=LONGEST)
    counts = dict(zip(found["itemsets"], np.rint(found["support"].to_numpy() * n).astype(int).tolist(), strict=True))
    rules: list[tuple[frozenset[int], frozenset[int]]] = []
    tests: list[tuple[int, int, int, int]] = []
    owner: list[int] = []
    for facts, both in counts.items():
        for size in range(1, len(facts)):
            for some in combinations(facts, size):
                one, place = frozenset(some), len(rules)
                other = facts - one
                rules.append((one, other))
                tests.append((both, counts[one], counts[other], n))
                owner.append(place)
                for side, opposite in ((one, other), (other, one)):
                    for fact in side if len(side) > 1 else ():
                        rest = side - {fact}
                        tests.append((both, counts[side], counts[rest | opposite], counts[rest]))
                        owner.append(place)
    told = np.array(tests).T
    worst = np.zeros(len(rules))
    np.maximum.at(worst, np.array(owner), fisher(*told))
    sizes, q = np.array([len(one | other) for one, other in rules]), np.empty(len(rules))
    for size in range(2, LONGEST + 1):
        q[sizes == size] = adjusted(worst[sizes == size], looked_at[size])
    firsts = {place: row for row, place in reversed(list(enumerate(owner)))}
    both, one, other = (told[side][[firsts[place] for place in range(len(rules))]] for side in range(3))
    lift = both * n / (one * other)
    return Ruled(dict(zip(rules, zip(both.tolist(), lift.tolist(), q.tolist(), strict=True), strict=True)))


def shares(causes: Array) -> tuple[Whole, Array, Array]:
    """Of each cause the cases and the interval of their share."""
    counts = causes.sum(0).astype(np.int64)
    return (counts, *wilson(counts, len(causes)))


def topics(words: Sequence[str]) -> list[int]:
    """How many narratives (words between blanks) each of eight topics has."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(analyzer=str.split, min_df=3, max_df=0.5, sublinear_tf=True).fit_transform(words)
    model = NMF(n_components=8, init="nndsvda", random_state=345, max_iter=2_000, tol=1e-3)
    weights = model.fit_transform(table) * np.linalg.norm(model.components_, axis=1)
    best = weights.argmax(1)[weights.max(1) > 0]
    return sorted(np.bincount(best, minlength=8).tolist(), reverse=True)


def novel(table: Any, words: Sequence[Sequence[str]], before: int) -> tuple[Array, list[float]]:
    """Of each narrative (a row of weights) how near the nearest of the first so many is, and the share of its words
    that none of these has."""
    turned, near = table[:before].T.tocsr(), np.empty(table.shape[0])
    for top in range(0, table.shape[0], BLOCK):
        products = (table[top : top + BLOCK] @ turned).toarray()
        own = np.arange(top, min(top + len(products), before))
        products[own - top, own] = -1.0
        near[top : top + BLOCK] = products.max(1)
    sets = [set(one) for one in words]
    seen = Counter(word for one in sets[:before] for word in one)
    new = [sum(seen[word] <= (place < before) for word in one) / max(1, len(one)) for place, one in enumerate(sets)]
    return near, new
