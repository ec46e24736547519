"""The one sentence that stands above a chart of effects. It says no more than the interval: limits are rounded
outwards, and what they read decides whether anything is proven."""

from __future__ import annotations

from zhiben.analysis.before_after import CUT, REFUSALS, Finding
from zhiben.kernel.text import N_

SMALL_BASE = 20
"""Below it a percentage carries the words 小基数."""
LONGEST = 10
"""Times the time after that one may be told to wait."""

UNTOLD = frozenset({"no_date", "no_comparison", "counting_changed", "small_sample", "nowhere"})
"""Reasons that speak against the very estimate from before, and so against telling what could be seen by it."""

VERDICTS = {
    "fell": N_("可以认为事故有所减少，减少多少以区间为准"),
    "rose": N_("事故不降反升，升了多少以区间为准"),
    "open": N_("尚不能证明有效"),
}


def sentence(finding: Finding, *, before: str = "整治前一年", after: str = "整治后一年") -> str:
    """What may be read aloud of a finding; where none may be claimed, counts and the reasons. `before`, `after`: what
    the periods are called."""
    first, second = f"{finding.areas}个挂牌街道：{before}{finding.before}起", f"，{after}{finding.after}起"
    if finding.effect is None or finding.selection is None or finding.naive is None:
        why = "；".join(REFUSALS[reason] for reason in finding.refused) or "整治前一起也没有"
        return f"{first}{second}。不作效果结论：{why}。"
    scaled = f"（折算到整治后的时间和规模为{finding.raw:.1f}起）" if abs(finding.raw - finding.before) >= 0.5 else ""
    seen = f"{first}{scaled}{second}，表面{_moved(finding.naive)}"
    small = "（小基数）" if min(finding.before, finding.raw, finding.effect.expected) < SMALL_BASE else ""
    selection = _fallen_back(finding.naive, finding.selection, before)
    low, high = finding.effect.printed
    return (
        f"{seen}{small}。{selection}，其他街道与自身整治前的估计相比{_moved(finding.effect.trend - 1)}；"
        f"扣除后归因于整治的变化为{_signed(round(100 * finding.effect.change))}%"
        f"（95%区间{_signed(low)}%至{_signed(high)}%），{VERDICTS[finding.effect.verdict]}。"
    )


def power_sentence(
    finding: Finding,
    *,
    chance: float = 0.8,
    before: str = "整治前",
    after: str = "整治后一年",
    longer: str = "{times}年",
) -> str:
    """What the verdict of `sentence` can see at all with so many events, told before anything begins; "" where nothing
    can be told, or the estimate it would be told by is refused. `before`, `after`: what the periods are called;
    `longer`: so many times the time after."""
    told = finding.prospect
    if told is None or UNTOLD.intersection(finding.refused):
        return ""
    base = f"以现有基数（{before}合计{finding.before}起，按整治前的估计{after}约{told.expected:.0f}起），"
    seen = f"真的减少{_share(CUT)}时，{after}看得出来的把握"
    if told.power >= chance:
        return f"{base}{seen}有{_share(told.power)}。"
    times = told.times_until(chance, LONGEST)
    least = (
        f"整治后要看满{longer.format(times=times)}（{before}的资料不变）才有{_share(chance)}的把握"
        if times
        else f"整治后看{longer.format(times=LONGEST)}也到不了{_share(chance)}的把握"
    )
    return f"{base}{seen}也只有{_share(told.power)}；{least}。"


def _fallen_back(seen: float, selection: float, before: str) -> str:
    share = _share(selection)
    if selection > -0.005:
        return "挑选本身没有带来回落" + (f"（估计比{before}还高{share}）" if selection >= 0.005 else "")
    return f"其中约{share}属于“挑最差必然回落”" if seen <= selection else f"而“挑最差必然回落”本身就有约{share}"


def _moved(change: float) -> str:
    if abs(change) < 0.005:
        return "持平"
    return f"{'下降' if change < 0 else '上升'}{_share(change)}"


def _share(change: float) -> str:
    return f"{abs(change):.0%}"


def _signed(percent: float) -> str:
    return f"{percent:+g}".replace("-", "−") if percent else "0"
