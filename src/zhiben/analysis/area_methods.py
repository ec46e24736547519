"""The methods that tell of areas and of what was done there, each with what a page says of it."""

from __future__ import annotations

from zhiben.analysis import (
    before_after,
    empirical_bayes,
    network_screening,
    power,
    rate_ratio,
    regression_to_mean,
    safety_performance,
    scan_statistic,
    severity,
    spatial,
)

AREA_METHODS = tuple(
    module.METHOD
    for module in (
        safety_performance,
        empirical_bayes,
        network_screening,
        severity,
        spatial,
        scan_statistic,
        regression_to_mean,
        before_after,
        rate_ratio,
        power,
    )
)
