"""Days and times as people give them to commands."""

from __future__ import annotations

from datetime import date, datetime

import click

from zhiben.kernel import clock


def moment(text: str | None) -> datetime:
    """The time that `text` names, in China where it names no zone; now when there is none. Raises click.UsageError."""
    if not text:
        return clock.now()
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong(text) from error
    return given if given.tzinfo else given.replace(tzinfo=clock.TZ)


def end_of(text: str) -> datetime:
    """24:00 of the day that `text` names. Raises click.UsageError."""
    try:
        return clock.day_end(date.fromisoformat(text))
    except ValueError as error:
        raise _wrong(text) from error


def _wrong(text: str) -> click.UsageError:
    return click.UsageError(f"日期或时间写法不对：{text}（如 2024-06-30 或 2024-10-16T09:00+08:00）")
