"""What the page of each question shows beside the study itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhiben.foundation.studies import Study
from zhiben.insight.views import (
    causes,
    did_it_work,
    new_types,
    nothing_done,
    preventable,
    street_risk,
    together,
    topics,
    warnings,
)

Showing = Callable[[Study, Mapping[str, str]], dict[str, Any]]
"""From a study and the page's query to what its template needs."""

SHOWING: dict[str, Showing] = {
    "street-risk": street_risk.shown,
    "nothing-done": nothing_done.shown,
    "did-it-work": did_it_work.shown,
    "new-types": new_types.shown,
    "warnings": warnings.shown,
    "causes": causes.shown,
    "together": together.shown,
    "preventable": preventable.shown,
    "topics": topics.shown,
}
"""By the key of the question."""
