"""A person's background jobs, for pages."""

from __future__ import annotations

from zhiben.foundation.jobs.models import Job, JobState
from zhiben.kernel.rights import Actor

UNFINISHED = (JobState.READY, JobState.RUNNING)


def jobs_of(actor: Actor, limit: int = 50) -> list[Job]:
    """The newest jobs that the person asked for."""
    return list(Job.objects.asked_by(actor.id)[:limit])


def any_unfinished(jobs: list[Job]) -> bool:
    """True while a page should keep asking."""
    return any(job.state in UNFINISHED for job in jobs)
