"""`zhiben stats gaps` and `reporting-delay`: days between rare events, and how complete a recent month is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from zhiben.cli.columns import left_out, rows_of
from zhiben.cli.output import Answer, answering_alone
from zhiben.cli.periods import day_of, days
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import months_between

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HAPPENED = ("日期", "发生日期", "事故日期", "发生时间", "happened", "time")
REPORTED = ("报告日期", "上报日期", "录入日期", "报告时间")
NO_DATE = "日期读不出"
RUNNING = "报告在还没有过完的月份里，不参加估计"
BACKWARDS = "报告日期早于发生日期，或晚于截止日期"
SAME_DAY = "平均{mean:.3g}天一起时，同一天再发生也在偶然之内，{events}起之间再短都不报警；可用--events {more}看连续几起"
TWICE = "有{times}行与前一行同一天：一起事故死几个人只算一起，请合并，或用id列写明"
AGAIN = "与第{row}行是同一起"
OWN_MEAN = "平均间隔取自这些事件本身，短间隔不易显出；宜用--mean给出以往的平均"


@click.command()
@click.argument("file", type=FILE)
@click.option("--mean", type=click.FloatRange(min=0, min_open=True), help="以往平均隔几天一起（缺省取这些事件的平均）")
@click.option("--events", type=click.IntRange(1, 20), default=1, show_default=True, help="看连续几起一共用了几天")
@answering_alone
def gaps(file: Path, mean: float | None, events: int) -> Answer:
    """罕见事件的间隔天数，短得超出偶然的报警（列：date，可有id；同一id算一起）。

    例：zhiben stats gaps 亡人事故.csv --mean 60 --events 3 --json
    """
    from zhiben.analysis import cusum as c

    known, excluded, named = _events(file)
    if len(known) <= events or (mean is None and known[0] == known[-1]):
        raise Refused("事件太少：至少要有{least}个不同的日期", least=events + 1)
    usual = mean or (known[-1] - known[0]).days / (len(known) - 1)
    found = c.gaps(known, usual, events)
    low, median, high = c.gap_limits(usual, events)
    told = [{"after": one.after.isoformat(), "until": one.until.isoformat(), "days": one.days} for one in found]
    alarms = [value for value, one in zip(told, found, strict=True) if one.soon]
    warnings = _gap_warnings(known, named, usual, events) + ([] if mean else [OWN_MEAN])
    value = {
        "method": "gaps",
        "version": c.VERSION,
        "n": len(known),
        "warnings": warnings,
        "excluded": excluded,
        "mean": usual,
        "low": low,
        "median": median,
        "high": high,
        "soonest": c.soonest(usual, events),
        "gaps": told,
        "alarms": alarms,
    }
    lines = [f"平均{usual:.1f}天一起；{events}起短于{low:.2f}天报警，{len(alarms)}次"]
    lines += [f"{one['after']}至{one['until']}：{one['days']}天" for one in alarms]
    return Answer(value, "\n".join([*lines, *warnings, *left_out(excluded)]))


def _events(file: Path) -> tuple[list[date], list[dict[str, Any]], bool]:
    """Days of the events in their order, rows left out, and whether events are named: those of one name are one."""
    rows = list(rows_of(file, {"date": HAPPENED}, optional={"id": ("编号", "事故编号", "案例")}))
    known: list[date] = []
    excluded: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for (number, cells), on in zip(rows, days([cells["date"] for _number, cells in rows]), strict=True):
        if on is None:
            excluded.append({"row": number, "reason": NO_DATE})
        elif cells["id"] and cells["id"] in seen:
            excluded.append({"row": number, "reason": AGAIN.format(row=seen[cells["id"]])})
        else:
            seen[cells["id"]] = number
            known.append(on)
    return sorted(known), excluded, any(seen)


def _gap_warnings(known: Sequence[date], named: bool, usual: float, events: int) -> list[str]:
    from zhiben.analysis.cusum import soonest

    warnings = []
    if soonest(usual, events) is None:
        more = next((some for some in range(max(3, events + 1), 21) if soonest(usual, some) is not None), 20)
        warnings.append(SAME_DAY.format(mean=usual, events=events, more=more))
    if not named and (times := sum(one == other for one, other in pairwise(known))):
        warnings.append(TWICE.format(times=times))
    return warnings


@click.command("reporting-delay")
@click.argument("file", type=FILE)
@click.option("--as-of", metavar="日期", help="数据截止到哪天（缺省：最晚的报告日期）")
@answering_alone
def reporting_delay(file: Path, as_of: str | None) -> Answer:
    """迟报曲线：一个月过去几个月后，数字齐了几成（列：date、reported）。

    例：zhiben stats reporting-delay 事故台账.csv --json
    """
    from zhiben.analysis import delays as d

    rows = list(rows_of(file, {"date": HAPPENED, "reported": REPORTED}))
    on = days([cells["date"] for _number, cells in rows])
    told = days([cells["reported"] for _number, cells in rows])
    until = day_of(as_of) if as_of else max((day for day in told if day), default=None)
    if until is None:
        raise Refused("没有可用的报告日期，或--as-of不是日期")
    cases: list[tuple[int, int]] = []
    excluded: list[dict[str, Any]] = []
    for (number, _cells), first, then in zip(rows, on, told, strict=True):
        if first is None or then is None:
            excluded.append({"row": number, "reason": NO_DATE})
        elif not first <= then <= until:
            excluded.append({"row": number, "reason": BACKWARDS})
        elif then > (over := _last_elapsed(until)):
            excluded.append({"row": number, "reason": RUNNING})
        else:
            cases.append((months_between(first, then), months_between(first, over)))
    if not cases:
        raise Refused("文件里没有可用的行：每行须有发生日期和报告日期，报告在已经过完的月份里")
    found = d.completeness([delay for delay, _age in cases], [age for _delay, age in cases])
    ages = [
        {"age": one.age, "complete": one.share, "low95": one.within.low, "high95": one.within.high}
        | {"provisional": one.provisional}
        for one in found
    ]
    value = {"method": "reporting-delay", "version": d.VERSION, "n": len(cases), "warnings": [], "excluded": excluded}
    value |= {"as_of": until.isoformat(), "until": _last_elapsed(until).isoformat(), "ages": ages}
    lines = [
        f"过去{one.age}个月：{one.share:.0%}（{one.within.low:.0%}–{one.within.high:.0%}）{'，暂定' * one.provisional}"
        for one in found
        if one.age < 13
    ]
    return Answer(value, "\n".join([*lines, *left_out(excluded)]))


def _last_elapsed(until: date) -> date:
    """The last day of the last month that is over on that day."""
    following = until + timedelta(days=1)
    return until if following.day == 1 else until.replace(day=1) - timedelta(days=1)
