"""`zhiben stats step`, `change-point`, `surveillance` and `forecast`: a series of counts by month or week."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.output import Answer, answering_alone
from zhiben.cli.periods import A_YEAR, like
from zhiben.cli.series_files import Choice, Series, series_of
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.series import Controlled, Step

SHORT = "此前{before}期、此后{after}期，不足24个月和12个月：网页只列数，不作效果结论"
LINKED = "相邻各期的误差彼此相关（{r:.2f}），区间偏窄，应缩短年限或另找对照"
TURNED = "走势在此后也变了（每年再乘{slope:.3g}），台阶是变化当时的一截"
UNSURE = "p不小于0.05，不能说发生了变化"
SEASONAL = "按{kind}计的序列有季节起伏，分界处可能只是季节；宜用整年，或给出规模列"
NO_SEASON = "期次不是月、周或季，没有扣除季节"
DAYS = "按日的序列请先合计成周或月"
ESTIMATED = "平常每期几起取自到{until}为止的各期，这些期不作判断；平均数本身有误差，误报可能比算的多，宜用--usual给出"
NOT_TRIED = "{method}算不出，没有试"
NUMBERED = "期次只是编号，看不出一个月判断几次：--budget要有月、周、季、日的期次，或改用--alpha、--run"
NONE_JUDGED = "没有一期可以判断：此前的期数不够，或没有数"
PER = {"month": "月", "week": "周", "quarter": "季"}
FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


def of_series(command: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments that say which series is read."""
    for decorate in (
        click.option("--unit", default="合计", show_default=True, help="多个工作簿时取哪一行"),
        click.option("--where", multiple=True, metavar="列名=值", help="只取这样的行，可以写几个"),
        click.option(
            "--count",
            default="",
            metavar="列名",
            help="哪一列是起数（缺省认起数、数量、accidents等；工作簿写表头里的字）",
        ),
        click.argument("files", nargs=-1, required=True, type=FILES),
    ):
        command = decorate(command)
    return command


@click.command()
@of_series
@click.option("--break", "broken", required=True, metavar="期次", help="从哪一期起变的，例如2023-02")
@click.option("--season", type=click.IntRange(min=0, max=4), default=2, show_default=True, help="季节用几对正弦余弦")
@click.option("--slope/--no-slope", default=True, show_default=True, help="此后走势可以和以前不同")
@answering_alone
def step(
    files: tuple[Path, ...],
    count: str,
    where: tuple[str, ...],
    unit: str,
    broken: str,
    season: int,
    slope: bool,
) -> Answer:
    """中断时间序列：从某一期起，水平变为几倍（列：period、count，可有exposure、control）。

    例：zhiben stats step 每月起数.csv --break 2023-02 --json
    """
    from zhiben.analysis import series as s

    told = series_of(files, Choice(count, where, unit))
    at = like(broken, told.kind).number - told.first
    pairs, period, warnings = _season(told, season)

    def of(counts: list[float | None], slope: bool = slope) -> Step:
        try:
            return s.step(counts, at, exposure=told.exposure, pairs=pairs, period=period, slope=slope)
        except ValueError as error:
            raise Refused("在“{at}”分不出前后两段，或数据太少：{why}", at=broken, why=error) from error

    found = of(told.counts)
    warnings += _step_warnings(found)
    against = _controlled(found, of(told.control)) if told.control else None
    value = told.answer("step", s.VERSION, warnings, **_step(found), season=pairs)
    plain = of(told.counts, slope=False)
    value["without_slope"] = {"rr": plain.rr, "low95": plain.within.low, "high95": plain.within.high}
    value["controlled"] = against and {"rr": against.rr, "low95": against.within.low, "high95": against.within.high}
    change = f"{broken}起水平变为原来的{found.rr:.3f}倍（95%区间{found.within.low:.3f}–{found.within.high:.3f}）"
    proven = "区间不含1" if found.proven else "区间含1，不能说变了"
    lines = [f"{change}，{proven}；离散系数{found.dispersion:.2f}，此前走势每年{found.trend:.3g}倍"]
    if against:
        lines.append(f"扣除对照后{against.rr:.3f}倍（{against.within.low:.3f}–{against.within.high:.3f}）")
    return _answer(value, lines)


def _controlled(ours: Step, control: Step) -> Controlled:
    from zhiben.analysis.series import controlled

    try:
        return controlled(ours, control)
    except ValueError as error:
        raise Refused("对照的期数太少，不能和本序列用同样的算法；可用--no-slope") from error


def _step(found: Step) -> dict[str, Any]:
    return {
        "rr": found.rr,
        "low95": found.within.low,
        "high95": found.within.high,
        "dispersion": found.dispersion,
        "poisson": {"low95": found.within_poisson.low, "high95": found.within_poisson.high},
        "trend": found.trend,
        "slope": found.slope,
        "turned": found.turned,
        "before": found.before,
        "after": found.after,
        "enough": found.enough,
        "autocorrelation": found.autocorrelation,
    }


def _step_warnings(found: Step) -> list[str]:
    warnings = []
    if not found.enough:
        warnings.append(SHORT.format(before=found.before, after=found.after))
    if abs(found.autocorrelation) > found.autocorrelation_limit:
        warnings.append(LINKED.format(r=found.autocorrelation))
    if found.turned and found.slope is not None:
        warnings.append(TURNED.format(slope=found.slope))
    return warnings


def _season(told: Series, asked: int) -> tuple[int, int, list[str]]:
    """Pairs, periods a year, warnings. Numbered periods are taken for months, as the method's name goes."""
    if told.kind == "day":
        raise Refused(DAYS)
    a_year = A_YEAR.get(told.kind, 12)
    pairs = min(asked, a_year // 2)
    return pairs, a_year, [NO_SEASON] if asked and not pairs else []


@click.command("change-point")
@of_series
@click.option("--permutations", type=click.IntRange(min=1, max=99_999), default=999, show_default=True, help="打乱几次")
@click.option("--seed", type=click.IntRange(min=0), default=345, show_default=True, help="打乱次序的种子")
@answering_alone
def change_point(
    files: tuple[Path, ...], count: str, where: tuple[str, ...], unit: str, permutations: int, seed: int
) -> Answer:
    """变点：水平最可能从哪一期起变了，碰巧的可能有多大（列：period、count，可有exposure）。

    例：zhiben stats change-point 历年起数.csv --json
    """
    from zhiben.analysis import series as s

    told = series_of(files, Choice(count, where, unit))
    try:
        found = s.change_point(told.counts, exposure=told.exposure, permutations=permutations, seed=seed)
    except ValueError as error:
        raise Refused("至少要有四期，而且要有起数") from error
    warnings = [UNSURE] if found.p >= 0.05 else []
    if told.kind in PER and told.exposure is None:
        warnings.append(SEASONAL.format(kind=PER[told.kind]))
    value = told.answer(
        "change-point",
        s.VERSION,
        warnings,
        found=told.label(found.at),
        p=found.p,
        before=found.before,
        after=found.after,
        gain=found.gain,
        seed=seed,
    )
    lines = [f"最可能从{value['found']}起变：此前平均{found.before:.3g}，此后{found.after:.3g}，p={found.p:.3g}"]
    return _answer(value, lines)


@click.command()
@of_series
@click.option(
    "--method", type=click.Choice(["farrington", "ears", "cusum"]), default="farrington", show_default=True, help="方法"
)
@click.option("--from", "since", metavar="期次", help="从哪一期起判断（缺省：够条件的都判断）")
@click.option("--alpha", type=click.FloatRange(0, 0.5, min_open=True), help="每次误报的可能：缺省0.01（ears 0.001）")
@click.option("--budget", type=click.FloatRange(min=0, min_open=True), help="全部序列一个月容许误报几次，由此定界限")
@click.option(
    "--series", type=click.IntRange(min=1), default=1, show_default=True, help="同时看几个序列（配合--budget）"
)
@click.option("--lag", type=click.IntRange(0, 8), default=0, show_default=True, help="ears跳过最近几期：C1为0，C2为2")
@click.option(
    "--usual",
    type=click.FloatRange(min=0, min_open=True),
    help="cusum：平常每期几起（缺省取前一半的平均，只判断后一半）",
)
@click.option("--shifted", type=click.FloatRange(min=0, min_open=True), help="cusum：要发现升到几起（缺省1.5倍）")
@click.option("--run", type=click.FloatRange(min=2), default=100, show_default=True, help="cusum：平均几期才误报一次")
@click.option("--k", type=click.FloatRange(min=0, min_open=True), help="cusum：参考值（缺省由平常和要发现的算出）")
@click.option("--h", type=click.FloatRange(min=0, min_open=True), help="cusum：上限（缺省按多少期才误报一次算出）")
@click.option("--spring-festival", is_flag=True, help="farrington：扣除春节前后日期移动的影响（按周或按月）")
@answering_alone
def surveillance(method: str, since: str | None, **options: Any) -> Answer:
    """预警：哪几期多得超出偶然（列：period、count）。

    例：zhiben stats surveillance 每周起数.csv --method ears --json
    """
    told = series_of(options["files"], Choice(options["count"], options["where"], options["unit"]))
    if told.kind == "day" and method == "farrington":
        raise Refused(DAYS)
    first = like(since, told.kind).number - told.first if since else 0
    if options["budget"]:
        options |= _within_budget(told, method, options["budget"], options["series"])
    version, judged, extra = JUDGING[method](told, options)
    judged = [one for one in judged if one["place"] >= first]
    alarms = [{"period": told.label(one["place"])} | one for one in judged if one["alarm"]]
    for one in alarms:
        del one["place"], one["alarm"]
    warnings = [] if judged else [NONE_JUDGED]
    warnings += [ESTIMATED.format(until=extra["base"])] if extra.get("base") else []
    value = told.answer("surveillance", version, warnings, by=method, judged=len(judged), alarms=alarms, **extra)
    lines = [f"判断了{len(judged)}期，{len(alarms)}期报警"]
    lines += [f"{one['period']}：{one['observed']:g}起，上限{one['limit']:.2f}" for one in alarms]
    return _answer(value, lines)


def _within_budget(told: Series, method: str, budget: float, series: int) -> dict[str, float]:
    """Farrington's alpha is of both sides, and alarms are on one."""
    from zhiben.analysis.surveillance import Budget

    a_year = 365.25 if told.kind == "day" else A_YEAR.get(told.kind)
    if not a_year:
        raise Refused(NUMBERED)
    try:
        found = Budget(budget, series, a_year / 12)
    except ValueError as error:
        raise Refused("每月容许的误报次数应少于一个月里判断的次数") from error
    alpha = found.alpha * (2 if method == "farrington" else 1)
    if alpha >= 1:
        raise Refused("每月容许的误报次数应少于一个月里判断次数的一半")
    return {"alpha": alpha, "run": max(2.0, found.run)}


Judgements = tuple[str, list[dict[str, Any]], dict[str, Any]]


def _farrington(told: Series, options: dict[str, Any]) -> Judgements:
    from zhiben.analysis import surveillance as s

    alpha, a_year = options["alpha"] or s.ALPHA, A_YEAR.get(told.kind, s.A_YEAR)
    half = s.HALF_WINDOW if a_year == s.A_YEAR else 1 if a_year == 12 else 0
    covariate = _festival(told) if options["spring_festival"] else None
    found = s.farrington(told.counts, period=a_year, half_window=half, alpha=alpha, covariate=covariate)
    return s.VERSION, [_judged(one) for one in found], {"alpha": alpha, "half_window": half, "years": s.YEARS}


def _ears(told: Series, options: dict[str, Any]) -> Judgements:
    from zhiben.analysis import surveillance as s

    alpha = options["alpha"] or s.EARS_ALPHA
    found = s.ears(told.counts, lag=options["lag"], alpha=alpha, budgeted=bool(options["budget"]))
    return s.VERSION, [_judged(one) for one in found], {"alpha": alpha, "lag": options["lag"]}


def _judged(one: Any) -> dict[str, Any]:
    told = {"place": one.place, "observed": one.observed, "limit": one.limit, "expected": one.expected}
    return told | {"alarm": one.alarm}


def _cusum(told: Series, options: dict[str, Any]) -> Judgements:
    from zhiben.analysis import cusum as c

    known = [(place, one) for place, one in enumerate(told.counts) if one is not None]
    half = known[: max(1, len(known) // 2)]
    usual = options["usual"] or sum(one for _place, one in half) / len(half)
    begin = 0 if options["usual"] else half[-1][0] + 1
    shifted = options["shifted"] or 1.5 * usual
    try:
        if options["k"] and options["h"]:
            k, h = (Fraction(str(options[name])) for name in ("k", "h"))
            plan = c.Plan(usual, shifted, k, h, c.run_length(h, k, usual))
        else:
            plan = c.plan(usual, shifted, options["run"])
    except ValueError as error:
        raise Refused("平常每期的起数须大于0，要发现的须比它高，参考值和上限不能太细") from error
    found = [
        {"place": begin + one.place, "observed": one.observed, "limit": float(plan.h)}
        | {"sum": one.value, "alarm": one.alarm}
        for one in c.watch(told.counts[begin:], plan)
    ]
    told_of = {"base": None if options["usual"] else told.label(half[-1][0])} | {
        "usual": usual,
        "shifted": plan.shifted,
        "k": float(plan.k),
        "h": float(plan.h),
        "run": plan.run,
    }
    return c.VERSION, found, told_of


JUDGING: dict[str, Callable[[Series, dict[str, Any]], Judgements]] = {
    "farrington": _farrington,
    "ears": _ears,
    "cusum": _cusum,
}


def _festival(told: Series) -> list[float]:
    """Days of each period in the shadow of the Spring Festival."""
    from zhiben.analysis.spring_festival import days_within
    from zhiben.cli.periods import days_of

    try:
        return [float(days_within(*days_of(told.kind, told.first + place))) for place in range(len(told.counts))]
    except ValueError as error:
        raise Refused("春节只能扣除2008至2035年按周、按月或按季的序列") from error


@click.command()
@of_series
@click.option("--ahead", type=click.IntRange(1, 12), default=3, show_default=True, help="往后几期")
@answering_alone
def forecast(files: tuple[Path, ...], count: str, where: tuple[str, ...], unit: str, ahead: int) -> Answer:
    """预测：比“和去年同期一样”准的方法才用，总带80%区间（列：period、count，按月或按季）。

    例：zhiben stats forecast 每月起数.csv --ahead 3 --json
    """
    from zhiben.analysis import forecast as f

    told = series_of(files, Choice(count, where, unit))
    known = [one for one in told.counts if one is not None]
    try:
        if told.kind == "day" or len(known) < len(told.counts):
            raise ValueError("gaps")
        found = f.forecast(known, ahead=ahead, period=A_YEAR.get(told.kind, 12))
    except ValueError as error:
        raise Refused("预测要有不缺期的序列，至少五年多：三年在前，另有24期用来试做") from error
    last = len(told.counts) - 1
    value = told.answer(
        "forecast",
        f.VERSION,
        [NOT_TRIED.format(method=METHOD_NAMES[name]) for name in found.untried],
        by=found.method,
        untried=list(found.untried),
        trials=[{"method": one.method, "error": one.error, "mase": one.mase} for one in found.trials],
        ahead=[
            {"period": told.label(last + one.ahead), "expected": one.expected}
            | {"low80": one.within.low, "high80": one.within.high}
            for one in found.ahead
        ],
        covered=found.covered,
    )
    lines = [f"{one['period']}：80%的把握在{one['low80']:g}至{one['high80']:g}起之间" for one in value["ahead"]]
    return _answer(value, [f"方法：{METHOD_NAMES[found.method]}", *lines])


METHOD_NAMES = {
    "seasonal_naive": "和去年同期一样",
    "poisson_regression": "趋势加季节的回归",
    "exponential_smoothing": "指数平滑",
}


def _answer(value: dict[str, Any], lines: list[str]) -> Answer:
    left_out = [
        f"{one.get('file') or '第' + str(one['row']) + '行'}（{one['period']}）：{one['reason']}"
        for one in value["excluded"]
    ]
    return Answer(value, "\n".join([*lines, *value["warnings"], *left_out]))
