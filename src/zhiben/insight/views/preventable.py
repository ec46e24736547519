"""The page of preventable shares and of what the hazard ledger had closed before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.foundation.studies import Study
from zhiben.insight import wording
from zhiben.insight.views.opening import Opening


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found, opening = study.result, Opening(study)
    most = max((one["count"] for one in found["causes"]), default=1)
    return {
        "found": found,
        "cases": opening.of(),
        "unknown": opening.lacking("cause"),
        "sentence": wording.of_preventable(found),
        "causes": [
            one | {"link": opening.of([(one["side"], one["key"])]), "bar": round(100 * one["count"] / most)}
            for one in found["causes"]
        ],
        "ledger": wording.of_ledger(found),
    }
