"""What an area like this one has: expected events from what is known of its size and its risks, by negative-binomial
regression over all areas (a safety performance function) or, where that cannot be had, by indirect standardisation.
Statsmodels loads when it is asked for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhiben.analysis.empirical_bayes import Array, Column
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "2"
"""Of the method; another number when the same areas may be answered differently."""

LEAST_PER_COVARIATE = 10
"""Fewer areas for each coefficient give no regression."""

WHY = {
    "few_areas": N_("街道太少，不足以作回归，改用间接标准化"),
    "no_convergence": N_("回归没有得出可用的结果，改用间接标准化"),
}

METHOD = Method(
    key="spf",
    title=N_("同类街道的应有起数"),
    version=VERSION,
    reference="AASHTO Highway Safety Manual 2010 ch. 3；Hauer et al. 2002",
    how=N_(
        "用从业人员、各级风险企业数、在建工地数、道路长度等，对本范围各街道的起数作负二项回归，得出同样条件的街道一般有几起。"
        "不能回归时，用本范围各行业的事故率乘以该街道各行业的从业人员数（或企业数）相加。两样都没有的，只能按起数列出，并注明"
        "“未作规模调整”。"
    ),
    never=N_("没有规模数据时不得称为事故率，不得与作过规模调整的名次混排"),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected events by area, adding up to all that were seen. `by`: "spf" or "indirect"; `why` it is not a regression
    (a key of WHY) or "". Of a regression: `coefficients` (constant first) and the `dispersion` k."""

    by: str
    events: Array
    coefficients: tuple[float, ...] = ()
    dispersion: float | None = None
    why: str = ""


def indirect(units: Sequence[Sequence[float]] | Array, events: Column) -> Expected:
    """Each area's units (employees, enterprises) of each industry (columns) by the city's rate of that industry,
    `events` being the city's by industry. Raises ValueError on negative units, and on events in an industry without
    units."""
    table, of = np.asarray(units, float), np.asarray(events, float)
    total = table.sum(0)
    if (table < 0).any() or ((total == 0) & (of > 0)).any():
        raise ValueError("no units for what happened")
    rates = np.divide(of, total, out=np.zeros_like(of), where=total > 0)
    return Expected("indirect", table @ rates)


def predicted(counts: Column, covariates: Sequence[Sequence[float]] | Array, *, otherwise: Expected) -> Expected:
    """By regression on the logarithms of covariates (columns), so that each acts by a power of its own, scaled to the
    events that were seen; or `otherwise`, with the reason why. A covariate that is 0 somewhere (no building site)
    counts half its smallest positive value more everywhere, and whether it is 0 is a column of its own, the last
    `coefficients`. Raises ValueError on covariates below 0 or nowhere above it."""
    observed, table = np.asarray(counts, float), np.asarray(covariates, float)
    if not (table >= 0).all() or not (table > 0).any(axis=0).all():
        raise ValueError("covariates not below 0, and above it somewhere")
    logs = _logarithms(table)
    if len(observed) < LEAST_PER_COVARIATE * (logs.shape[1] + 1):
        return _instead(otherwise, "few_areas")
    found = _regressed(observed, np.column_stack([np.ones(len(logs)), logs - logs.mean(0)]))
    if found is None:
        return _instead(otherwise, "no_convergence")
    *betas, dispersion = found
    slopes = np.array(betas[1:])
    events = np.exp(betas[0] + (logs - logs.mean(0)) @ slopes)
    scaled = float(observed.sum() / events.sum())
    constant = float(betas[0] - logs.mean(0) @ slopes + np.log(scaled))
    return Expected("spf", events * scaled, (constant, *slopes.tolist()), float(dispersion))


def _logarithms(table: Array) -> Array:
    none = table == 0
    least = np.where(none, np.inf, table).min(axis=0)
    moved = np.log(table + np.where(none.any(axis=0), least / 2, 0.0))
    return np.column_stack([moved, none[:, none.any(axis=0)].astype(float)])


def _instead(otherwise: Expected, why: str) -> Expected:
    return Expected(otherwise.by, otherwise.events, otherwise.coefficients, otherwise.dispersion, why)


def _regressed(observed: Array, design: Array) -> Array | None:
    """Coefficients and dispersion, None where the search does not end or ends nowhere."""
    from statsmodels.discrete.discrete_model import NegativeBinomial

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = NegativeBinomial(observed, design).fit(disp=0, maxiter=200, method="bfgs")
        except (np.linalg.LinAlgError, ValueError):
            return None
    told: Array = np.asarray(fit.params, float)
    usable = bool(fit.mle_retvals["converged"]) and np.isfinite(told).all() and observed.sum() > 0
    return told if usable and abs(told[:-1]).max() < 50 and told[-1] >= 0 else None
