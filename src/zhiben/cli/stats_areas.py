"""`zhiben stats eb` and its like: areas with few events, which of them stand out, and whether what was done there
worked. They compute wherever the method is defined, and warn where a page would refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.columns import NO, YES, left_out, rows_fitting
from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.before_after import Finding
    from zhiben.analysis.network_screening import Area, Screening

AREA = ("街道", "地区", "单位", "名称")
COUNT = ("起数", "事故起数", "数量", "件数")
EXPOSURE = ("规模", "暴露量", "应有起数", "从业人员", "人口")
AREAS = {"area": AREA, "count": COUNT, "exposure": EXPOSURE}
COUNTS = {"area": AREA, "count": COUNT}
STUDY = {
    "area": AREA,
    "listed": ("挂牌", "是否挂牌"),
    "before": ("整治前", "整治前起数"),
    "after": ("整治后", "整治后起数"),
    "exposure_before": ("整治前规模",),
    "exposure_after": ("整治后规模",),
}
RATES = {"area": ("unit", "时期", "单位", "名称"), "count": COUNT, "exposure": ("time", "时间", "年数", "规模")}
LISTED = dict.fromkeys(YES, True) | dict.fromkeys(NO, False) | {"挂牌": True, "未挂牌": False, "": False}
PLACES = {"longitude": 180, "latitude": 90}
NOWHERE = ("", "未定位", "不详")
FAULTS = {
    "exposure": "没有规模数据，或规模不大于0，未参加估计",
    "size": "回归的列应是不小于0的数",
    "count": "起数应是不小于0的整数",
    "listed": "是否挂牌应填是或否（1或0）",
    "place": "没有经纬度，或不是经纬度（度）",
    "nowhere": "没有街道，计入未定位",
}

FEW = "样本不足（少于10个街道或不足30起），页面只列起数，不作估计"
FLAT = "各街道差异未超过随机波动，估计值都等于全市平均"
LINE = "第{k}名与第{next}名差异不显著"
UNSIZED = "没有规模列：{label}，只按起数排，不是事故率"
LOST = "未定位的占{share:.1%}，超过5%，页面不排名"
TWICE = "“{area}”有{times}行，分别计算，没有相加"
PAGE = "页面不作效果结论：{why}"
TWO_RATES = "power_of_method是本方法（双侧95%区间）看出减少20%的把握；power只是两个率直接相比（单侧5%）的把握"
CHOSEN = "若是挑事故最多的时期或街道来比，回落里有一部分是挑选造成的，不能只看这一项"


@dataclass(slots=True)
class Table:
    """The usable rows of a file: their areas and cells by column, who was left out, how much is nowhere, and whether it
    has exposures."""

    areas: list[str] = field(default_factory=list)
    cells: list[dict[str, float]] = field(default_factory=list)
    excluded: list[dict[str, Any]] = field(default_factory=list)
    nowhere: float = 0.0
    sized: bool = True

    def column(self, name: str) -> list[float]:
        """The values of a column."""
        return [cells[name] for cells in self.cells]

    def answer(self, method: str, version: str, warnings: Sequence[str], **result: Any) -> dict[str, Any]:
        """The document of a method."""
        twice = [TWICE.format(area=area, times=times) for area, times in Counter(self.areas).items() if times > 1]
        told = {"method": method, "version": version, "n": len(self.areas), "warnings": [*warnings, *twice]}
        return told | {"excluded": self.excluded} | result


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fit", type=click.Choice(["ml", "marshall"]), default="ml", help="边际极大似然（缺省）或Marshall矩估计")
@click.option(
    "--by", type=click.Choice(["rate", "expected", "excess"]), default="rate", help="按率、预期起数或超出排名"
)
@click.option("--worst", type=click.IntRange(min=1), help="列入最差几个的机会")
@click.option("--years", type=click.FloatRange(min=0, min_open=True), default=1.0, help="起数和规模合计了几年")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机抽取的种子")
@click.option("--draws", type=click.IntRange(min=100, max=65535), default=10_000, show_default=True, help="抽多少次")
@answering_alone
def eb(file: Path, fit: str, by: str, worst: int | None, years: float, seed: int, draws: int) -> Answer:
    """经验贝叶斯估计：各街道的事故率向全市平均拉近多少、排第几（列：area、count、exposure，没有规模列时只按起数）。

    例：zhiben stats eb 街道.csv --worst 9 --json
    """
    from zhiben.analysis import network_screening as screening

    table = areas_of(file, AREAS, COUNTS)
    found = screening.screened(
        [[count] for count in table.column("count")],
        [[exposure] for exposure in table.column("exposure")] if table.sized else None,
        by=by,
        worst=worst or 1,
        seed=seed,
        years=years,
        fit=fit,
        draws=draws,
        nowhere=table.nowhere,
    )
    value = table.answer(
        "eb",
        screening.VERSION,
        _eb_warnings(found, worst),
        fit=fit,
        by=by,
        seed=seed,
        draws=draws,
        nu=None if found.prior.flat else found.prior.nu,
        alpha=None if found.prior.flat else found.prior.alpha,
        mean=found.prior.mean,
        between=found.prior.between,
        log_likelihood=found.prior.log_likelihood,
        adjusted=found.adjusted,
        real_line=not found.not_a_real_line if worst else None,
        areas=[_area(table.areas[area.place], area, worst) for area in found.areas],
    )
    lines = [
        f"第{area.rank}名（{area.rank_low}–{area.rank_high}） {table.areas[area.place]}：原始{area.raw:.4g}，"
        f"估计{area.rate:.4g}，预期{area.expected:.4g}，超出{area.excess:+.4g}"
        for area in found.ordered
    ]
    return answered(value, lines)


def _area(name: str, area: Area, worst: int | None) -> dict[str, Any]:
    told = {
        "area": name,
        "raw": area.raw,
        "eb": area.rate,
        "sd": area.deviation,
        "expected": area.expected,
        "like": area.like,
        "excess": area.excess,
        "rank": area.rank,
        "rank_low": area.rank_low,
        "rank_high": area.rank_high,
    }
    return told | ({"p_worst": area.among_worst} if worst else {})


def _eb_warnings(found: Screening, worst: int | None) -> list[str]:
    from zhiben.analysis.network_screening import UNADJUSTED

    told = {
        UNSIZED.format(label=UNADJUSTED): not found.adjusted,
        FEW: found.sample_too_small,
        FLAT: found.prior.flat,
        LINE.format(k=found.worst, next=found.worst + 1): bool(worst) and found.not_a_real_line,
        LOST.format(share=found.lost): found.too_much_lost,
    }
    return [warning for warning, holds in told.items() if holds]


@click.command("before-after")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--months", type=click.FloatRange(min=0), help="整治后有几个月")
@click.option("--fit", type=click.Choice(["ml", "marshall"]), default="ml", help="边际极大似然（缺省）或Marshall矩估计")
@answering_alone
def before_after(file: Path, months: float | None, fit: str) -> Answer:
    """整治有没有用：扣除“挑最差必然回落”和全市升降（列：area、listed、before、after、exposure_before、exposure_after）。

    例：zhiben stats before-after 挂牌街道.csv --months 12 --json
    """
    from zhiben.analysis import before_after as study
    from zhiben.analysis.effect_sentence import power_sentence, sentence

    table = areas_of(file, STUDY)
    listed = [bool(one) for one in table.column("listed")]
    if not any(listed):
        raise Refused("“{name}”里没有挂牌的街道：listed列没有一行为是", name=file.name)
    columns = [table.column(name) for name in ("before", "exposure_before", "after", "exposure_after")]
    found = study.found(study.study(listed, *columns), months_after=months, fit=fit)
    chosen = [cells for cells, one in zip(table.cells, listed, strict=True) if one]
    times = sum(one["exposure_before"] for one in chosen) / sum(one["exposure_after"] for one in chosen)
    value = table.answer(
        "before-after",
        study.VERSION,
        [PAGE.format(why=study.REFUSALS[reason]) for reason in found.refused] + [TWO_RATES] * bool(found.before),
        listed=found.areas,
        before=found.before,
        after=found.after,
        refused=list(found.refused),
        **_effect(found, times),
        sentence=sentence(found, before="整治前", after="整治后"),
        power_sentence=power_sentence(found, after="整治后同样长的时期", longer="{times}倍长的时期") or None,
    )
    lines = [value["sentence"], value["power_sentence"]]
    return answered(value, [line for line in lines if line])


def _effect(found: Finding, times: float) -> dict[str, Any]:
    """Changes as shares (-0.2: a fall by 20 %); None where they are not defined."""
    from zhiben.analysis.power import power

    told = found.computed
    fall = found.waterfall
    return {
        "naive": found.naive,
        "selection": found.selection,
        "trend": told and told.trend - 1,
        "effect": told and told.change,
        "low95": told and told.low - 1,
        "high95": told and told.high - 1,
        "ratio": told and told.ratio,
        "se": told and told.error,
        "effect_by_se": told and told.strength,
        "level_by_manual": told and told.level,
        "expected": told and told.expected,
        "scatter": told and told.scatter,
        "power_of_method": found.prospect and found.prospect.power,
        "power": power(found.before, times=times) if found.before else None,
        "waterfall": fall and [fall.before, *fall.steps, fall.after],
    }


@click.command("rate-ratio")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@answering_alone
def rate_ratio(file: Path) -> Answer:
    """两个率之比的精确区间和检验：第一行比第二行（列：unit、count、time）。

    例：zhiben stats rate-ratio 两个时期.csv --json
    """
    from zhiben.analysis import rate_ratio as ratio

    table = areas_of(file, RATES)
    if len(table.areas) != 2:
        raise Refused("应有两行可用的数据，“{name}”有{n}行", name=file.name, n=len(table.areas))
    (one, other), (time, other_time) = table.column("count"), table.column("exposure")
    if not one + other:
        raise Refused("两个时期一起也没有发生，无从比较")
    found = ratio.rate_ratio(int(one), time, int(other), other_time)
    value = table.answer(
        "rate-ratio", ratio.VERSION, [CHOSEN], ratio=found.ratio, low95=found.low, high95=found.high, p=found.p
    )
    if found.ratio is None or found.high is None:
        return answered(value, [f"后一时期没有发生，比值不低于{found.low:.3g}，p={found.p:.4g}"])
    return answered(value, [f"比值{found.ratio:.3f}（{found.low:.3f}–{found.high:.3f}），p={found.p:.4g}"])


def areas_of(file: Path, *choices: Mapping[str, tuple[str, ...]]) -> Table:
    """The rows whose numbers can be used, by the first of the `choices` of columns that the file has. They begin
    with "area"; those named exposure… have to be above 0, those named size… not below, the others
    whole, except longitude and latitude. Raises
    Refused where no row is left."""
    place, rows = rows_fitting(file, *choices)
    columns = choices[place]
    table = Table(sized=any(name.startswith("exposure") for name in columns))
    for number, cells in rows:
        values = {name: _value(name, cells[name]) for name in columns if name != "area"}
        count = values.get("count")
        if cells["area"] in NOWHERE:
            fault: str | None = "nowhere"
            table.nowhere += count if count and count > 0 else 0.0
        else:
            fault = _fault(values)
        if fault:
            table.excluded.append({"area": cells["area"], "row": number, "reason": FAULTS[fault]})
        else:
            table.areas.append(cells["area"])
            table.cells.append({name: value for name, value in values.items() if value is not None})
    if not table.areas:
        raise Refused("“{name}”里没有可用的行：每行须有街道、起数和大于0的规模", name=file.name)
    return table


def _value(name: str, text: str) -> float | None:
    if name == "listed":
        return LISTED.get(text.lower())
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _fault(values: dict[str, float | None]) -> str | None:
    """The first thing that is wrong with a row."""
    from zhiben.analysis.empirical_bayes import fault

    if values.get("listed", False) is None:
        return "listed"
    if any(name in PLACES and not _lies(name, value) for name, value in values.items()):
        return "place"
    exposures = [value for name, value in values.items() if name.startswith("exposure")]
    others = ("exposure", "size ", "listed", *PLACES)
    counts = [value for name, value in values.items() if not name.startswith(others)]
    return next((what for one in exposures if (what := fault(0, one))), None) or next(
        (what for one in counts if (what := fault(one, 1))),
        next(("size" for name, one in values.items() if name.startswith("size ") and not _size(one)), None),
    )


def _size(value: float | None) -> bool:
    return value is not None and 0 <= value < inf


def _lies(name: str, degrees: float | None) -> bool:
    return degrees is not None and abs(degrees) <= PLACES[name]


def answered(value: dict[str, Any], lines: list[str]) -> Answer:
    """The document, and for people its lines, what it warns of, and who was left out."""
    return Answer(value, "\n".join([*lines, *value["warnings"], *left_out(value["excluded"])]))
