"""Which figures a bulletin's text may bind: the frozen measures, and what follows from them, from the names and from
last issue's items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch.bulletin import followed_section, hazard_section, task_section
from zhiben.dispatch.bulletin.bound import Bound
from zhiben.dispatch.facts import Area, Figures, task_units
from zhiben.dispatch.goals import Goal
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.queries import Followed, Named

Told = dict[str, tuple[str, str]]


def bound(
    figures: Figures,
    areas: Sequence[Area],
    named: Sequence[Named],
    followed: Sequence[Followed],
    goals: Sequence[Goal],
) -> Bound:
    """All of them."""
    units = task_units(figures)
    places: dict[str, tuple[str, ...]] = {}
    for slice_, name in (*((area.slice, area.name) for area in areas), *units):
        places[name] = (*places.get(name, ()), slice_)
    told = {
        **_of_measures(figures, areas),
        **_of_names(named),
        **_of_items(followed),
        "行动数": (N_("有指标的重点专项行动"), str(len({one.action for one in goals}))),
        "行动指标数": (N_("重点专项行动的指标"), str(len(goals))),
    }
    return Bound(figures, told, places)


def _of_measures(figures: Figures, areas: Sequence[Area]) -> Told:
    still = figures.count("D1.reported") - figures.count("hazards.closed")
    late = {area.name: hazard_section.overdue(area, figures) for area in areas}
    return {
        "未销号": (N_("未销号的有效重大事故隐患"), str(still)),
        **{
            f"逾期隐患@{name}": (N_("{name}逾期未整改（含往年存量）").format(name=name), str(count))
            for name, count in late.items()
        },
        "有任务逾期或未报的单位数": (N_("有任务逾期或未报进展的单位"), str(len(task_section.lagging(figures)))),
    }


def _of_names(every: Sequence[Named]) -> Told:
    named = [one for one in every if not one.struck]
    return {
        "点名单位数": (N_("点名的单位"), str(len({one.unit for one in named}))),
        "点名项数": (N_("点名的事项"), str(sum(one.count for one in named))),
        **{
            f"{one.reason.label}@{one.unit_name}": (f"{one.unit_name}{one.reason.label}", str(one.count))
            for one in named
        },
    }


def _of_items(followed: Sequence[Followed]) -> Told:
    titles = (N_("上期点名"), N_("上期已办结"), N_("上期未办结"), N_("上期不再列入"), N_("上期点名前已办结"))
    counts = followed_section.counted(followed)
    return {title: (title, str(count)) for title, count in zip(titles, counts, strict=True)}
