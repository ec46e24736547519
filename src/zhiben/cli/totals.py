"""`zhiben check-totals`: whether the totals printed in a workbook are the sums of its rows. Needs no database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.output import Answer, answering_alone

if TYPE_CHECKING:
    from zhiben.foundation.tables.report import Report, WrongCell


@click.command("check-totals")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@answering_alone
def check_totals(file: Path) -> Answer:
    """核对一份表格里印出的合计、小计是否等于各行之和；不需要数据库。

    支持.xls、.xlsx、.csv，表头可有多行、可合并。

    例：zhiben check-totals 2013年4月事故情况表.xls
    """
    from zhiben.foundation.tables import load
    from zhiben.foundation.tables.report import check_file

    report = check_file(load(file))
    value = {
        "tables": report.tables,
        "totals_checked": report.compared,
        "wrong": [_value(one) for one in report.wrong],
        "skipped": [{"sheet": one.sheet, "column": one.what, "reason": one.reason} for one in report.left],
    }
    return Answer(value, _text(report), refused=bool(report.wrong))


def _value(one: WrongCell) -> dict[str, object]:
    return {
        "sheet": one.sheet,
        "cell": one.cell,
        "label": one.label,
        "column": one.column,
        "printed": _number(one.printed),
        "summed": _number(one.summed),
        "across": one.across,
        "incomplete": {"row": one.without[0], "cell": one.without[1]} if one.without else None,
    }


def _number(figure: Decimal) -> int | float:
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def _text(report: Report) -> str:
    from zhiben.foundation.tables.report import told

    lines = [f"共{report.tables}张表，核对{report.compared}个合计，{_verdict(report)}"]
    lines += [f"  {one.sheet} {one.cell}：“{one.label}”“{one.column}”栏{told(one)}" for one in report.wrong]
    if report.left:
        lines.append("未核对的：")
        lines += [f"  {one.sheet} “{one.what}”：{one.reason}" for one in report.left]
    return "\n".join(lines)


def _verdict(report: Report) -> str:
    if report.wrong:
        return f"{len(report.wrong)}个与明细不符："
    return "全部相符" if report.compared else "没有可核对的合计"


COMMANDS = {"check-totals": check_totals}
