"""`zhiben bench`: the benchmarks, as ratios to a yardstick of the same run, in a home of their own that is thrown
away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.output import Answer, answering, note

if TYPE_CHECKING:
    from zhiben.demonstration.stopwatch import Benchmark


@answering
def _taken(name: str, record: Path | None, commit: str) -> Answer:
    from zhiben.demonstration.speed import write

    found = []
    for one in _measured(name):
        note(one.as_text())
        found.append(one)
    if record is not None:
        write(record, found, commit=commit)
    return Answer([one.as_json() for one in found], "\n".join(one.as_text() for one in found))


def _measured(name: str) -> Iterator[Benchmark]:
    from zhiben.demonstration.benchmarks import BENCHMARKS, measured
    from zhiben.demonstration.speed import ALONE, GOALS, taken

    if name in ("goals", *ALONE, *GOALS):
        return taken("" if name == "goals" else name, note)
    if name and name not in BENCHMARKS:
        raise click.UsageError(f"没有名为{name}的测速；可用：{'、'.join((*BENCHMARKS, 'goals', *GOALS, *ALONE))}")
    return measured(name)


@click.command()
@click.argument("name", default="")
@click.option(
    "--record", type=click.Path(file_okay=False, exists=True, path_type=Path), help="把目标的实测结果写入该文件夹"
)
@click.option("--commit", default="", help="实测的是哪一版")
@click.option("--json", "as_json", is_flag=True, help="只输出一个JSON文档")
def bench(name: str, record: Path | None, commit: str, as_json: bool) -> None:
    """测速：与同一次运行中的参照相比，各用多少倍时间。不动现有数据。

    例：zhiben bench list_page --json；性能目标（十万条隐患，需要对照程序）：zhiben bench goals
    """
    with tempfile.TemporaryDirectory(prefix="zhiben-bench-", ignore_cleanup_errors=True) as home:
        # A new home before the settings are read: what is measured never touches anybody's data.
        os.environ.update(ZHIBEN_HOME=home, ZHIBEN_DATABASE_URL="")
        _taken(name=name, record=record, commit=commit, as_json=as_json)


COMMANDS = {"bench": bench}
