"""The section on key tasks: the whole in words, and the units with something overdue or unreported in a table."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.facts import Figures, task_units
from zhiben.dispatch.vocab import Part
from zhiben.foundation.rendering import Align, Column, Table
from zhiben.kernel.text import N_


def section(figures: Figures, numbers: Iterator[int]) -> Drafted:
    """A sentence, and the table, with the next of the `numbers`, unless everybody is in order."""
    rows = tuple(_row(name, slice_, figures) for slice_, name in lagging(figures))
    title = N_("重点任务推进情况")
    if not figures.count("A5.tasks"):
        return Drafted(Part.TASKS, title, N_("本期没有纳入调度的重点任务。"))
    if not rows:
        return Drafted(Part.TASKS, title, N_("各单位均无逾期未办结的重点任务，本期进展均已报送。"))
    number = next(numbers)
    said = N_("{{{{有任务逾期或未报的单位数}}}}个单位有重点任务逾期未办结或本期进展未报齐，情况见表{number}。")
    return Drafted(Part.TASKS, title, said.format(number=number), (_table(rows, number),))


def lagging(figures: Figures) -> list[tuple[str, str]]:
    """(slice, name) of each unit with something overdue or unreported."""
    return [(slice_, name) for slice_, name in task_units(figures) if _lags(slice_, figures)]


def _lags(slice_: str, figures: Figures) -> bool:
    return bool(figures.count("tasks.overdue", slice_) or _unreported(slice_, figures))


def _unreported(slice_: str, figures: Figures) -> int:
    return figures.base("tasks.reported_rate", slice_) - figures.count("tasks.reported_rate", slice_)


def _row(name: str, slice_: str, figures: Figures) -> tuple[str, ...]:
    counts = (
        figures.count("A5.tasks", slice_),
        figures.count("tasks.done", slice_),
        figures.count("tasks.overdue", slice_),
        figures.base("tasks.reported_rate", slice_),
        _unreported(slice_, figures),
    )
    return (name, *(str(count) for count in counts))


def _table(rows: tuple[tuple[str, ...], ...], number: int) -> Table:
    titles = (N_("牵头任务"), N_("已办结"), N_("逾期未办结"), N_("本期应报"), N_("本期未报"))
    sums = tuple(str(sum(int(row[place]) for row in rows)) for place in range(1, 6))
    return Table(
        caption=N_("表{number} 有逾期或未报任务的单位（单位：项）").format(number=number),
        columns=(Column(N_("单位"), Align.LEFT), *(Column(title, Align.RIGHT) for title in titles)),
        rows=rows,
        total=(N_("小计"), *sums),
        note=N_(
            "只列有逾期或未报任务的单位；小计为所列单位之和。逾期、应报、未报含分解到本单位承担的任务，"
            "牵头任务、已办结不另计这些。"
        ),
    )
