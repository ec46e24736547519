"""What any script would compute of weeks and months, on bare arrays: the yardstick of the monthly early warning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from zhiben.demonstration.speed.bare_streets import Glm, glm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

A_YEAR, WINDOW, YEARS, SHOWN = 52, 3, 5, 26
ALPHA_GRID, BETA_GRID, GAMMA_GRID = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7), (0.0, 0.02, 0.1, 0.3), (0.0, 0.05, 0.1, 0.3)
DAMPED = 0.95


def limits(counts: Array, festival: Array, alpha: float) -> list[float]:
    """Farrington's limits of the last weeks of a series of four years and more: two fits each, the past outbreaks
    weighed down in the second, and two more without a trend where that is not sure."""
    from scipy.special import ndtri

    found, z = [], float(ndtri(1 - alpha / 2))
    around = np.arange(-WINDOW, WINDOW + 1)
    for place in range(len(counts) - SHOWN, len(counts)):
        back = np.arange(min(YEARS, place // A_YEAR), 0, -1)
        base = (place - A_YEAR * back[:, None] + around).ravel()
        base = base[(base >= 0) & (base < place)]
        some, times = counts[base], (base - place).astype(float)
        beside = festival[base] - festival[place]
        columns = [np.ones(len(base)), *([beside] if np.ptp(beside) > 0 else [])]
        if not some.any():
            found.append(0.0)
            continue
        fit, spread = _trended(some, columns, times)
        expected, wide = float(np.exp(fit.beta[0])), max(1.0, spread)
        tau = wide + expected * float(fit.covariance[0, 0]) * wide
        found.append(max(0.0, expected ** (2 / 3) + z * sqrt(4 / 9 * expected ** (1 / 3) * tau)) ** 1.5)
    return found


def _trended(counts: Array, columns: list[Array], times: Array) -> tuple[Glm, float]:
    """With the trend where that is beyond chance, and leads to nothing that was not seen; without what has no fit."""
    from scipy.special import stdtr

    try:
        fit, spread = _weighed(counts, np.column_stack([*columns, times]))
        error, freedom = sqrt(fit.covariance[-1, -1] * spread), len(counts) - len(fit.beta)
        if 2 * stdtr(freedom, -abs(fit.beta[-1]) / error) < 0.05 and np.exp(fit.beta[0]) <= counts.max():
            return fit, spread
    except ValueError:
        pass
    try:
        return _weighed(counts, np.column_stack(columns))
    except ValueError:
        return _weighed(counts, np.ones((len(counts), 1)))


def _weighed(counts: Array, design: Array) -> tuple[Glm, float]:
    first = glm(counts, design)
    lever = first.mean * np.einsum("ij,jk,ik->i", design, first.covariance, design)
    phi = max(1.0, _spread(counts, first, design))
    anscombe = 1.5 * (counts ** (2 / 3) * first.mean ** (-1 / 6) - np.sqrt(first.mean))
    standard = anscombe / np.sqrt(phi * np.maximum(1 - lever, 1e-9))
    light = np.where(standard > 1, np.maximum(standard, 1.0) ** -2, 1.0)
    weights = light * len(light) / light.sum()
    second = glm(counts, design, 0.0, weights)
    return second, _spread(counts, second, design, weights)


def _spread(counts: Array, fit: Glm, design: Array, weights: Array | float = 1.0) -> float:
    return float((weights * (counts - fit.mean) ** 2 / fit.mean).sum()) / float(len(counts) - design.shape[1])


def limit_of_sum(counts: Array, months: Array, run: float) -> float:
    """The smallest limit with which a cumulative sum runs so long where only the season changes, by a Markov chain over
    the twelve months: of counts of months (0 to 11 beside them), each month's mean drawn to that of all."""
    seen, known = np.bincount(months, counts, 12), np.bincount(months, minlength=12)
    mean, rates = seen.sum() / known.sum(), seen / known
    between = float((known * (rates - mean) ** 2).sum() / known.sum() - mean / known.mean())
    usual = mean + (between / (between + mean / known) if between > 0 else 0.0) * (rates - mean)
    ratio = 1 + 1 / sqrt(usual.mean())
    exact = usual * (ratio - 1) / log(ratio)
    fine = 10 if exact.max() < 50 else 1
    down = [max(1, round(one * fine)) for one in exact.tolist()]
    low, high = 0, 1
    while _run(high, down, fine, usual) < run:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _run(middle, down, fine, usual) < run else (low, middle)
    return high / fine


def _run(states: int, down: Sequence[int], fine: int, usual: Array) -> float:
    reached, periods, here = np.eye(states), np.zeros(states), np.arange(states)
    for month, mean in enumerate(usual.tolist()):
        periods += reached.sum(1)
        moves = np.zeros((states, states))
        for some in range((states + down[month]) // fine + 2):
            then = np.maximum(0, here + some * fine - down[month])
            stays = then < states
            moves[here[stays], then[stays]] += exp(some * log(mean) - mean - lgamma(some + 1))
        reached = reached @ moves
    return float(np.linalg.solve(np.eye(states) - reached, periods)[0])


@dataclass(frozen=True, slots=True)
class Ahead:
    """The best of three methods, its mean error, and the months to come."""

    error: float
    points: list[float]


def ahead(counts: Array, steps: int, origins: int = 24) -> Ahead:
    """Three methods tried on the last two years, each month from what was known before it."""
    ways = (lambda past: past[len(past) - 12 :][:steps].tolist(), lambda past: _regressed(past, steps))
    best: Ahead | None = None
    actual = counts[-origins:]
    for way in (*ways, lambda past: _smoothed(past, steps)):
        parts = [counts[: at - steps + 1] for at in range(len(counts) - origins, len(counts))]
        error = float(np.abs(actual - np.array([way(part)[-1] for part in parts])).mean())
        if best is None or error < best.error:
            best = Ahead(error, way(counts))
    return best or Ahead(0.0, [])


def _regressed(past: Array, steps: int) -> list[float]:
    places = np.arange(len(past) + steps, dtype=float)
    waves = [turn(2 * np.pi * wave * places / 12) for wave in (1, 2) for turn in (np.sin, np.cos)]
    design = np.column_stack([np.ones(len(places)), places / len(past) - 1, *waves])
    found: list[float] = np.exp(design[len(past) :] @ glm(past, design[: len(past)]).beta).tolist()
    return found


def _smoothed(past: Array, steps: int) -> list[float]:
    grid = np.meshgrid(ALPHA_GRID, BETA_GRID, GAMMA_GRID, indexing="ij")
    alpha, beta, gamma = (axis.ravel() for axis in grid)
    one, two = past[:12], past[12:24]
    level, trend = np.full(len(alpha), two.mean()), np.full(len(alpha), (two.mean() - one.mean()) / 12)
    season = np.tile(((one - one.mean() + two - two.mean()) / 2)[:, None], len(alpha))
    missed = np.zeros(len(alpha))
    for at in range(24, len(past)):
        before, turn = level + DAMPED * trend, season[at % 12]
        missed += (past[at] - before - turn) ** 2
        risen = alpha * (past[at] - turn) + (1 - alpha) * before
        trend = beta * (risen - level) + (1 - beta) * DAMPED * trend
        season[at % 12] = gamma * (past[at] - before) + (1 - gamma) * turn
        level = risen
    best = int(missed.argmin())
    damping = np.cumsum(DAMPED ** np.arange(1, steps + 1))
    turns = np.arange(len(past), len(past) + steps) % 12
    found: list[float] = np.maximum(0.0, level[best] + damping * trend[best] + season[turns, best]).tolist()
    return found
