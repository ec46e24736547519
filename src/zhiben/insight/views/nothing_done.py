"""The page of what happens when nothing is done: three tables, and what may be read aloud of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study
from zhiben.insight.vocab import Sized
from zhiben.insight.wording import ground_of
from zhiben.kernel.text import N_

OWN_MEANS = {
    "mean": N_("本地平均每个街道"),
    "most": N_("本地最多的街道"),
    "least": N_("本地有事故的街道中最少的"),
}


CLOSE = 0.05
"""So near to 1, a ratio is called the same."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found = study.result
    return {
        "found": found,
        "sentences": sentences(found),
        "falls": [one | {"label": _mean(one)} for one in found["falls"]],
        "powers": [one | {"label": _before(one, found)} for one in found["powers"]],
        "sized": Sized(found["sized"]).told(ground_of(study)),
    }


def sentences(found: Mapping[str, Any]) -> list[str]:
    """What may be read aloud."""
    told = []
    if found["drawn"]:
        told += _of_drawn(found)
    mean = next((one for one in found["falls"] if one["key"] == "mean"), None)
    if mean:
        said = _(
            "本地平均每个街道一年%(mean)s起（五年%(count)s起）：事故率一点不变，第二年也有%(chance)s的机会比上年少三成以上（小基数）。"
        )
        told.append(said % {"mean": f"{mean['mean']:.1f}", "count": mean["count"], "chance": f"{mean['chance']:.0%}"})
    own = next((one for one in found["powers"] if one["key"]), None)
    if own:
        said = _(
            "%(which)s：真的减少两成，只比前后两年，看得出来的把握是%(power)s；把握要达到八成，前一年至少要有%(needed)s起。"
        )
        counts = {"which": _before(own, found), "power": f"{own['power']:.0%}", "needed": found["needed"]}
        told.append(said % counts)
    return told


def _of_drawn(found: Mapping[str, Any]) -> list[str]:
    drawn, k = found["drawn"], found["k"]
    moved = _("“下降”%(fall)s") if drawn["fall"] >= 0 else _("“上升”%(fall)s")
    said = _(
        "什么也不做也会回落：按本地%(first)s年至%(last)s年的情况模拟%(runs)s次，每次把上一年事故最多的%(k)s个街道“挂牌”而什么也不做，第二年这%(k)s个街道的事故合起来仍然%(moved)s，%(improved)s的次数看上去“有改善”。"
    )
    counts = {"first": found["years"][0], "last": found["years"][-1], "runs": f"{drawn['runs']:,}", "k": k}
    told = said % (
        counts | {"moved": moved % {"fall": f"{abs(drawn['fall']):.0%}"}, "improved": f"{drawn['improved']:.0%}"}
    )
    seen = _("同样的模拟里，第二年的实际起数是五年估计所预期的%(ratio)s倍")
    seen += _("：与估计比，基本没有这种假象。") if abs(drawn["ratio"] - 1) < CLOSE else _("。")
    hits = _("选得准不准：真正最多的%(k)s个里，只看上一年起数平均选中%(count)s个，用五年估计平均选中%(estimate)s个。")
    by = {"k": k, "count": f"{drawn['found_by_count']:.1f}", "estimate": f"{drawn['found_by_estimate']:.1f}"}
    return [told, seen % {"ratio": f"{drawn['ratio']:.2f}"}, hits % by]


def _mean(one: Mapping[str, Any]) -> str:
    if not one["key"]:
        return _("每年%(mean)s起的街道") % {"mean": f"{one['mean']:g}"}
    name = f"（{one['name']}）" if one["name"] else ""
    return _("%(which)s%(name)s：每年%(mean)s起（五年%(count)s起）") % {
        "which": _(OWN_MEANS[one["key"]]),
        "name": name,
        "mean": f"{one['mean']:.1f}",
        "count": one["count"],
    }


def _before(one: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    if one["key"] == "worst":
        told = {"year": found["base_year"], "k": found["k"], "before": one["before"]}
        return _("本地%(year)s年最多的%(k)s个街道：%(before)s起") % told
    if one["key"] == "all":
        return _("本地%(year)s年全部街道：%(before)s起") % {"year": found["base_year"], "before": one["before"]}
    return _("%(before)s起") % {"before": one["before"]}
