"""How grave what is expected is: events of each class (deaths, serious injuries, others) estimated for themselves and
added up by weights, as in equivalent property damage only, but without one death deciding alone. The weights are
settings with a source; what another choice of them would change is told beside."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from zhiben.analysis.empirical_bayes import Array, Column, fitted, updated
from zhiben.analysis.methods import Method
from zhiben.kernel.text import N_

VERSION = "1"
"""Of the method; another number when the same counts may be answered differently."""

METHOD = Method(
    key="severity",
    title=N_("严重程度"),
    version=VERSION,
    reference="AASHTO Highway Safety Manual 2010 ch. 4 (EPDO with EB adjustment)",
    how=N_(
        "死亡事故、重伤事故和其他事故分别作经验贝叶斯估计，再乘以各自的权重相加。权重由使用者设定并注明出处；换一套权重，"
        "原来列在前面的还有几个留下，一并列出。"
    ),
    never=N_("不得让一起死亡事故单独决定名次；不得只写加权分而不写权重"),
)


def expected_by_class(by_class: Mapping[str, Column], exposures: Column) -> dict[str, Array]:
    """Events of each class expected at each area over its exposure. Raises ValueError as `fitted` does."""
    exposed = np.asarray(exposures, float)
    return {name: updated(fitted(counts, exposed), counts, exposed).mean * exposed for name, counts in by_class.items()}


def weighted(expected: Mapping[str, Array], weights: Mapping[str, float]) -> Array:
    """The sum of all classes by their weights, area by area. Raises ValueError where a class has no weight, or one
    below 0."""
    if missing := [name for name in expected if not weights.get(name, -1.0) >= 0]:
        raise ValueError(f"no weight for {', '.join(missing)}")
    total: Array = np.sum([weights[name] * values for name, values in expected.items()], axis=0)
    return total


def staying(
    expected: Mapping[str, Array], weights: Mapping[str, float], others: Mapping[str, float], *, worst: int
) -> int:
    """How many of the `worst` areas by `weights` are among as many by `others`."""
    first, second = (np.argsort(-weighted(expected, one), kind="stable")[:worst].tolist() for one in (weights, others))
    return len(set(first) & set(second))
