"""The one source of time. Everything that depends on "now" asks here, so that a demonstration or a test can live on
its own day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta, timezone

TZ = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one zone without summer time since 1992; a fixed offset is exact for every date in the ledger."""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Days beyond these that somebody writes are slips of the pen; within them, reckoning never leaves the calendar."""

Source = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(TZ)


_source: Source = _system
_travelled: ContextVar[datetime | None] = ContextVar("zhiben_clock", default=None)
_still: ContextVar[datetime | None] = ContextVar("zhiben_clock_still", default=None)


def install(source: Source | None) -> None:
    """Let `source` tell the time for this process from here on; `None` goes back to the machine's clock."""
    global _source
    _source = source or _system


def now() -> datetime:
    """The present moment, aware, +08:00."""
    return _travelled.get() or _still.get() or _source().astimezone(TZ)


def machine() -> datetime:
    """The machine's own time, for what must pass while a demonstration's clock stands: how long an account is
    locked."""
    return _travelled.get() or _system()


def real() -> datetime:
    """The machine's time, whatever moment is travelled to: sessions last by it, as their cookies do in browsers."""
    return _system()


def today() -> date:
    """The present day in China."""
    return now().date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` is `moment` (aware). Used by replays and tests."""
    if moment.tzinfo is None:
        raise ValueError("a moment without zone is ambiguous")
    token = _travelled.set(moment.astimezone(TZ))
    try:
        yield
    finally:
        _travelled.reset(token)


@contextmanager
def still() -> Iterator[None]:
    """Within the block, `now()` stays what it is, so that all that is said is of one moment; the machine's own time
    goes on."""
    token = _still.set(now())
    try:
        yield
    finally:
        _still.reset(token)


def day_start(day: date) -> datetime:
    """00:00 of `day`, +08:00."""
    return datetime.combine(day, time(), TZ)


def day_end(day: date) -> datetime:
    """24:00 of `day`, that is 00:00 of the next, +08:00: the first moment that is no longer that day."""
    return day_start(day + timedelta(days=1))


def last_ended_day(moment: datetime) -> date:
    """The last day that had ended by `moment`: at 24:00 of the 15th that is the 15th, at noon of the 16th too."""
    return (moment.astimezone(TZ) - timedelta(days=1)).date()


def to_the_minute(moment: datetime | None) -> str:
    """2024-10-16 09:00, in China; empty for none."""
    return f"{moment.astimezone(TZ):%Y-%m-%d %H:%M}" if moment else ""


def in_words(day: date) -> str:
    """2024年10月16日."""
    return f"{day.year}年{day.month}月{day.day}日"
