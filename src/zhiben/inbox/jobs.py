"""What the clock asks of the inbox: every few minutes, the digests that are due by now."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.jobs import periodic, task
from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.kernel.text import N_


@task(title=N_("发出每日待办提示"))
def send_due_digests() -> int:
    """Returns how many people were told."""
    return operations.send_digests(clock.now())


periodic("inbox.digests", every=timedelta(minutes=5), task=send_due_digests)
