"""The page of what narratives are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.foundation.studies import Study
from zhiben.insight import wording
from zhiben.insight.views.opening import Opening


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    return {"found": study.result, "cases": Opening(study).of(), "sentence": wording.of_topics(study.result)}
