"""`zhiben figures`: the published figures, each computed from records."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import click

from zhiben.cli import moments
from zhiben.cli.output import Answer, answering


@click.command()
@click.option("--as-of", "as_of", metavar="DAY", help="某日24:00（+08:00）的口径，如 2024-06-30")
@click.option("--now", metavar="TIME", help="以该时刻为现在")
@answering
def figures(as_of: str | None, now: str | None) -> Answer:
    """列出各项公布数据，均由记录计算。

    例：zhiben figures --as-of 2024-06-30 --json
    """
    from zhiben.foundation.scope import unscoped
    from zhiben.overview.queries import published

    with unscoped(reason="the published figures of the whole installation, asked for at the console"):
        found = [figure.as_json() | {"shown": figure.shown} for figure in published(moment(as_of, now))]
    return Answer(found, "\n".join(_line(row) for row in found))


def moment(as_of: str | None, now: str | None = None) -> datetime:
    """The moment before which things count: the end of a day, a given time, or just after now."""
    return moments.end_of(as_of) if as_of else moments.moment(now) + timedelta(microseconds=1)


def _line(row: dict[str, Any]) -> str:
    part = f"（{row['numerator']}/{row['denominator']}）" if row["denominator"] is not None else ""
    return f"{row['id']:<16}{row['shown']:>10}{row['unit']}{part}  {row['title']}  依据{row['rows']}条记录"


COMMANDS = {"figures": figures}
