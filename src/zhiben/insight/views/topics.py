"""The page of what narratives are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.foundation.studies import Study
from zhiben.insight import wording
from zhiben.insight.texts import quoted
from zhiben.insight.views.opening import Opening


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found = study.result
    wanted = [case["case"] for one in found["topics"] for case in one["typical"]]
    wanted += [one["cases"][0][0] for one in found["pasted"]]
    return {
        "found": found,
        "cases": Opening(study).of(),
        "sentence": wording.of_topics(found),
        "texts": quoted(wanted),
    }
