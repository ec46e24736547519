"""What comes next: from targets that were not reached, next year's targets as they are set, and what is still open.
What the office wants to add it writes itself; the product promises nothing."""

from __future__ import annotations

from collections.abc import Iterator

from zhiben.accidents import queries as accidents
from zhiben.foundation.rendering import Align, Block, Column, Para, Table
from zhiben.kernel.text import N_
from zhiben.overview.year.gathering import Year
from zhiben.overview.year.weak import missed_targets
from zhiben.overview.year.wording import amount, beside, narrow, number, printed

NOT_YET = N_("【请填写】下一步打算由安委办自己写，在下面“生成定稿”时填写；不填的，印出的报告没有这一段。")


def coming(one: Year, plans: str, *, asks: bool) -> Iterator[Block]:
    """The part of the report; `plans` is what the office has written, and where it has written nothing a page that
    `asks` says so."""
    yield from _targets(one)
    yield from _open(one)
    if plans:
        yield Para(plans)
    elif asks:
        yield Para(NOT_YET)


def _targets(one: Year) -> Iterator[Block]:
    missed = missed_targets(one)
    rows = tuple(
        (
            found.measure.title,
            printed(found),
            amount(target.amount, target.unit),
            beside(found, target),
            amount(target.following, target.unit),
        )
        for name, target in one.targets.items()
        if (found := one.figures.get(name)) is not None
    )
    if not rows:
        return
    said = N_("登记了目标的指标{count}项，其中还没有达到的{missed}项，见下表；下一年的目标是行动指标中已经登记的。")
    yield Para(said.format(count=len(rows), missed=len(missed)))
    heads = (N_("现值"), N_("本年目标"), N_("与目标比"), N_("下年目标"))
    columns = (Column(N_("指标"), Align.LEFT, 52), *narrow(*heads, width=26))
    yield Table(N_("目标完成情况"), columns, rows)


def _open(one: Year) -> Iterator[Block]:
    told = []
    left = number(one, "D1.reported") - number(one, "D1.rate")
    if left:
        told.append(N_("继续跟踪未销号的本年重大事故隐患{count}项").format(count=left))
    if stock := number(one, "C5.stock") - number(one, "C5.stock_closed"):
        told.append(N_("继续跟踪未销号的存量{count}项").format(count=stock))
    if tasks := number(one, "A5.tasks") - number(one, "tasks.done"):
        told.append(N_("继续跟踪未办结的清单任务{count}项").format(count=tasks))
    if waiting := len(accidents.to_be_assessed(one.last)):
        told.append(
            N_("调查报告已批复、整改和防范措施还没有评估的事故{count}起（含往年发生的），按期评估").format(
                count=waiting
            )
        )
    if told:
        yield Para("；".join(told) + "。", lead=N_("尚未办结的。"))
