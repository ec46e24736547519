"""The section on the campaign's actions by their indicators: what each is to reach by the end of the year, and how far
it had come when the round closed. Left out where the office has no campaign with indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.facts import Figures
from zhiben.dispatch.goals import Goal
from zhiben.dispatch.vocab import Part
from zhiben.foundation.rendering import Align, Column, Table
from zhiben.kernel.text import N_


def section(goals: Sequence[Goal], figures: Figures, year: int, numbers: Iterator[int]) -> Drafted:
    """A sentence, and the indicators in a table with the next of the `numbers`."""
    title = N_("重点专项行动")
    if not goals:
        return Drafted(Part.ACTIONS, title)
    number = next(numbers)
    said = N_("{{{{行动数}}}}项重点专项行动的{{{{行动指标数}}}}项指标推进情况见表{number}。").format(number=number)
    return Drafted(Part.ACTIONS, title, said, (_table(goals, figures, year, number),))


def _table(goals: Sequence[Goal], figures: Figures, year: int, number: int) -> Table:
    return Table(
        caption=N_("表{number} 重点专项行动指标推进情况").format(number=number),
        columns=(
            Column(N_("行动"), Align.LEFT),
            Column(N_("指标"), Align.LEFT),
            Column(N_("单位"), Align.CENTER, 16),
            Column(N_("{year}年目标").format(year=year), Align.RIGHT, 26),
            Column(N_("截至本期末"), Align.RIGHT, 26),
        ),
        rows=tuple((one.action, one.name, one.unit, one.target or "—", _reached(one, figures)) for one in goals),
        note=N_("截至本期末的数据为本期关闭时冻结的；“—”为未设目标，或数据在其他报表中报送、本期没有冻结。"),
    )


def _reached(one: Goal, figures: Figures) -> str:
    held = figures.rows.get((one.measure, ""))
    return "—" if held is None else figures.shown(one.measure)
