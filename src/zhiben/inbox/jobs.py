"""What the clock asks of the inbox: every few minutes, what robots are to be told, and the digests that are due by now.
Those of a whole city take minutes: they are made for some people at a time, and whatever else was asked for meanwhile
comes in between."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from zhiben.foundation.jobs import ask, periodic, task
from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.kernel.text import N_

AT_ONCE = 20
"""People whose digests one job makes, at most."""


@task(title=N_("发出每日待办提示"))
def send_due_digests() -> int:
    """Returns for how many people digests were asked."""
    people = operations.without_digest(clock.now())
    for group, some in groupby(people, key=lambda person: person // AT_ONCE):
        ask(send_some_digests, {"people": list(some)}, key=f"inbox.digests:{clock.today()}:{group}")
    return len(people)


@task(title=N_("发出每日待办提示"), priority=-10)
def send_some_digests(people: list[int]) -> int:
    """Returns how many were told."""
    return operations.send_digests(clock.now(), people)


periodic("inbox.robots", every=timedelta(minutes=2), task=operations.post_waiting)
periodic("inbox.digests", every=timedelta(minutes=5), task=send_due_digests)
