"""The section on what has become of the items that the bulletin before named: in sums that add up, and item by item in
an attachment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zhiben.dispatch.bulletin.sections import Drafted
from zhiben.dispatch.vocab import Outcome, Part
from zhiben.foundation.rendering import Align, Attachment, Column, Section, Table
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.queries import Followed


ITEMS = N_("上期点名事项逐项情况")
"""What the attachment with the items is called."""

Units = Sequence[tuple[str, Sequence["Followed"]]]


def section(followed: Sequence[Followed], numbers: Iterator[int], *, first: bool) -> Drafted:
    """A sentence and the sums by unit, in a table with the next of the `numbers`; `first` when no bulletin
    went before."""
    title = N_("上期点名事项办理情况")
    if not followed:
        return Drafted(Part.FOLLOWED, title, N_("此前没有印发过简报。") if first else N_("上期没有点名事项。"))
    number = next(numbers)
    return Drafted(Part.FOLLOWED, title, _sentence(followed, number), (_sums(_by_unit(followed), number),))


def attachment(followed: Sequence[Followed]) -> tuple[Attachment, ...]:
    """The items under each unit."""
    return (Attachment(ITEMS, (_items(_by_unit(followed)),)),) if followed else ()


def _by_unit(followed: Sequence[Followed]) -> Units:
    units = list(dict.fromkeys((one.unit, one.unit_name) for one in followed))
    return [(name, [one for one in followed if one.unit == unit]) for unit, name in units]


def _sentence(followed: Sequence[Followed], number: int) -> str:
    said = N_("上期点名{{上期点名}}项，截至本期末已办结{{上期已办结}}项、未办结{{上期未办结}}项")
    outcomes = {one.outcome for one in followed}
    void = N_("，因取消、不予认定等不再列入{{上期不再列入}}项") if Outcome.VOID in outcomes else ""
    void += N_("，另有{{上期点名前已办结}}项在点名前已逾期办结或报送完成") if Outcome.BEFORE in outcomes else ""
    where = N_("；各单位的情况见表{number}，逐项情况见附件“上期点名事项逐项情况”。")
    return said + void + where.format(number=number)


def counted(followed: Sequence[Followed]) -> tuple[int, ...]:
    """All of them, and how many there are of each outcome."""
    return (len(followed), *(sum(one.outcome is outcome for one in followed) for outcome in Outcome))


def _sums(by_unit: Units, number: int) -> Table:
    titles = (N_("上期点名"), *(N_(outcome.label) for outcome in Outcome))
    every = [one for _, found in by_unit for one in found]
    return Table(
        caption=N_("表{number} 上期点名事项办理情况（单位：项）").format(number=number),
        columns=(Column(N_("单位"), Align.LEFT), *(Column(title, Align.RIGHT) for title in titles)),
        rows=tuple((name, *map(str, counted(found))) for name, found in by_unit),
        total=(N_("合计"), *map(str, counted(every))),
        note=N_("每行上期点名数等于后四项之和；逾期的口径与点名时相同。"),
    )


def _items(by_unit: Units) -> Table:
    columns = (
        Column(N_("序号"), Align.CENTER, 12),
        Column(N_("编号"), Align.CENTER),
        Column(N_("事项"), Align.LEFT),
        Column(N_("办理结果"), Align.CENTER, 20),
        Column(N_("本期末状态"), Align.CENTER, 32),
    )
    sections = tuple(_section(name, found) for name, found in by_unit)
    return Table(caption="", columns=columns, sections=sections)


def _section(name: str, found: Sequence[Followed]) -> Section:
    total, *counts = counted(found)
    parts = zip(Outcome, counts, strict=True)
    note = "、".join(N_("{label}{count}项").format(label=N_(one.label), count=count) for one, count in parts if count)
    rows = ((str(place), *_row(one)) for place, one in enumerate(found, start=1))
    return Section(N_("{unit}（{count}项）").format(unit=name, count=total), tuple(rows), note)


def _row(one: Followed) -> tuple[str, ...]:
    late = N_("，逾期{days}天").format(days=one.days_late) if one.days_late else ""
    return (one.number, one.title, N_(one.outcome.label), one.state + late)
