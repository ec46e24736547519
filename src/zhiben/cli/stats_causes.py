"""`zhiben stats rules`, `cross-table`, `pareto` and `kappa`: coded facts of cases, which of them come together, and how
far two coders agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.columns import NO, YES, known, left_out, rows_of, whole
from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.rules import Found, Rule

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NAMES = ("id", "编号", "案例", "事故编号", "case")
"""Columns that name a case and are no fact of it."""
FEW = "不足{least}起：网页只给交叉表，不给组合"
MISSING = "{column}：{times}起没有认定（{share:.0%}），没有填补"
WEAK = "κ低于{least}，原因分析的图表须带提示"
NO_KAPPA = "算不出κ：两人总是写同一个编码，看不出一致是不是碰巧；须另抽有不同编码的事故"
NO_CAUSES = "“{columns}”不是填是或否的列，没有当作原因"
NESTED = "“{coarser}”由“{finer}”决定，不作组合"
MANY = "同时出现的组合太多，只比较了最常见的{most}种：请减少列或提高支持度"
TOGETHER = "这些事实同时出现，不等于谁造成谁"
MOST_ROWS, MOST_VALUES = 200_000, 60
MOST_RULES = 5_000


@click.command()
@click.argument("file", type=FILE)
@click.option("--support", "--min-support", "support", help="至少几起（整数）或占几成（小数），缺省5起且不少于1%")
@click.option(
    "--confidence", "--min-confidence", "confidence", default="0.1", show_default=True, help="前项里至少几成有后项"
)
@click.option("--longest", type=click.IntRange(2, 6), default=3, show_default=True, help="一个组合最多几项")
@answering_alone
def rules(file: Path, support: str | None, confidence: str, longest: int) -> Answer:
    """哪些事实经常同时出现（一行一起事故，一列一项事实；id列是编号）。

    例：zhiben stats rules 事故编码.csv --json
    """
    from zhiben.analysis import rules as r

    names, cases, missing, _others = _cases(file)
    least = r.least_of(len(cases)) if support is None else _least(support, len(cases))
    found = r.find(cases, least=least, confidence=_fraction(confidence, "confidence"), longest=longest)
    warnings = _rule_warnings(len(cases), missing, found)
    told = found.rules[:MOST_RULES]
    value = {
        "method": "rules",
        "version": r.VERSION,
        "n": len(cases),
        "warnings": warnings,
        "excluded": [],
        "least": least,
        "itemsets": [
            {"items": sorted(facts), "count": count, "support": count / len(cases)}
            for facts, count in sorted(found.itemsets.items(), key=lambda one: (-one[1], len(one[0]), sorted(one[0])))
        ],
        "rules": [_rule(one, names, cases) for one in told],
    }
    shown = [one.sentence for one in told if one.shown]
    lines = [f"{len(cases)}起，{len(found.itemsets)}个常见组合，{len(shown)}条值得一看（至少{least}起）", *shown]
    return Answer(value, "\n".join([*lines, *([TOGETHER] if shown else []), *warnings]))


def _rule(one: Rule, names: Sequence[str], cases: Sequence[frozenset[str]]) -> dict[str, Any]:
    told = {
        "if": sorted(one.if_),
        "then": sorted(one.then),
        "support": one.support,
        "confidence": one.confidence,
        "lift": one.lift,
        "p": one.p,
        "q": one.q,
        "zhang": one.zhang,
        "count": one.count,
        "shown": one.shown,
    }
    if one.shown:
        facts = one.if_ | one.then
        told |= {
            "sentence": one.sentence,
            "cases": [name for name, case in zip(names, cases, strict=True) if facts <= case],
        }
    return told


def _rule_warnings(cases: int, missing: Counter[str], found: Found) -> list[str]:
    from zhiben.analysis.causes import ONLY_TABLES

    warnings = [FEW.format(least=ONLY_TABLES)] if cases < ONLY_TABLES else []
    warnings += _missing_lines(missing, cases)
    warnings += [NESTED.format(finer=finer, coarser=coarser) for finer, coarser in found.nested]
    return warnings + ([MANY.format(most=MOST_RULES)] if len(found.rules) > MOST_RULES else [])


def _missing_lines(missing: Counter[str], cases: int) -> list[str]:
    return [
        MISSING.format(column=column, times=times, share=times / cases) for column, times in missing.items() if times
    ]


def _cases(file: Path, *, only_yes_no: bool = False) -> tuple[list[str], list[frozenset[str]], Counter[str], list[str]]:
    """Names of the cases, their facts, how many lack a fact by column, and the columns that are not of yes and no. A
    column whose known cells are yes and no is one fact by its title, and blank is no where it never says no; of any
    other column each value is a fact, if these are wanted. Raises Refused without rows or columns."""
    titles, read = whole(file)
    rows = [(number, cells) for number, cells in read if any(cells)]
    facts = [place for place, title in enumerate(titles) if title and title.lower() not in NAMES]
    if not rows or not facts:
        raise Refused("文件里没有可用的行：一行一起事故，一列一项事实")
    if len(rows) > MOST_ROWS:
        raise Refused("超过{most}行，请分开计算", most=MOST_ROWS)
    columns = {place: _Column.of([cells[place] for _number, cells in rows]) for place in facts}
    others = [titles[place] for place in facts if not columns[place].yes_no]
    facts = [place for place in facts if columns[place].yes_no or not only_yes_no]
    name = next((place for place, title in enumerate(titles) if title.lower() in NAMES), None)
    names = [(cells[name] if name is not None else "") or f"第{number}行" for number, cells in rows]
    missing = Counter({titles[place]: columns[place].missing for place in facts})
    told = [
        frozenset(fact for place in facts if (fact := columns[place].fact(titles[place], cells[place])))
        for _number, cells in rows
    ]
    return names, told, missing, others


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column of facts is to be read, and how many cases lack its fact."""

    yes_no: bool
    missing: int

    @classmethod
    def of(cls, cells: Sequence[str]) -> _Column:
        told = Counter(known(cell).lower() for cell in cells)
        unknown = told.pop("", 0)
        yes_no = bool(told) and told.keys() <= YES | NO
        blank = sum(not cell for cell in cells) if yes_no and not told.keys() & NO else 0
        return cls(yes_no, unknown - blank)

    def fact(self, title: str, cell: str) -> str:
        """ "" where there is none."""
        if self.yes_no:
            return title if cell.lower() in YES else ""
        return f"{title}={cell}" if known(cell) else ""


def _least(support: str, cases: int) -> int:
    """A whole number is a count of cases, anything else a share."""
    if support.isascii() and support.isdigit():
        if not int(support):
            raise Refused("支持度应大于0")
        return int(support)
    share = _fraction(support, "support")
    return max(1, -(-share.numerator * cases // share.denominator))


def _fraction(text: str, name: str) -> Fraction:
    """Exactly what was typed: 0.8 is four fifths."""
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if not 0 < value <= 1:
        raise Refused("--{name}应是0到1之间的数，例如0.8", name=name)
    return value


@click.command("cross-table")
@click.argument("file", type=FILE)
@click.option("--rows", "row", required=True, metavar="列名", help="作行的一列")
@click.option("--columns", "column", required=True, metavar="列名", help="作列的一列")
@answering_alone
def cross_table(file: Path, row: str, column: str) -> Answer:
    """两项事实的交叉表，带区间、标准化残差和校正后的检验（一行一起事故）。

    例：zhiben stats cross-table 事故编码.csv --rows 类型 --columns 行业 --json
    """
    from zhiben.analysis import causes as c

    cases = [
        (known(cells[row.lower()]), known(cells[column.lower()]))
        for _n, cells in rows_of(file, {row.lower(): (), column.lower(): ()})
    ]
    if max(len({case[place] for case in cases}) for place in (0, 1)) > MOST_VALUES if cases else True:
        raise Refused("没有行，或一列里的值超过{most}种，不成交叉表", most=MOST_VALUES)
    try:
        found = c.cross_table(cases)
    except ValueError as error:
        raise Refused("没有一行同时有这两项") from error
    cells = [
        {"row": one.row, "column": one.column, "count": one.count, "expected": one.expected}
        | {"low95": one.count_within.low, "high95": one.count_within.high, "share": one.share}
        | {"share_low95": one.share_within.low, "share_high95": one.share_within.high}
        | {"residual": one.residual, "p": one.p, "q": one.q}
        for one in found.cells
    ]
    warnings = [f"{c.UNKNOWN}：{found.unknown}起缺一项或两项，没有填补"] if found.unknown else []
    value: dict[str, Any] = {"method": "cross-table", "version": c.VERSION, "n": found.total, "warnings": warnings}
    value |= {"excluded": [], "rows": dict(found.rows), "columns": dict(found.columns), "cells": cells}
    apart = [one for one in found.cells if one.q <= 0.05]
    lines = [
        f"{one.row}×{one.column}：{one.count}起，应有{one.expected:.1f}起，残差{one.residual:+.1f}（校正后p={one.q:.2g}）"
        for one in apart
    ]
    return Answer(value, "\n".join([f"{found.total}起，{len(apart)}格超出偶然", *lines, *warnings]))


@click.command()
@click.argument("file", type=FILE)
@answering_alone
def pareto(file: Path) -> Answer:
    """各原因的可预防份额，带区间（一行一起事故，一列一个原因，填是或否；id列是编号）。

    例：zhiben stats pareto 原因编码.csv --json
    """
    from zhiben.analysis import causes as c

    _names, cases, missing, others = _cases(file, only_yes_no=True)
    if not any(cases):
        raise Refused("没有一列是填是或否、而且填过是的原因")
    found = c.pareto(cases)
    told = [
        {"cause": one.cause, "count": one.count, "share": one.share, "so_far": one.so_far}
        | {"low95": one.share_within.low, "high95": one.share_within.high}
        for one in found.causes
    ]
    warnings = [f"{c.UNKNOWN}：{found.unknown}起（{found.unknown / found.total:.0%}）"] if found.unknown else []
    warnings += [NO_CAUSES.format(columns="、".join(others))] * bool(others) + _missing_lines(missing, found.total)
    value = {"method": "pareto", "version": c.VERSION, "n": found.total, "warnings": warnings}
    lines = [
        f"{one.cause}：{one.count}起，{one.share:.0%}（{one.share_within.low:.0%}–{one.share_within.high:.0%}），"
        f"累计{one.so_far:.0%}"
        for one in found.causes
    ]
    return Answer(value | {"excluded": [], "causes": told}, "\n".join([*lines, *warnings]))


@click.command()
@click.argument("file", type=FILE)
@answering_alone
def kappa(file: Path) -> Answer:
    """两人编码的一致程度κ（列：id、one、other）。

    例：zhiben stats kappa 双人编码.csv --json
    """
    from zhiben.analysis import causes as c

    columns = {"one": ("甲", "编码一", "第一人", "coder1"), "other": ("乙", "编码二", "第二人", "coder2")}
    rows = list(rows_of(file, columns, optional={"id": ("编号",)}))
    both = [cells for _number, cells in rows if cells["one"] and cells["other"]]
    excluded = [
        {"id": cells["id"], "row": number, "reason": "两人没有都编码"}
        for number, cells in rows
        if not (cells["one"] and cells["other"])
    ]
    if not both:
        raise Refused("没有一行有两人的编码")
    found = c.kappa([cells["one"] for cells in both], [cells["other"] for cells in both])
    warnings = [WEAK.format(least=c.WEAK_KAPPA) if found.kappa is not None else NO_KAPPA] if found.weak else []
    value = {
        "method": "kappa",
        "version": c.VERSION,
        "n": found.n,
        "warnings": warnings,
        "excluded": excluded,
        "agreed": found.agreed,
        "kappa": found.kappa,
        "low95": found.within and found.within.low,
        "high95": found.within and found.within.high,
    }
    told = "两人总是写同一个编码，算不出κ" if found.kappa is None else f"κ={found.kappa:.2f}"
    return Answer(value, "\n".join([f"{found.n}起，相同{found.agreed:.0%}，{told}", *warnings, *left_out(excluded)]))
