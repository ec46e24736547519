"""`zhiben bench`: the benchmarks, as ratios to a yardstick of the same run, in a home of their own that is thrown
away."""

from __future__ import annotations

import os
import tempfile

import click

from zhiben.cli.output import Answer, answering, note


@answering
def _taken(name: str) -> Answer:
    from zhiben.demonstration.benchmarks import BENCHMARKS, measured

    if name and name not in BENCHMARKS:
        raise click.UsageError(f"没有名为{name}的测速；可用：{'、'.join(BENCHMARKS)}")
    found = []
    for one in measured(name):
        note(one.as_text())
        found.append(one)
    return Answer([one.as_json() for one in found], "\n".join(one.as_text() for one in found))


@click.command()
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True, help="只输出一个JSON文档")
def bench(name: str, as_json: bool) -> None:
    """测速：与同一次运行中的参照相比，各用多少倍时间。不动现有数据。

    例：zhiben bench list_page --json
    """
    with tempfile.TemporaryDirectory(prefix="zhiben-bench-", ignore_cleanup_errors=True) as home:
        # A new home before the settings are read: what is measured never touches anybody's data.
        os.environ.update(ZHIBEN_HOME=home, ZHIBEN_DATABASE_URL="")
        _taken(name=name, as_json=as_json)


COMMANDS = {"bench": bench}
