"""The scheme of a composite score as people write it: a JSON document, or a table with one indicator a row. Whatever is
wrong in it is named by its place, all at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhiben.cli.columns import NO, YES, rows_of
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.composite import Indicator

COLUMNS = {
    "indicator": ("指标", "name", "column"),
    "pillar": ("方面", "维度"),
    "weight": ("权重",),
    "low": ("下限", "最低"),
    "high": ("上限", "最高"),
}
OPTIONAL = {
    "better": ("方向",),
    "log": ("取对数",),
    "numerator": ("分子", "分子列"),
    "denominator": ("分母", "分母列"),
}
DIRECTIONS = {"": "high", "high": "high", "low": "low"} | {"越大越好": "high", "越小越好": "low"}
MEANS = {"": True, "geometric": True, "arithmetic": False, "几何": True, "算术": False}
TOLERANCE = 0.01
"""Of a hundred: weights such as thirds are written with a few decimals."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one indicator reads: a column of its name, or two columns whose quotient in per cent it is."""

    indicator: Indicator
    numerator: str = ""
    denominator: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        return (self.numerator, self.denominator) if self.numerator else (self.indicator.key,)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The indicators, whether pillars are joined by the geometric mean, and the column of a harm (such as the accident
    rate) against which directions are checked."""

    columns: tuple[Column, ...]
    geometric: bool = True
    harm: str = ""


def scheme_of(file: Path) -> Scheme:
    """A scheme from a .json, .csv or .xlsx. Raises Refused naming every fault with its place."""
    told, rows = _written(file)
    faults: list[str] = []
    columns = [column for place, row in rows if (column := _column(place, row, faults))]
    mean = str(told.get("between", "")).strip()
    if mean not in MEANS:
        faults.append(f"between是“{mean}”，应是geometric（几何）或arithmetic（算术）")
    keys = [column.indicator.key for column in columns]
    faults += [f"指标“{key}”写了{keys.count(key)}次" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if not faults:
        faults += _weighing(columns)
    if faults:
        raise Refused("方案“{name}”有误：{faults}", name=file.name, faults="；".join(faults), code="bad_scheme")
    return Scheme(tuple(columns), MEANS[mean], str(told.get("harm", "")).strip())


def _weighing(columns: list[Column]) -> list[str]:
    total = sum(column.indicator.weight for column in columns)
    if not columns:
        return ["没有一项指标"]
    if abs(total - 100) > TOLERANCE and abs(total - 1) > TOLERANCE / 100:
        return [f"权重合计{total:.6g}，应是100（或1）"]
    return []


def _written(file: Path) -> tuple[Mapping[str, Any], list[tuple[str, Mapping[str, Any]]]]:
    """What the file says of all, and of each indicator with its place."""
    if file.suffix.lower() != ".json":
        return {}, [(f"第{number}行", row) for number, row in rows_of(file, COLUMNS, optional=OPTIONAL)]
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("方案“{name}”不是UTF-8文本", name=file.name, code="bad_scheme") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise Refused("方案“{name}”第{line}行不是JSON", name=file.name, line=line, code="bad_scheme") from None
    listed = told.get("indicators") if isinstance(told, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Refused(
            "方案“{name}”应是一个对象，其中indicators列出各项指标（每项一个对象）", name=file.name, code="bad_scheme"
        )
    return told, [(f"第{number}项", _named(one)) for number, one in enumerate(listed, 1)]


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object under the table's own names."""
    found: dict[str, Any] = {}
    for name, others in (COLUMNS | OPTIONAL).items():
        found[name] = next((row[word] for word in (name, *others) if row.get(word) is not None), "")
    return found


def _column(place: str, row: Mapping[str, Any], faults: list[str]) -> Column | None:
    """One indicator; None, and the faults told, where something in it is wrong."""
    from zhiben.analysis.composite import Indicator

    before = len(faults)
    words = {name: str(row.get(name, "")).strip() for name in (*COLUMNS, *OPTIONAL)}
    weight, low, high = (_number(place, name, words[name], faults) for name in ("weight", "low", "high"))
    better, log = DIRECTIONS.get(words["better"].lower()), words["log"].lower()
    checks = {
        f"{place}没有指标名称": not words["indicator"],
        f"{place}的方向“{words['better']}”应是high（越大越好）或low（越小越好）": better is None,
        f"{place}的取对数“{words['log']}”应是是或否": log not in YES | NO | {""},
        f"{place}的权重{weight:g}小于0": weight < 0,
        f"{place}的下限{low:g}不小于上限{high:g}": low >= high,
        f"{place}取对数，下限应大于0": log in YES and low <= 0,
        f"{place}的分子、分母两列只写了一列": bool(words["numerator"]) != bool(words["denominator"]),
    }
    faults += [fault for fault, wrong in checks.items() if wrong]
    if len(faults) > before:
        return None
    indicator = Indicator(
        words["indicator"], words["pillar"] or words["indicator"], weight, low, high, better or "high", log in YES
    )
    return Column(indicator, words["numerator"], words["denominator"])


def _number(place: str, name: str, text: str, faults: list[str]) -> float:
    """Not a number, and the fault told, where it is none: what is compared with that is false."""
    try:
        value = float(text.replace(",", "").removesuffix("%").removesuffix("％"))
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        faults.append(f"{place}的{COLUMNS[name][0]}“{text}”不是数")
        return float("nan")
    return value
