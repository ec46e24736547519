"""Counts explained by a few columns: Poisson regression with offset and weights, by iteratively reweighted least
squares (P. McCullagh and J. A. Nelder, 1989). Numpy alone; tests hold it against statsmodels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_STEPS, CLOSE = 100, 1e-10
LARGEST = 15.0
"""A rate this far from that of all rows together, on the log scale, is running away: some part of the design has no
events at all."""


@dataclass(frozen=True)
class Fit:
    """`coefficients` on the log scale, `covariance` as if counts were Poisson (times the dispersion: as they are),
    `mean` and `leverage` of every row."""

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    mean: NDArray[np.float64]
    leverage: NDArray[np.float64]
    counts: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def freedom(self) -> int:
        """Rows left over by the columns."""
        return len(self.counts) - len(self.coefficients)

    @cached_property
    def residuals(self) -> NDArray[np.float64]:
        """Pearson's, of every row."""
        found: NDArray[np.float64] = (self.counts - self.mean) / np.sqrt(self.mean)
        return found

    @cached_property
    def dispersion(self) -> float:
        """How many times as much as Poisson the counts spread: 1 just so, less where they are more even. 1 where no row
        is left over."""
        return float((self.weights * self.residuals**2).sum() / self.freedom) if self.freedom > 0 else 1.0


def poisson(
    counts: NDArray[np.float64],
    design: NDArray[np.float64],
    *,
    exposure: NDArray[np.float64] | None = None,
    weights: NDArray[np.float64] | None = None,
) -> Fit:
    """Fit log(mean) = log(exposure) + design @ coefficients. Raises ValueError where the columns do not determine a
    fit: too few rows, columns that depend on each other, or a part without any event."""
    rows, columns = design.shape
    if rows < columns or np.linalg.matrix_rank(design) < columns:
        raise ValueError("the columns do not determine a fit")
    offset = np.zeros(rows) if exposure is None else np.log(exposure)
    heavy = np.ones(rows) if weights is None else weights
    if not counts.sum():
        raise ValueError("there are no events")
    overall = np.log(counts.sum() / np.exp(offset).sum())
    predictor = np.log(np.maximum(counts, 0.1))
    before = np.inf
    for _step in range(MOST_STEPS):
        mean = np.exp(predictor)
        working = predictor - offset + (counts - mean) / mean
        inverse = np.linalg.inv(design.T @ (design * (heavy * mean)[:, None]))
        coefficients = inverse @ (design.T @ (heavy * mean * working))
        predictor = offset + design @ coefficients
        if np.abs(predictor - offset - overall).max() > LARGEST:
            raise ValueError("some part of the design has no events")
        deviance = _deviance(counts, np.exp(predictor), heavy)
        if abs(deviance - before) <= CLOSE * (abs(deviance) + 0.1):
            break
        before = deviance
    else:
        raise ValueError("the fit does not settle")
    mean = np.exp(predictor)
    covariance = np.linalg.inv(design.T @ (design * (heavy * mean)[:, None]))
    leverage = heavy * mean * np.einsum("ij,jk,ik->i", design, covariance, design)
    return Fit(coefficients, np.asarray(covariance, float), mean, leverage, counts, heavy)


def _deviance(counts: NDArray[np.float64], mean: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
    return float(2 * (weights * (logs - counts + mean)).sum())


def seasons(places: NDArray[np.float64], period: float, pairs: int) -> list[NDArray[np.float64]]:
    """Sine and cosine of `pairs` harmonics of a season that takes so many places. Of the shortest wave that two places
    make there is the cosine only: the sine is 0 at every place. Raises ValueError on shorter ones."""
    if 2 * pairs > period:
        raise ValueError("no season has waves shorter than two places")
    waves = [(number, 2 * np.pi * number * places / period) for number in range(1, pairs + 1)]
    return [turn(wave) for number, wave in waves for turn in (np.sin, np.cos) if turn is np.cos or 2 * number < period]
