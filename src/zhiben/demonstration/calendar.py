"""The demonstration's days: when the campaign began, when it stands, and at which hours which kind of work is done.

Work of one kind on one day happens at one hour, so that the replay moves many records at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from zhiben.kernel import clock

BEGINS = date(2023, 1, 4)
"""The first day of the stock of 2023."""

CAMPAIGN = date(2024, 1, 24)
"""The day on which the key tasks were assigned (示例数据)."""

STANDS = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
"""Where the demonstration's clock stands: the round of 1-15 October can just be closed."""

LAST = date(2024, 10, 15)
"""The last whole day; on the morning of the next, one more accident is told."""

HOURS = {
    "report": time(9, 0),
    "verify": time(9, 30),
    "mark_duplicate": time(9, 40),
    "reject": time(9, 50),
    "draft_confirm": time(10, 0),
    "confirm": time(10, 30),
    "propose": time(10, 40),
    "approve": time(10, 50),
    "notice": time(11, 0),
    "file": time(11, 10),
    "publish": time(11, 20),
    "start": time(11, 30),
    "progress": time(14, 0),
    "declare": time(14, 30),
    "draft_review": time(15, 0),
    "send_back": time(15, 20),
    "review": time(15, 30),
    "request_acceptance": time(15, 40),
    "inspect": time(15, 50),
    "accept": time(16, 0),
    "close": time(16, 30),
    "delist": time(17, 0),
    "reopen": time(17, 10),
}

TASK_HOURS = {
    "draft": time(9, 5),
    "assign": time(9, 15),
    "accept": time(10, 5),
    "start": time(11, 5),
    "submit": time(14, 5),
    "return": time(15, 5),
    "verify": time(16, 5),
    "finish": time(17, 5),
    "report": time(17, 20),
}
"""The same for key tasks; units send in their reports at the day's end."""

ROUND_HOURS = {
    "open": time(0, 5),
    "collect": time(0, 10),
    "close": time(9, 0),
    "draft": time(10, 15),
    "answer": time(14, 45),
    "decide": time(10, 45),
    "catch_up": time(16, 45),
    "approve": time(15, 15),
    "issue": time(16, 15),
    "receive": time(16, 50),
    "look": time(18, 0),
}
"""The same for rounds: the clock opens and collects at night, people close and draft on one working day; units answer
on that day, the office decides on the next, and the leader approves once their time is over. In the evening the clock
looks who has let a step wait."""

HOLIDAY = {
    *(date(2024, 2, 9) + timedelta(days=n) for n in range(9)),
    *(date(2024, 10, 1) + timedelta(days=n) for n in range(7)),
}
"""Spring festival and national day of 2024: nobody works in the demonstration."""


def working(day: date) -> date:
    """`day` or the next one on which the demonstration works: Mondays, Wednesdays, Fridays; in 2023 Wednesdays only."""
    weekdays = (2,) if day.year == BEGINS.year else (0, 2, 4)
    while day.weekday() not in weekdays or day in HOLIDAY:
        day += timedelta(days=1)
        weekdays = (2,) if day.year == BEGINS.year else (0, 2, 4)
    return day


def moment(day: date, move: str, hours: Mapping[str, time] = HOURS) -> datetime:
    """When work of the kind `move` is done on `day`."""
    return datetime.combine(day, hours[move], clock.TZ)


def at(day: date, hour: time) -> datetime:
    """That hour of a day."""
    return datetime.combine(day, hour, clock.TZ)
