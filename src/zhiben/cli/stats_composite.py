"""`zhiben stats composite`: many indicators made into one score by a scheme, with the interval of every place."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.columns import UNKNOWN, whole
from zhiben.cli.composite_scheme import Column, Scheme, scheme_of
from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.composite import Composite

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
UNIT = ("unit", "单位", "地区", "名称")
PERCENT = 100.0
SIGNS = ("%", "％")
AGAINST = 0.5
"""Spearman's correlation with the harm from which a direction is suspected to be the wrong one."""
WEIGHTS = "权重决定得分；名次区间重叠的单位，不能说谁比谁好"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with its row and whether it bore a percent sign."""

    row: int
    value: float
    percent: bool = False


@dataclass(slots=True)
class Table:
    """Units with their rows, columns of cells (None: nobody knows), and what is said of them."""

    units: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[list[Cell | None]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@click.command()
@click.argument("file", type=FILE)
@click.option("--scheme", "written", type=FILE, required=True, help="方案：.json，或一行一项指标的.xlsx、.csv")
@click.option("--between", type=click.Choice(["geometric", "arithmetic"]), help="方面之间怎样平均，缺省照方案")
@click.option("--runs", type=click.IntRange(20, 100_000), default=1000, show_default=True, help="权重变动多少次")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机数的种子")
@answering_alone
def composite(file: Path, written: Path, between: str | None, runs: int, seed: int) -> Answer:
    """多项指标合成一个得分（0到1）：按固定上下限折算，方面内算术平均，方面之间几何平均，名次带区间（列：unit和方案写的各项指标）。

    \b
    方案（JSON；表格用同样的列：指标、方面、权重、下限、上限、方向、取对数、分子、分母）：
      {"between": "geometric", "harm": "事故率", "indicators": [
        {"indicator": "按期整改率", "pillar": "治理", "weight": 60, "low": 60, "high": 100,
         "numerator": "按期数", "denominator": "应完成数"},
        {"indicator": "亿元GDP死亡率", "pillar": "结果", "weight": 40, "low": 0, "high": 0.1, "better": "low"}]}
    权重合计100（或1）；log: true按对数折算；写了numerator、denominator的取两列之比（百分数）；
    harm是用来核对方向的一列，可以不写。

    例：zhiben stats composite 各区指标.xlsx --scheme 考核方案.json --json
    """
    import numpy as np

    from zhiben.analysis import composite as c

    scheme = scheme_of(written)
    table, harm = _read(file, scheme)
    values = np.array([[cell.value if cell else np.nan for cell in column] for column in table.columns]).T
    indicators = [column.indicator for column in scheme.columns]
    geometric = scheme.geometric if between is None else between == "geometric"
    found = c.composite(values, indicators, geometric=geometric, runs=runs, seed=seed)
    warnings = [
        *table.warnings,
        *_suspected(found, scheme, harm),
        *(f"“{key}”各单位都一样，不计权重" for key in found.flat),
    ]
    value: dict[str, Any] = {
        "method": "composite",
        "version": c.VERSION,
        "n": len(table.units),
        "warnings": [*warnings, WEIGHTS],
        "excluded": [],
        "between": "geometric" if geometric else "arithmetic",
        "runs": runs,
        "seed": seed,
        "weights": {one.key: weight for one, weight in zip(indicators, found.weights.tolist(), strict=True)},
        "scores": _scores(table, scheme, found),
        "rank_interval": _intervals(table, found),
    }
    return Answer(value, "\n".join([*_lines(value), *value["warnings"]]))


def _scores(table: Table, scheme: Scheme, found: Composite) -> list[dict[str, Any]]:
    """Unit by unit; the score is None where something is missing, and the worst and best case stand beside it."""
    keys = [column.indicator.key for column in scheme.columns]
    told = []
    for place, unit in enumerate(table.units):
        reached = found.points[place].tolist()
        complete = not any(map(isnan, reached))
        told.append(
            {
                "unit": unit,
                "score": float(found.best[place]) if complete else None,
                "worst": float(found.worst[place]),
                "best": float(found.best[place]),
                "complete": complete,
                "points": {key: None if isnan(one) else one for key, one in zip(keys, reached, strict=True)},
            }
        )
    return told


def _intervals(table: Table, found: Composite) -> list[dict[str, Any]]:
    ranks = zip(found.ranks.low.tolist(), found.ranks.high.tolist(), found.ranks.median.tolist(), strict=True)
    return [
        {"unit": unit, "low": low, "high": high, "median": median}
        for unit, (low, high, median) in zip(table.units, ranks, strict=True)
    ]


def _lines(value: dict[str, Any]) -> list[str]:
    pairs = zip(value["scores"], value["rank_interval"], strict=True)
    told = []
    for score, place in sorted(pairs, key=lambda pair: (pair[1]["median"], -pair[0]["best"])):
        of = f"{score['best']:.3f}" if score["complete"] else f"{score['worst']:.3f}至{score['best']:.3f}（不完整）"
        told.append(f"{score['unit']}：{of}，名次{place['low']}–{place['high']}")
    return told


def _suspected(found: Composite, scheme: Scheme, harm: list[float]) -> list[str]:
    """Indicators whose points are the higher the more harm there is."""
    import numpy as np

    from zhiben.analysis.composite import agreement

    if not harm:
        return []
    told = []
    for place, column in enumerate(scheme.columns):
        seen = agreement(found.points[:, place], np.array(harm))
        if seen is not None and seen > AGAINST:
            told.append(
                f"“{column.indicator.key}”得分越高的单位“{scheme.harm}”越高（相关{seen:.2f}），请核对方向是否填反"
            )
    return told


def _read(file: Path, scheme: Scheme) -> tuple[Table, list[float]]:
    """The table that the scheme asks for, and the column of harm. Raises Refused naming every cell that will not do."""
    titles, lines = whole(file)
    wanted = [title for column in scheme.columns for title in column.titles] + [scheme.harm] * bool(scheme.harm)
    unit = next((titles.index(name) for name in UNIT if name in titles), None)
    missing = ([] if unit is not None else ["或".join(UNIT)]) + [one for one in wanted if one not in titles]
    if missing or unit is None:
        raise Refused("“{name}”缺少列：{columns}", name=file.name, columns="、".join(dict.fromkeys(missing)))
    rows = [(number, cells) for number, cells in lines if any(cells)]
    if not rows:
        raise Refused("“{name}”只有列名，没有单位", name=file.name)
    table = Table([cells[unit] or f"第{number}行" for number, cells in rows], [number for number, _cells in rows])
    table.faults += [f"“{one}”有多行" for one in dict.fromkeys(table.units) if table.units.count(one) > 1]
    by_title = {
        title: _cells(title, [(number, cells[titles.index(title)]) for number, cells in rows], table)
        for title in dict.fromkeys(wanted)
    }
    for column in scheme.columns:
        table.columns.append(_column(column, by_title, table))
    if table.faults:
        raise Refused("“{name}”有误：{faults}", name=file.name, faults="；".join(table.faults), code="bad_table")
    harm = [cell.value if cell else float("nan") for cell in by_title[scheme.harm]] if scheme.harm else []
    return table, harm


def _cells(title: str, texts: list[tuple[int, str]], table: Table) -> list[Cell | None]:
    """The numbers of one column, a missing one None; faults are told with row and column."""
    found: list[Cell | None] = []
    for row, text in texts:
        plain = text.replace(",", "")
        for sign in SIGNS:
            plain = plain.removesuffix(sign)
        try:
            value = None if text.lower() in UNKNOWN else float(plain)
        except ValueError:
            value = float("nan")
        if value is not None and not abs(value) < float("inf"):
            table.faults.append(f"第{row}行“{title}”的“{text}”不是数")
            value = None
        found.append(None if value is None else Cell(row, value, text.endswith(SIGNS)))
    told = [cell for cell in found if cell]
    if (signed := [cell for cell in told if cell.percent]) and len(signed) < len(told):
        table.faults.append(f"“{title}”有的带百分号、有的不带，口径不一：第{_rows(signed)}行带百分号")
    return found


def _column(column: Column, by_title: dict[str, list[Cell | None]], table: Table) -> list[Cell | None]:
    """One indicator's cells, checked against its goalposts."""
    one = column.indicator
    cells = _quotient(column, by_title, table) if column.numerator else by_title[one.key]
    told = [cell for cell in cells if cell]
    plain = [cell for cell in told if not cell.percent and not column.numerator]
    shares = [cell for cell in plain if 0 < cell.value < 1]
    if one.high == PERCENT and one.low >= 0 and shares:
        mixed = any(cell.value > 1 for cell in plain)
        how = f"0至1和0至100两种写法混用：第{_rows(shares)}行小于1" if mixed else "都不大于1，上限却是100"
        table.faults.append(f"“{one.key}”{how}；确是百分之零点几的，整列加百分号")
    if one.log and (below := [cell for cell in told if cell.value <= 0]):
        table.faults.append(f"“{one.key}”取对数，第{_rows(below)}行应大于0")
    if beyond := [cell for cell in told if not one.low <= cell.value <= one.high]:
        table.warnings.append(f"“{one.key}”第{_rows(beyond)}行超出{one.low:g}至{one.high:g}，按上下限计")
    gaps = [str(row) for row, cell in zip(table.rows, cells, strict=True) if cell is None]
    if gaps:
        table.warnings.append(f"“{one.key}”第{'、'.join(gaps)}行没有数，该单位不完整，按最好、最坏各算一次")
    return cells


def _quotient(column: Column, by_title: dict[str, list[Cell | None]], table: Table) -> list[Cell | None]:
    """Per cent; None where there is nothing to divide by."""
    cells: list[Cell | None] = []
    over: list[Cell] = []
    for some, of in zip(by_title[column.numerator], by_title[column.denominator], strict=True):
        if some is None or of is None or of.value == 0:
            if some and of and some.value:
                over.append(some)
            cells.append(None)
            continue
        if not 0 <= some.value <= of.value:
            over.append(some)
        cells.append(Cell(some.row, PERCENT * some.value / of.value))
    if over:
        table.faults.append(f"“{column.numerator}”大于“{column.denominator}”或小于0：第{_rows(over)}行")
    return cells


def _rows(cells: list[Cell]) -> str:
    return "、".join(str(cell.row) for cell in cells)
