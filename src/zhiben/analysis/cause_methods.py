"""The methods that tell of causes, narratives and series, each with what a page says of it."""

from __future__ import annotations

from zhiben.analysis import (
    causes,
    cusum,
    delays,
    forecast,
    keywords,
    masking,
    new_types,
    novelty,
    rules,
    seasonal_sum,
    series,
    surveillance,
    topics,
)

CAUSE_METHODS = tuple(
    method
    for module in (causes, rules, keywords, topics, masking, novelty, new_types, series, delays)
    for method in module.METHODS
) + tuple(method for module in (surveillance, cusum, seasonal_sum, forecast) for method in module.METHODS)
