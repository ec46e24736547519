"""`zhiben stats interval` and `zhiben stats funnel`: rates and counts of units, how far chance may move them, and which
of them stand out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.columns import Row, rows_fitting
from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.funnel import Funnel
    from zhiben.analysis.rank_gain import Standing, Step

UNIT = ("单位", "地区", "名称")
SOME = ("分子", "完成数", "按期数")
OF = ("分母", "应完成数", "总数")
COUNT = ("数量", "起数", "件数")
PROPORTION = {"unit": UNIT, "numerator": SOME, "denominator": OF}
RATE = {"unit": UNIT, "count": COUNT, "denominator": OF}
RATIO = {"unit": UNIT, "count": COUNT, "expected": ("期望", "期望数")}
ALONE = {"unit": UNIT, "count": COUNT}
VALUE = {"unit": UNIT, "value": ("数值", "得分", "率")}
BANDS = {"low": "明显偏低", "within": "无明显差异", "high": "明显偏高", "few": "基数不足，不排名"}
NOISE = "一位之差在偶然范围内的，升降不说明好坏"
SMALL = "分母少于{least}的单位不分档、不点名"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: units with numerator (or count) and denominator (or what was expected), and who has none."""

    units: list[str]
    counts: list[int]
    of: list[float]
    excluded: list[dict[str, Any]]

    def answer(self, method: str, version: str, warnings: list[str], **result: Any) -> dict[str, Any]:
        """The document of a method."""
        told = {"method": method, "version": version, "n": len(self.units), "warnings": warnings}
        return told | {"excluded": self.excluded} | result


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--method", type=click.Choice(["exact", "byar"]), default="exact", help="件数的区间：精确（缺省）或Byar近似"
)
@click.option("--per", type=click.FloatRange(min=0, min_open=True), help="有分母时，按每多少计率，例如100000")
@answering_alone
def interval(file: Path, method: str, per: float | None) -> Answer:
    """95%区间：率（列：unit、numerator、denominator，Wilson法），或件数（列：unit、count，泊松精确法）。

    例：zhiben stats interval 整改率.csv --json
    """
    from zhiben.analysis import rates

    choice, rows = rows_fitting(file, PROPORTION, RATE if per else ALONE, ALONE)
    if choice == 0:
        table = _table(rows, "numerator", "denominator")
        limits = [rates.wilson(some, int(of)) for some, of in zip(table.counts, table.of, strict=True)]
    else:
        if per and choice == 2:
            raise Refused("按率计（--per）须有分母列：denominator或分母或应完成数或总数")
        table = _table(rows, "count", "denominator" if per else "")
        of_count = rates.byar if method == "byar" else rates.poisson
        limits = [of_count(count) for count in table.counts]
    by = [(per or 1.0) / of for of in table.of] if choice else [1.0] * len(table.of)
    values = [
        some / of if choice == 0 else some * one for some, of, one in zip(table.counts, table.of, by, strict=True)
    ]
    units = [
        {"unit": unit, "value": value, "low": found.low * one, "high": found.high * one}
        for unit, value, found, one in zip(table.units, values, limits, by, strict=True)
    ]
    lines = [f"{one['unit']}：{one['value']:.4g}（{one['low']:.4g}–{one['high']:.4g}）" for one in units]
    return _answer(table.answer("interval", rates.VERSION, [], units=units), lines)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--worse", type=click.Choice(["low", "high"]), help="哪一头算差：率缺省为低，件数与期望之比缺省为高")
@click.option("--issues", type=click.IntRange(min=1), default=24, show_default=True, help="一年评多少期")
@click.option(
    "--budget", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True, help="一年误点名数"
)
@answering_alone
def funnel(file: Path, worse: str | None, issues: int, budget: float) -> Answer:
    """漏斗图：各单位的率与全市相比（列：unit、numerator、denominator），或件数与期望之比（列：unit、count、expected）。

    例：zhiben stats funnel 按期整改率.csv --json
    """
    from zhiben.analysis import funnel as f

    choice, rows = rows_fitting(file, PROPORTION, RATIO)
    table = _table(rows, *(("numerator", "denominator") if choice == 0 else ("count", "expected")))
    if choice == 0:
        drawn = f.of_proportions([(some, int(of)) for some, of in zip(table.counts, table.of, strict=True)])
    else:
        drawn = f.of_ratios(list(zip(table.counts, table.of, strict=True)))
    bad = worse or ("low" if choice == 0 else "high")
    named = _named(table, choice, bad, budget / (len(table.units) * issues))
    if choice and drawn.tau2:
        # Where units differ anyway the exact limit knows nothing of that; the widened one does.
        named = [one and drawn.band(place) == bad for place, one in enumerate(named)]
    units = [
        {
            "unit": unit,
            "value": drawn.values[place],
            **{name: max(0.0, getattr(drawn.limits[place], name)) for name in ("low95", "high95", "low998", "high998")},
            "band": drawn.band(place) if table.of[place] >= f.LEAST else "few",
            "named": named[place],
        }
        for place, unit in enumerate(table.units)
    ]
    few = any(of < f.LEAST for of in table.of)
    warnings = [SMALL.format(least=f.LEAST)] if few else []
    value = table.answer(
        "funnel", f.VERSION, warnings, target=drawn.target, phi=drawn.phi, tau2=drawn.tau2, units=units
    )
    return _answer(value, _lines(drawn, units))


@click.command("rank-gain")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "ours", required=True, help="哪个单位")
@click.option("--growth", type=click.IntRange(min=0), default=0, show_default=True, help="之后还会到期、须办结的项数")
@click.option("--better", type=click.Choice(["high", "low"]), default="high", show_default=True, help="哪一头算好")
@answering_alone
def rank_gain(file: Path, ours: str, growth: int, better: str) -> Answer:
    """升一位要多做多少，别人多做多少就会超过（列：unit、numerator、denominator，或unit、value）。

    例：zhiben stats rank-gain 全省排名.csv --unit 本市 --json
    """
    from zhiben.analysis import rank_gain as r

    units, standings, excluded = _standings(file, better)
    if units.count(ours) != 1:
        raise Refused("“{unit}”在文件里{how}", unit=ours, how="有多行" if ours in units else "没有一行")
    place = units.index(ours)
    found, nearest = r.steps(standings, place, growth), r.margin(standings, place)
    value = {
        "method": "rank-gain",
        "version": r.VERSION,
        "n": len(units),
        "warnings": [NOISE] if any(one.within_noise for one in found) else [],
        "excluded": excluded,
        "unit": ours,
        "rank": r.rank(standings, place),
        "steps": [
            {
                "to_rank": one.to_rank,
                "needed": float(one.needed),
                "units_of_work": one.work,
                "units_to_share": one.shared,
                "reachable": one.reachable,
                "within_noise": one.within_noise,
                "tied": one.tied,
            }
            for one in found
        ],
        "margin": nearest
        and {"unit": units[nearest.by], "needed": float(nearest.needed), "units_of_work": nearest.work},
    }
    lines = [f"{ours}：第{value['rank']}位（共{len(units)}个单位）"]
    level = {True: "并列", False: ""}
    lines += [f"升到{level[one.tied]}第{one.to_rank}位：{_gain(one.needed, one.work)}{_can(one)}" for one in found]
    if nearest:
        lines.append(f"安全垫：{units[nearest.by]}{_gain(nearest.needed, nearest.work)}即超过")
    return _answer(value, lines)


def _standings(file: Path, better: str) -> tuple[list[str], list[Standing], list[dict[str, Any]]]:
    """Where less is better, what is not done is counted instead (or the value's opposite), so that more is."""
    from zhiben.analysis.rank_gain import Standing

    choice, rows = rows_fitting(file, PROPORTION, VALUE)
    if choice == 0:
        table = _table(rows, "numerator", "denominator")
        done = [some if better == "high" else int(of) - some for some, of in zip(table.counts, table.of, strict=True)]
        counted = zip(done, map(int, table.of), strict=True)
        return table.units, [Standing(Fraction(some, of), (some, of)) for some, of in counted], table.excluded
    sign = 1 if better == "high" else -1
    units = [cells["unit"] or f"第{number}行" for number, cells in rows]
    return units, [Standing(sign * value) for value in _values(rows)], []


def _values(rows: list[Row]) -> list[Fraction]:
    """Raises Refused on what is no number, and where only some bear a percent sign, naming the rows."""
    told = [(number, cells["value"].replace(",", "")) for number, cells in rows]
    signed = [str(number) for number, text in told if text.endswith(("%", "％"))]
    if 0 < len(signed) < len(told):
        raise Refused("数值有的带百分号、有的不带，口径不一：第{rows}行带百分号", rows="、".join(signed))
    plain = [(number, text.rstrip("%％")) for number, text in told]
    for number, text in plain:
        _number(number, text.removeprefix("-"), whole=False)
    return [Fraction(text) for _row, text in plain]


def _gain(needed: Fraction, work: int | None) -> str:
    return f"须超过{float(needed):.4g}" if work is None else f"再办结{work}项"


def _can(step: Step) -> str:
    if not step.shareable:
        return "（没有这么多项，达不到）"
    if not step.reachable:
        return f"（没有这么多项，超不过；再办结{step.shared}项可并列）"
    return "（区间重叠，一位之差在偶然范围内）" if step.within_noise else ""


def _lines(drawn: Funnel, units: list[dict[str, Any]]) -> list[str]:
    spread = f"，单位间差异大于偶然，界限已放宽（τ²={drawn.tau2:.3g}）" if drawn.tau2 else ""
    lines = [f"全部单位合计{drawn.target:.4g}，离散系数{drawn.phi:.3g}{spread}"]
    for one in units:
        told = f"{one['unit']}：{one['value']:.4g}，{BANDS[one['band']]}"
        lines.append(f"{told}（99.8%界限{one['low998']:.4g}–{one['high998']:.4g}）{'，可点名' if one['named'] else ''}")
    return lines


def _named(table: Table, choice: int, worse: str, share: float) -> list[bool]:
    """Beyond the exact limit in one issue, judged beside all the others; without an issue before there is no repeat."""
    from zhiben.analysis import funnel, naming

    if choice == 0:
        missed = [int(of) - some if worse == "low" else some for some, of in zip(table.counts, table.of, strict=True)]
        counts = [naming.Counts(int(of), bad) for bad, of in zip(missed, table.of, strict=True)]
        issue = dict(enumerate(counts))
        found = naming.judged(issue, {}, units=1, issues=1, budget=share, spread=naming.spread_in(counts))
        return [found[place].reason != "" for place in issue]
    total, all_of = sum(table.counts), sum(table.of)
    return [
        of >= funnel.LEAST and of < all_of and naming.falls(count, total, of / all_of, worse) <= share / 2
        for count, of in zip(table.counts, table.of, strict=True)
    ]


def _table(rows: list[Row], some: str, of: str) -> Table:
    """Raises Refused naming every row with a cell that is no number, or a numerator greater than its denominator."""
    table, wrong, over = Table([], [], [], []), [], []
    for number, cells in rows:
        try:
            count = _number(number, cells[some], whole=True)
            base = _number(number, cells[of], whole=some == "numerator") if of else 1.0
        except Refused as refused:
            wrong.append(refused.text)
            continue
        if some == "numerator" and count > base:
            over.append(str(number))
        if base <= 0:
            table.excluded.append({"unit": cells["unit"], "row": number, "reason": "分母为0，无任务"})
            continue
        table.units.append(cells["unit"] or f"第{number}行")
        table.counts.append(int(count))
        table.of.append(base)
    if over:
        wrong.append(f"分子大于分母：第{'、'.join(over)}行")
    if wrong:
        raise Refused("{told}", told="；".join(wrong))
    if not table.units:
        raise Refused("文件里没有可用的行：每行须有单位和数")
    return table


def _number(row: int, text: str, *, whole: bool) -> float:
    if text.endswith(("%", "％")) or (whole and "." in text):
        raise Refused("第{row}行的“{text}”不是个数：请填分子和分母的个数，不要填百分率", row=row, text=text)
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        raise Refused("第{row}行的“{text}”不是数", row=row, text=text) from None
    if not 0 <= value < float("inf"):
        raise Refused("第{row}行的“{text}”应是不小于0的数", row=row, text=text)
    return value


def _answer(value: dict[str, Any], lines: list[str]) -> Answer:
    left_out = [f"第{one['row']}行：{one['reason']}" for one in value["excluded"]]
    return Answer(value, "\n".join([*lines, *value["warnings"], *left_out]))
