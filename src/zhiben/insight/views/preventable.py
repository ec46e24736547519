"""The page of preventable shares and of what the hazard ledger had closed before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study
from zhiben.insight.views.opening import Opening


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found, opening = study.result, Opening(study)
    most = max((one["count"] for one in found["causes"]), default=1)
    return {
        "found": found,
        "cases": opening.of(),
        "unknown": opening.lacking("cause"),
        "sentence": sentence(found),
        "causes": [
            one | {"link": opening.of([(one["side"], one["key"])]), "bar": round(100 * one["count"] / most)}
            for one in found["causes"]
        ],
        "ledger": ledger(found),
    }


def sentence(found: Mapping[str, Any]) -> str:
    """What may be read aloud of the causes."""
    first = found["causes"][0]
    return _(
        "%(events)s起事故里，认定有“%(name)s”（%(layer)s）的最多，%(count)s起，占%(share)s（95%%区间%(low)s至%(high)s）；"
        "原因未认定%(unknown)s起，占%(part)s，仍算在分母里。"
    ) % {
        "events": found["events"],
        "name": first["name"],
        "layer": first["layer"],
        "count": first["count"],
        "share": f"{first['share']:.0%}",
        "low": f"{first['low']:.0%}",
        "high": f"{first['high']:.0%}",
        "unknown": found["without_cause"],
        "part": f"{found['without_cause'] / found['events']:.0%}",
    }


def ledger(found: Mapping[str, Any]) -> str:
    """What may be read aloud of the hazards that were closed before."""
    told = found["ledger"]
    return _(
        "%(events)s起里对得上登记场所的%(at)s起；事故前12个月同一场所曾查出隐患且已销号的%(matched)s起（隐患%(hazards)s条），"
        "其中按文字看是同类隐患的%(alike)s起。"
    ) % {
        "events": found["events"],
        "at": told["at_sites"],
        "matched": told["matched"],
        "hazards": told["hazards"],
        "alike": told["alike"],
    }
