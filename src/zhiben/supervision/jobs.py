"""What the clock asks of accident supervision: once a day, take up what analyses find."""

from __future__ import annotations

from datetime import timedelta

from zhiben.accidents import queries as accidents
from zhiben.foundation.jobs import ask, periodic, task
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.operations import searching
from zhiben.supervision.queries import signals


@task(title=N_("每日查找事故督导线索"))
def take_up_daily() -> int:
    """For every office on whose ground accidents are known; how many were asked for."""
    with scope(SYSTEM):
        if not accidents.any_seen():
            return 0
        offices = [card.id for card in orgs.offices()]
        for office in offices:
            ask(searching.take_up, {"office": office}, key=f"{signals.job_key(office)}{clock.today():%Y%m%d}")
    return len(offices)


periodic("supervision.accident_signals", every=timedelta(days=1), task=take_up_daily)
