"""`zhiben stats power`, `nothing-done`, `severity`, `spf`: what can be known of areas before any of them is listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.columns import whole
from zhiben.cli.output import Answer, answering_alone
from zhiben.cli.stats_areas import AREA, AREAS, COUNT, EXPOSURE, answered, areas_of
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.safety_performance import Expected

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CLASSES = {"deaths": ("死亡", "死亡事故"), "serious": ("重伤", "重伤事故"), "other": ("其他", "其他事故")}
GRAVE = {"area": AREA, "exposure": EXPOSURE} | CLASSES
TWO_RATES = "这是两个率直接相比（单侧5%）的把握；整治前后比较本身的把握见before-after的power_of_method"
UNWEIGHTED = "权重由使用者设定，报告里须写明出处和权重"


@click.command()
@click.option("--before", type=click.FloatRange(min=0, min_open=True), multiple=True, help="整治前几起，可以写几个")
@click.option("--mean", type=click.FloatRange(min=0, min_open=True), multiple=True, help="一个街道平常一年几起")
@click.option("--cut", type=click.FloatRange(0, 1, min_open=True), default=0.2, show_default=True, help="真的减少几成")
@click.option("--chance", type=click.FloatRange(0.05, 0.99), default=0.8, show_default=True, help="要有多大把握")
@click.option("--times", type=click.FloatRange(min=0, min_open=True), default=1.0, help="整治前的时期是整治后的几倍")
@answering_alone
def power(before: tuple[float, ...], mean: tuple[float, ...], cut: float, chance: float, times: float) -> Answer:
    """能不能看出效果：这么多起里真的减少了，看得出来的把握；一点没变的街道看上去下降三成的可能（不读文件）。

    例：zhiben stats power --before 120 --mean 4.9 --json
    """
    from zhiben.analysis import power as p

    try:
        least = p.needed(chance, cut, times=times)
    except ValueError as error:
        raise Refused("减少得太少，多少起也看不出来；请改大--cut") from error
    seen = [{"before": some, "power": p.power(some, cut, times=times)} for some in before]
    falls = [{"mean": some, "chance": p.chance_of_fall(some)} for some in mean]
    value = {"method": "power", "version": p.VERSION, "n": len(seen), "warnings": [TWO_RATES], "excluded": []}
    lines = [f"整治前{one['before']:g}起：真的减少{cut:.0%}，看得出来的把握有{one['power']:.0%}" for one in seen]
    lines += [
        f"平常一年{one['mean']:g}起、一点没变：下一年看上去下降三成以上的可能有{one['chance']:.0%}" for one in falls
    ]
    lines.append(f"要有{chance:.0%}的把握，整治前须有{least}起")
    return Answer(value | {"powers": seen, "falls": falls, "needed": least}, "\n".join([*lines, TWO_RATES]))


@click.command("nothing-done")
@click.argument("file", type=FILE)
@click.option("--worst", type=click.IntRange(min=1), default=9, show_default=True, help="挂牌几个")
@click.option("--years", type=click.IntRange(min=1), default=5, show_default=True, help="起数和规模合计了几年")
@click.option("--shape", type=click.FloatRange(min=0, min_open=True), help="不看起数：各街道的率按这个形状的伽马分布")
@click.option("--runs", type=click.IntRange(1, 100_000), default=2_000, show_default=True, help="做多少次")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机数的种子")
@answering_alone
def nothing_done(file: Path, worst: int, years: int, shape: float | None, runs: int, seed: int) -> Answer:
    """什么也不做也会回落：挑上年最多的几个，下一年少几成（列：area、count、exposure；--shape时规模是一年应有起数）。

    例：zhiben stats nothing-done 街道.csv --worst 9 --json
    """
    import numpy as np

    from zhiben.analysis import regression_to_mean as r
    from zhiben.analysis.empirical_bayes import Posterior, fitted, updated

    table = areas_of(file, {"area": AREA, "exposure": EXPOSURE} if shape else AREAS)
    exposures = np.array(table.column("exposure"))
    if worst > len(exposures):
        raise Refused("可用的街道只有{n}个，挂不了{worst}个", n=len(exposures), worst=worst)
    if shape:
        known, yearly = Posterior(*(np.full(len(exposures), of) for of in (shape, shape, 1.0))), exposures
    else:
        counts = table.column("count")
        known, yearly = updated(fitted(counts, exposures), counts, exposures), exposures / years
    found = r.nothing_done(known, yearly, worst=worst, seed=seed, years=years, runs=runs)
    value = table.answer(
        "nothing-done",
        r.VERSION,
        [],
        **{name: getattr(found, name) for name in ("fall", "improved", "ratio", "found_by_count", "found_by_estimate")},
        seed=seed,
        runs=runs,
    )
    lines = [
        f"什么也不做，挂牌的{worst}个第二年平均少{found.fall:.1%}，{found.improved:.1%}的时候看上去好了",
        f"真正最差的{worst}个里，按上年起数挑中{found.found_by_count:.1f}个，按{years}年估计挑中{found.found_by_estimate:.1f}个",
    ]
    return answered(value, lines)


@click.command()
@click.argument("file", type=FILE)
@click.option("--weights", default="10,3,1", show_default=True, metavar="死亡,重伤,其他", help="各类一起算几分")
@click.option("--against", default="3,2,1", show_default=True, metavar="死亡,重伤,其他", help="换这套权重，看还留几个")
@click.option("--worst", type=click.IntRange(min=1), default=9, show_default=True, help="看最差几个")
@answering_alone
def severity(file: Path, weights: str, against: str, worst: int) -> Answer:
    """严重程度：死亡、重伤、其他事故分别估计后加权（列：area、exposure、deaths、serious、other）。

    例：zhiben stats severity 街道.csv --weights 10,3,1 --json
    """
    from zhiben.analysis import severity as s

    table = areas_of(file, GRAVE)
    expected = s.expected_by_class({name: table.column(name) for name in CLASSES}, table.column("exposure"))
    one, other = _weights(weights), _weights(against)
    scores = s.weighted(expected, one).tolist()
    areas = [
        {"area": area, "score": score} | {name: float(values[place]) for name, values in expected.items()}
        for place, (area, score) in enumerate(zip(table.areas, scores, strict=True))
    ]
    worst = min(worst, len(areas))
    value = table.answer(
        "severity",
        s.VERSION,
        [UNWEIGHTED],
        weights=one,
        against=other,
        staying=s.staying(expected, one, other, worst=worst),
        areas=areas,
    )
    lines = [
        f"{told['area']}：{told['score']:.2f}分" for told in sorted(areas, key=lambda told: -told["score"])[:worst]
    ]
    return answered(value, [*lines, f"换一套权重（{against}），最差{worst}个里留下{value['staying']}个"])


def _weights(text: str) -> dict[str, float]:
    try:
        told = [float(one) for one in text.replace("，", ",").split(",")]
    except ValueError:
        told = []
    if len(told) != len(CLASSES) or not all(0 <= one < 1e9 for one in told):
        raise Refused("权重应写成三个不小于0的数，例如10,3,1")
    return dict(zip(CLASSES, told, strict=True))


@click.command()
@click.argument("file", type=FILE)
@click.option("--covariate", multiple=True, metavar="列名", help="用哪几列作回归，例如从业人员；第一列也用来折算")
@click.option("--dispersion", type=click.FloatRange(min=0), help="不作回归：predicted列是应有起数，离散系数是这个")
@answering_alone
def spf(file: Path, covariate: tuple[str, ...], dispersion: float | None) -> Answer:
    """同类街道的应有起数，和本街道起数合起来的预期（列：area、count，加--covariate指明的列，或predicted）。

    例：zhiben stats spf 街道.csv --covariate 从业人员 --covariate 在建工地 --json
    """
    from zhiben.analysis import safety_performance as s
    from zhiben.analysis.empirical_bayes import combined

    if (dispersion is None) == (not covariate):
        raise Refused("要用--covariate指明回归的列，或用--dispersion给出离散系数，两样取一样")
    _all_there(file, covariate)
    # What is not a number or below 0 leaves a row out; of the predicted ones also 0.
    given = {"exposure": ("predicted", "应有起数")} if not covariate else {}
    table = areas_of(
        file, {"area": AREA, "count": COUNT} | given | {f"size {name.lower()}": (name.lower(),) for name in covariate}
    )
    found = _expected(
        table.column("count"),
        [table.column(f"size {name.lower()}") for name in covariate],
        table.column("exposure") if given else None,
    )
    k = dispersion if dispersion is not None else found.dispersion or 0.0
    areas = []
    for area, count, due in zip(table.areas, table.column("count"), found.events.tolist(), strict=True):
        told = combined(due, k, count) if due > 0 else None
        areas.append(
            {"area": area, "count": count, "predicted": due, "weight": told and told.weight}
            | {"expected": told and told.expected, "error": told and told.error}
        )
    value = table.answer(
        "spf",
        s.VERSION,
        [s.WHY[found.why]] if found.why else [],
        by=found.by,
        coefficients=list(found.coefficients),
        dispersion=k,
        areas=areas,
    )
    lines = [
        f"{one['area']}：{one['count']:g}起，同类街道应有{one['predicted']:.2f}起，合起来预期{one['expected']:.2f}±{one['error']:.2f}起"
        for one in areas
        if one["expected"] is not None
    ]
    return answered(value, lines)


def _all_there(file: Path, covariates: tuple[str, ...]) -> None:
    titles = [title.lower() for title in whole(file)[0]]
    if missing := [name for name in covariates if name.lower() not in titles]:
        raise Refused("缺少列：{columns}", columns="、".join(missing))


def _expected(counts: list[float], covariates: list[list[float]], given: list[float] | None) -> Expected:
    import numpy as np

    from zhiben.analysis import safety_performance as s

    if given is not None:
        return s.Expected("given", np.array(given))
    table = np.array(covariates).T
    try:
        by_size = s.indirect(table[:, :1], [sum(counts)])
        return s.predicted(counts, table, otherwise=by_size)
    except ValueError as error:
        raise Refused("回归的列都应是不小于0的数，而且不能全是0") from error
