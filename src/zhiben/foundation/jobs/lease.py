"""Who may work on a job, and until when. Claiming, extending and finishing are single updates fenced by a token.

A worker whose lease has passed to another can write nothing any more: its update matches no row, and `LeaseLost`
is raised.
"""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections, transaction
from django.utils.translation import gettext as _

from zhiben.foundation.jobs.models import Job, JobState
from zhiben.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


def usual() -> timedelta:
    """A silent worker's job passes to another after this long; a beating one extends it every quarter."""
    lease: timedelta = settings.ZHIBEN_LEASE
    return lease


class LeaseLost(Exception):
    """The job is no longer ours: another worker has taken it over, or it was ended."""


def database_now() -> datetime:
    """One clock for all workers: the database's. Never the office's clock, which stands still in a demonstration."""
    statement = {
        "postgresql": "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00')",
        "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        # Without a parameter list a percent sign reaches the database as it stands.
        cursor.execute(statement)
        return datetime.fromisoformat(cursor.fetchone()[0])


def claim(queues: Sequence[str], worker: str, lease: timedelta | None = None) -> Job | None:
    """The next job for `worker`: an abandoned one first, else the most urgent that is due; None when there is none.

    BEGIN IMMEDIATE (SQLite) or SKIP LOCKED (PostgreSQL) keeps workers from waiting for each other; the condition of the
    update decides. A job abandoned as often as it may be tried ends as failed.
    """
    # An idle worker only looks: on SQLite the transaction below takes the one write lock.
    while _next(Job.objects.all(), queues, database_now()) is not None:
        with transaction.atomic():
            now = database_now()
            lockable = Job.objects.select_for_update(skip_locked=connection.vendor == "postgresql")
            job = _next(lockable, queues, now)
            if job is None:
                return None
            seen = Job.objects.filter(pk=job.pk, state=job.state, token=job.token)
            if job.attempts >= job.max_attempts:
                _give_up(seen, job)
                continue
            token = f"{worker}:{uuid.uuid4().hex[:12]}"
            taken = seen.update(
                state=JobState.RUNNING,
                token=token,
                lease_until=now + (usual() if lease is None else lease),
                attempts=job.attempts + 1,
                started_at=clock.now(),
            )
        if taken:
            job.refresh_from_db()
            return job
    return None


def _next(jobs: QuerySet[Job], queues: Sequence[str], now: datetime) -> Job | None:
    mine = jobs.filter(queue__in=queues)
    abandoned = mine.filter(state=JobState.RUNNING, lease_until__lte=now).order_by("lease_until").first()
    if abandoned is not None:
        return abandoned
    return mine.filter(state=JobState.READY, due_at__lte=now).order_by("-priority", "due_at", "id").first()


def _give_up(seen: QuerySet[Job], job: Job) -> None:
    sentence = job.error or _("执行进程多次中断，任务已停止；请重新提交，仍不成功时请联系系统管理员")
    seen.update(state=JobState.FAILED, token="", lease_until=None, error=sentence, finished_at=clock.now())


def held(job: Job) -> QuerySet[Job]:
    """The job's row, if it is still ours."""
    return Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)


def extend(job: Job, lease: timedelta | None = None) -> None:
    """Say that the worker lives. Raises LeaseLost."""
    if not held(job).update(lease_until=database_now() + (usual() if lease is None else lease)):
        raise LeaseLost


def finish(job: Job, result: Any) -> None:
    """End the job with its result. Raises LeaseLost."""
    ended = held(job).update(
        state=JobState.DONE,
        token="",
        lease_until=None,
        result=result,
        error="",
        traceback="",
        finished_at=clock.now(),
    )
    if not ended:
        raise LeaseLost


def fail(
    job: Job, sentence: str, *, traceback: str = "", again_after: timedelta | None = None, refused: bool = False
) -> None:
    """End an attempt without success: for good, by a fault or by a rule, or to be tried again after a while. Raises
    LeaseLost."""
    outcome: dict[str, Any] = {
        "state": JobState.REFUSED if refused else JobState.FAILED,
        "finished_at": clock.now(),
    }
    if again_after is not None:
        outcome = {"state": JobState.READY, "due_at": database_now() + again_after}
    if not held(job).update(token="", lease_until=None, error=sentence, traceback=traceback[-8000:], **outcome):
        raise LeaseLost


class Heartbeat(threading.Thread):
    """Extends a job's lease on a connection of its own until told to stop or until the lease is lost."""

    def __init__(self, job: Job, lease: timedelta | None = None) -> None:
        super().__init__(name=f"heartbeat-{job.pk}", daemon=True)
        self._job = job
        self._lease = usual() if lease is None else lease
        self._over = threading.Event()

    def run(self) -> None:
        try:
            while not self._over.wait(self._lease.total_seconds() / 4):
                try:
                    extend(self._job, self._lease)
                except LeaseLost:
                    return
                except DatabaseError:
                    # A writer held the database too long, or the connection broke: the next beat may still be in time.
                    close_old_connections()
        finally:
            connections.close_all()

    def stop(self) -> None:
        """End the thread and wait until its connection is closed."""
        self._over.set()
        self.join()
