"""The page of what an intervention has done: the sentence, the waterfall, the same where nothing was done, month by
month, street by street."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.rendering.waterfall import NARROW, Bar, level, waterfall
from zhiben.foundation.studies import Study
from zhiben.insight.vocab import SMALL_BASE, Sized, signed
from zhiben.insight.wording import ground_of
from zhiben.kernel.text import N_

PLACEBOS = {
    "next": N_("没有挂牌、排在其后的街道"),
    "earlier": N_("再早一年、当时最多的街道"),
}
LEAST = 0.005
"""Less than this share is not worth a word."""
BASE = N_("整治前一年")
"""Of results that do not say it."""
MONTHS = 12
VERDICTS = {"fell": N_("看出了减少"), "rose": N_("看出了增加"), "open": N_("没有看出变化")}
STEPS = {"fell": N_("可以认为有所减少"), "rose": N_("不降反升"), "open": N_("区间含1，不能说下降")}


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found = study.result
    if found.get("undated"):
        return {"found": found}
    bars = bars_of(found)
    said = "；".join(f"{bar.label}{bar.said}" for bar in bars)
    begins, ends, after, until = found["span"]
    return {
        "found": found,
        "drawing": waterfall(bars, unit=_("起"), title=said) if bars else "",
        "narrow": waterfall(bars, unit=_("起"), title=said, width=NARROW) if bars else "",
        "drawing_said": said,
        "placebos": [
            one | {"label": _(PLACEBOS[one["key"]]), "said": placebo(one, found)} for one in found["placebos"]
        ],
        "untreated": untreated(found),
        "steps": steps(found),
        "rates": rates(found),
        "months": quarters(found["monthly"]),
        "others_said": others_said(found),
        "season": season(found),
        "sized": Sized(found["sized"]).told(ground_of(study)),
        "small": min(found["before"], found["raw"]) < SMALL_BASE,
        "span": (begins[:7], ends[:7], after[:7], until[:7]),
        "years": date.fromisoformat(ends).year - date.fromisoformat(begins).year,
        "others": [one for one in found.get("decisions", ()) if one[0] != found["decision"]],
        "last_day": (date.fromisoformat(until) - timedelta(days=1)).isoformat(),
    }


def bars_of(found: Mapping[str, Any]) -> list[Bar]:
    """From before to after, by what falls back by itself, what all others did, and what remains."""
    fall = found["waterfall"]
    if not fall:
        return []
    before, regressed, trended, after = fall["levels"]
    scaled, base = abs(found["raw"] - found["before"]) >= 0.5, base_of(found)
    return [
        level(_("%(base)s（折算）") % {"base": base} if scaled else base, before),
        Bar(
            _("挑最差必然回落") if falls_back(found) else _("估计与%(base)s之差") % {"base": base},
            before,
            regressed,
        ),
        Bar(_("其他街道相对自身估计的升降"), regressed, trended),
        Bar(_("其余变化"), trended, after),
        level(_(found["period"]), after),
    ]


def falls_back(found: Mapping[str, Any]) -> bool:
    """Whether the choice of the worst brings a fall by itself, and not a rise or nothing."""
    return found["selection"] is not None and found["selection"] <= -LEAST


def base_of(found: Mapping[str, Any]) -> str:
    """What is compared with: the year before or, of it, the same months."""
    return _(found.get("base", BASE))


def others_said(found: Mapping[str, Any]) -> str:
    """The counts of the streets that are compared with, and why these are not what the sentence on top tells."""
    others = found["others"]
    counts = _("对照是其他%(streets)s个街道：%(base)s%(before)s起，%(period)s%(after)s起") % {
        **others,
        "base": base_of(found),
        "period": _(found["period"]),
    }
    if not found["effect"] or not others["before"] or "share" not in found:
        return _("%(counts)s。") % {"counts": counts}
    change = others["after"] / others["before"] - 1
    moved = _("持平") if abs(change) < LEAST else (_("下降%s") if change < 0 else _("上升%s")) % f"{abs(change):.0%}"
    small = _("（小基数）") if others["before"] < SMALL_BASE else ""
    said = _(
        "%(counts)s，两数相比%(moved)s%(small)s；前一年碰巧多、碰巧少的也在其中，所以最上面一句比的是自身整治前的估计。"
    )
    return said % {"counts": counts, "moved": moved, "small": small}


def season(found: Mapping[str, Any]) -> str:
    """How less than a year after is set beside years; "" where it is a year."""
    if found.get("share") is None or found["months"] == MONTHS:
        return ""
    said = _("%(period)s不是一整年：估计按这%(months)s个月份在整治前全部事故里所占的%(share)s折算，季节不算作升降。")
    return said % {"period": _(found["period"]), "months": found["months"], "share": f"{found['share']:.0%}"}


def untreated(found: Mapping[str, Any]) -> str:
    """What the same method says of streets where nothing was done, to stand beside what it says of those where
    something was; "" where it says nothing of these, or of none."""
    seen = [one["effect"]["change"] for one in found["placebos"] if one["effect"]]
    if not found["effect"] or not seen:
        return ""
    told = "、".join(f"{signed(round(100 * change))}%" for change in seen)
    said = _("没有整治的地方用同样办法得到%(told)s（起数和区间见下），挂牌街道是%(ours)s%%。")
    return said % {"told": told, "ours": signed(round(100 * found["effect"]["change"]))}


def placebo(one: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """What the method finds where nothing was done. A year earlier, both sides are whole years before the listing."""
    first, second = (base_of(found), _(found["period"])) if one["key"] == "next" else (_("整治前第二年"), _(BASE))
    counts = _("%(areas)s个街道，%(first)s%(before)s起、%(second)s%(after)s起") % {
        **one,
        "first": first,
        "second": second,
    }
    effect = one["effect"]
    if not effect:
        return _("%(counts)s。不作结论：%(why)s。") % {"counts": counts, "why": "；".join(one["reasons"])}
    small = _("（小基数）") if min(one["before"], one["raw"], effect["expected"]) < SMALL_BASE else ""
    return _("%(counts)s%(small)s。扣除后的变化为%(change)s%%（95%%区间%(low)s%%至%(high)s%%）：%(verdict)s。") % {
        "counts": counts,
        "small": small,
        "change": signed(round(100 * effect["change"])),
        "low": signed(effect["low"]),
        "high": signed(effect["high"]),
        "verdict": _(VERDICTS[effect["verdict"]]),
    }


def steps(found: Mapping[str, Any]) -> str:
    """The step of the monthly series, or why there is none. It takes nothing off for what falls back by itself, so that
    it tells of a change only where the sentence on top does, and never without that share beside it."""
    one = found["monthly"]["steps"]
    if not one:
        return _("%(why)s。") % {"why": found["monthly"]["why"]}
    said = _(
        "按月看（此前%(before)s个月、此后%(after)s个月，扣除季节和趋势）：挂牌街道变为%(ours)s，其他街道同时变为%(others)s，"
        "两者相除为%(left)s：%(verdict)s。"
    ) % {
        "before": one["before"],
        "after": one["after"],
        "ours": _times(one["ours"]),
        "others": _times(one["others"]),
        "left": _times(one["left"]),
        "verdict": step_verdict(found),
    }
    turned = _("走势在此后也变了，台阶只是变化当时的一截。") if one["turned"] else ""
    linked = _("相邻各月的误差彼此相关，区间偏窄。") if one["linked"] else ""
    return f"{said}{turned}{linked}{_('%(back)s。') % {'back': fallen_back(found)}}"


def step_verdict(found: Mapping[str, Any]) -> str:
    """What the monthly series may say beside the sentence on top."""
    seen, effect = found["monthly"]["steps"]["verdict"], found["effect"]
    if seen == "open" or (effect and effect["verdict"] == seen):
        return _(STEPS[seen])
    return _("区间不含1，但扣除“挑最差必然回落”以后看不出变化（见最上面一句），不能据此说有变化")


def fallen_back(found: Mapping[str, Any]) -> str:
    """That what falls back by itself is not taken off here."""
    if not falls_back(found):
        return _("这一项不能单独引用")
    share = f"{abs(found['selection']):.0%}"
    return _("这里没有扣除“挑最差必然回落”（约%(selection)s），不能单独引用") % {"selection": share}


def _times(one: list[float]) -> str:
    return _("%(rr)s倍（95%%区间%(low)s至%(high)s）") % {
        "rr": f"{one[0]:.2f}",
        "low": f"{one[1]:.2f}",
        "high": f"{one[2]:.2f}",
    }


def rates(found: Mapping[str, Any]) -> str:
    """The two counts beside each other, never without what falls back by itself."""
    one = found["rates"]
    if not one:
        return ""
    ratio = (
        _("%(ratio)s倍") % {"ratio": f"{one['ratio']:.2f}"}
        if one["ratio"] is not None
        else _("（整治前没有事故，无从相比）")
    )
    high = f"{one['high']:.2f}" if one["high"] is not None else _("没有上限")
    return _(
        "只比两个数：%(base)s%(before)s起，%(period)s%(after)s起，事故率为整治前的%(ratio)s（95%%区间%(low)s至%(high)s，p=%(p)s）。%(back)s。"
    ) % {
        "base": base_of(found),
        "before": found["before"],
        "period": _(found["period"]),
        "after": found["after"],
        "ratio": ratio,
        "low": f"{one['low']:.2f}",
        "high": high,
        "p": f"{one['p']:.3f}",
        "back": fallen_back(found),
    }


def quarters(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The counts quarter by quarter, of the listed and of the others; a dash where streets were being listed."""
    found = []
    for begin in range(0, len(told["months"]), 3):
        named = told["months"][begin : begin + 3]
        label = named[0] if len(named) == 1 else f"{named[0]}–{named[-1][5:]}"
        found.append((label, _sum(told["ours"][begin : begin + 3]), _sum(told["others"][begin : begin + 3])))
    return found


def _sum(counts: list[float | None]) -> str:
    known = [count for count in counts if count is not None]
    return f"{sum(known):.0f}" if len(known) == len(counts) else f"{sum(known):.0f}*" if known else "—"
