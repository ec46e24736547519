"""The page of what narratives are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study
from zhiben.insight.views.opening import Opening


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    return {"found": study.result, "cases": Opening(study).of(), "sentence": sentence(study.result)}


def sentence(found: Mapping[str, Any]) -> str:
    """What may be read aloud."""
    return _("%(events)s起事故里有经过可读的%(used)s篇，归成%(topics)s个主题。") % {
        "events": found["events"],
        "used": found["used"],
        "topics": len(found["topics"]),
    }
