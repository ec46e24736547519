"""The city in the province's ranking in words: its figure, how it moved, what a better place takes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from zhiben.dispatch.monthly.province import Ranked
from zhiben.dispatch.monthly.standings import tied_first
from zhiben.kernel.text import N_


def value(told: Decimal | None, *, share: bool) -> str:
    """A figure as papers print it; a dash where there is none."""
    if told is None:
        return "—"
    return f"{told:.1f}%" if share else f"{told.normalize():,f}"


def moved_by(change: Decimal, *, share: bool) -> str:
    """By how much it differs from before."""
    if not change:
        return N_("持平")
    return N_("{points}个百分点").format(points=f"{change:+.1f}") if share else f"{change.normalize():+,f}"


def way_up(one: Ranked) -> str:
    """What a better place takes, and how near the next one behind is, with the indicator's name."""
    return f"{one.ours.indicator}：{way_up_alone(one)}。"


def way_up_alone(one: Ranked) -> str:
    """The same without the name."""
    parts = []
    step, margin = one.step, one.margin
    if step and step.work is not None and step.reachable:
        noise = N_("（差距在随机波动之内）") if step.within_noise else ""
        told = N_("再完成{work}项可升至并列第{to}位{noise}") if step.tied else N_("再完成{work}项可升至第{to}位{noise}")
        parts.append(told.format(work=step.work, to=step.to_rank, noise=noise))
    elif step:
        parts.append(N_("再提高超过{gap}可升至第{to}位").format(gap=_gap(step.needed * 100, one), to=step.to_rank))
    else:
        parts.append(tied_first(one.tied + 1) if one.tied else N_("已居首位"))
    if margin and margin.work is not None:
        parts.append(N_("安全垫：{city}再完成{work}项即可超过").format(city=one.behind, work=margin.work))
    elif margin:
        parts.append(N_("安全垫：领先{city}{gap}").format(city=one.behind, gap=_gap(margin.needed * 100, one)))
    return "；".join(parts)


def _gap(value: Fraction, one: Ranked) -> str:
    if one.ours.share:
        return N_("{told}个百分点").format(told=f"{float(value):.1f}")
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")
