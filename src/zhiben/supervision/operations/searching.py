"""Having an office's ground searched in the background, when the clock or somebody asks."""

from __future__ import annotations

from zhiben.foundation.jobs import again, ask, task
from zhiben.foundation.jobs.models import Job
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.operations import raising
from zhiben.supervision.queries import signals


@task(title=N_("查找事故督导线索"), priority=-10)
def take_up(office: int) -> int:
    """Returns how many signals are new."""
    return len(raising.take_up(office, actor=SYSTEM))


def ask_for(office: int, actor: Actor) -> Job:
    """Have it searched now; asked again before that is done it is the same job. Raises NotAllowed."""
    policy.must_plan(actor, office)
    key = again(f"{signals.job_key(office)}asked")
    return ask(take_up, {"office": office}, actor_id=actor.id, title=N_("查找事故督导线索"), key=key)
