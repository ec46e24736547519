"""The page of high-risk streets: the table, the line under the last of the worst, and what else would have been
chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.accidents.vocab import SIZES
from zhiben.foundation.rendering import svg
from zhiben.foundation.studies import Study
from zhiben.insight.vocab import SMALL_BASE, Counted, Order, Rounding, Sized, chance_told, signed
from zhiben.insight.wording import ground_of, line_of
from zhiben.kernel.text import N_

CHOICES = {
    "base_count": N_("只看基准年起数"),
    "base_rate": N_("只看基准年起数与规模之比（小街道碰巧一起就排前，不可取）"),
    "base_eb": N_("只用基准年一年作估计"),
    "five_excess": N_("五年估计，按超出同类排"),
    "five_expected": N_("五年估计，按预期起数排"),
    "deaths": N_("只看五年死亡人数（一起多人事故就能排前，不可取）"),
    "severity": N_("按严重程度加权"),
}
WIDE, HIGH, BAR = 40.0, 16.0, 6.0
BELOW = 3
"""So many streets below the line a page lists at first: enough to see whether it is a real one."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found = study.result
    rows = found["rows"] if query.get("all") else found["rows"][: found["k"] + BELOW]
    most = max((count for row in found["rows"] for count in row["counts"]), default=0)
    first, last = found["years"][0], found["years"][-1]
    return {
        "found": found,
        "rows": [
            row
            | {"spark": spark(row["counts"], most), "chance": _chance(found, row), "local": _local(row["criterion"])}
            for row in rows
        ],
        "more": len(found["rows"]) - len(rows),
        "sentence": sentence(found),
        "line": line_of(found),
        "sized": sized(found, ground_of(study)),
        "by": _(Order(found["by"]).label),
        "choices": [(_(CHOICES[one["key"]]), one) for one in found["others"]],
        "span": (f"{first}-01-01", f"{last}-12-31"),
        "criterion": criterion(study.parameters),
        "weighed": [":".join(f"{one[grave]:g}" for grave in ("fatal", "serious", "other")) for one in found["weights"]],
        "spread": any(row["gi"] is not None for row in found["rows"]),
    }


def _chance(found: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    return "—" if found["flat"] else chance_told(row["among_worst"])


def _local(one: Mapping[str, Any]) -> str:
    """What the local criterion counts in a street, never a share without its counts."""
    if not one["before"]:
        return _("当年%(last)s起，前%(years)s年为0，算不出升幅") % one
    rise = signed(round(one["rise"]))
    told = _("当年%(last)s起，前%(years)s年共%(before)s起：比年均%(rise)s%%") % {**one, "rise": rise}
    return told + (_("（小基数）") if min(one["last"], one["before"] / one["years"]) < SMALL_BASE else "")


def sized(found: Mapping[str, Any], ground: str) -> str:
    """By what streets are compared, which sizes that read, and why it was not done better."""
    names = "、".join(_(SIZES[name]).partition("（")[0] for name in found["read"])
    told = Sized(found["sized"]).told(ground) + (f"（{names}）" if names else "")
    return f"{told}；{_(found['sized_why'])}" if found["sized_why"] else told


def sentence(found: Mapping[str, Any]) -> str:
    """What may be read aloud."""
    if found["flat"]:
        return _(
            "%(streets)s个街道五年%(events)s起事故，相互之间的差异没有超过随机波动：名次没有意义，不宜据此提请挂牌。"
        ) % {
            "streets": len(found["rows"]),
            "events": sum(sum(row["counts"]) for row in found["rows"]),
        }
    chosen = [row["name"] for row in found["rows"][: found["k"]]]
    told = _("按%(first)s年至%(last)s年五年%(events)s起事故估计，%(by)s的%(k)s个街道是：%(names)s。") % {
        "first": found["years"][0],
        "last": found["years"][-1],
        "events": sum(sum(row["counts"]) for row in found["rows"]),
        "by": {"expected": _("今后一年预期起数最多"), "excess": _("比同类街道多出最多")}[found["by"]],
        "k": found["k"],
        "names": "、".join(chosen),
    }
    sure = sum(row["among_worst"] >= 0.9 for row in found["rows"])
    return told + _("其中把握在九成以上的有%(sure)s个。") % {"sure": sure}


def criterion(told: Mapping[str, Any]) -> str:
    """The local criterion in words; "" where none is set."""
    if told.get("rule_rise") is None:
        return ""
    return _("%(counts)s：基准年不少于%(least)s起，且比前%(years)s年年均（%(rounding)s）上升%(rise)s%%以上") % {
        "counts": _(Counted(told["rule_counts"]).label),
        "least": told["rule_least"],
        "years": told["rule_years"],
        "rounding": _(Rounding(told["rule_rounding"]).label),
        "rise": told["rule_rise"],
    }


def spark(counts: Sequence[int], most: int) -> str:
    """Upright bars, one a year, all streets on one scale."""
    step = WIDE / max(len(counts), 1)
    parts = []
    for at, count in enumerate(counts):
        tall = HIGH * count / most if most else 0.0
        parts.append(svg.rect(at * step + 1, HIGH - tall, BAR, tall, svg.COLOURS[0]))
    parts.append(svg.line(0, HIGH, WIDE, HIGH, stroke=svg.FAINT))
    return svg.document(WIDE, HIGH + 1, parts, "")
