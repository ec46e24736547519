"""What the clock asks of accident supervision: once a day, take up what analyses found; now, when somebody asks."""

from __future__ import annotations

from datetime import timedelta

from zhiben.accidents import queries as accidents
from zhiben.foundation.jobs import ask, periodic, task
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, policy


@task(title=N_("查找事故督导线索"), priority=-10)
def take_up(office: int) -> int:
    """Returns how many signals are new."""
    return len(operations.take_up(office, actor=SYSTEM))


def ask_for(office: int, actor: Actor) -> Job:
    """Have an office's ground searched now; asked again within the same minute it is the same job. Raises
    NotAllowed."""
    policy.must_plan(actor, office)
    key = f"{job_key(office)}{clock.now():%Y%m%d%H%M}"
    return ask(take_up, {"office": office}, actor_id=actor.id, title=N_("查找事故督导线索"), key=key)


def job_key(office: int) -> str:
    """What the names begin with under which an office's ground is searched."""
    return f"accident-signals:{office}:"


@task(title=N_("每日查找事故督导线索"))
def take_up_daily() -> int:
    """For every office on whose ground accidents are known; how many were asked for."""
    with scope(SYSTEM):
        if not accidents.any_seen():
            return 0
        offices = [card.id for card in orgs.offices()]
        for office in offices:
            ask(take_up, {"office": office}, key=f"{job_key(office)}{clock.today():%Y%m%d}")
    return len(offices)


periodic("supervision.accident_signals", every=timedelta(days=1), task=take_up_daily)
