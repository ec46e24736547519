"""The worker: claims jobs one after another and runs each in its asker's scope, until told to stop.

`run_pending` does the same inline, for tests and for a machine without a worker process.
"""

from __future__ import annotations

import logging
import os
import socket
import traceback
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhiben.foundation.installation.setting import follow_clock
from zhiben.foundation.jobs import lease, ticking
from zhiben.foundation.jobs.lease import Heartbeat, LeaseLost
from zhiben.foundation.jobs.stopping import Stop
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.foundation.jobs.models import Job

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """The job at work, and whether its own work has ended it already."""

    job: Job
    concluded: bool = False


_current: ContextVar[_Running | None] = ContextVar("zhiben_job", default=None)


def progress(done: int, total: int, note: str = "") -> None:
    """Say how far the running job is.

    Outside a job nothing happens; raises LeaseLost when the job has passed to another worker.
    """
    running = _current.get()
    if running is not None and not lease.held(running.job).update(done=done, total=total, note=note[:200]):
        raise LeaseLost


def conclude(result: Any) -> Any:
    """End the running job with `result` within the caller's transaction, for work too long to be `short` that yet must
    happen exactly once: its last transaction writes and ends the job, or does neither. Returns `result`.

    Outside a job nothing happens; raises LeaseLost when the job has passed to another worker.
    """
    running = _current.get()
    if running is not None:
        lease.finish(running.job, result)
        running.concluded = True
    return result


def run(job: Job) -> None:
    """Run a claimed job to its end, good or bad; never raises for what the job did."""
    with _as_current(job) as running:
        try:
            _perform(running)
        except LeaseLost:
            log.warning("job %s passed to another worker while it ran", job.pk)
        except Refused as refusal:
            # An answer to whoever asked; where the clock asked, nobody reads it but who looks after the installation.
            _record_failure(job, refusal.text, refused=job.actor_id is not None)
        except Exception:
            log.exception("job %s failed", job.pk)
            sentence = _("程序出错，任务未完成；请联系系统管理员并告知任务编号 {id}").format(id=job.pk)
            last = job.attempts >= job.max_attempts
            pause = None if last else timedelta(seconds=min(600, 2**job.attempts))
            _record_failure(job, sentence, traceback.format_exc(), pause)


def _perform(running: _Running) -> None:
    job = running.job
    work = import_string(job.path)
    args, kwargs = job.arguments["args"], job.arguments["kwargs"]
    with _asker_scope(job):
        if getattr(work, "short", False):
            with transaction.atomic():
                lease.finish(job, work.func(*args, **kwargs))
        else:
            result = work.func(*args, **kwargs)
            if not running.concluded:
                lease.finish(job, result)


def _record_failure(
    job: Job, sentence: str, trace: str = "", again_after: timedelta | None = None, *, refused: bool = False
) -> None:
    try:
        lease.fail(job, sentence, traceback=trace, again_after=again_after, refused=refused)
    except LeaseLost:
        log.warning("job %s failed after it had passed to another worker", job.pk)


@contextmanager
def _as_current(job: Job) -> Iterator[_Running]:
    running = _Running(job)
    mark = _current.set(running)
    try:
        yield running
    finally:
        _current.reset(mark)


def _asker_scope(job: Job) -> AbstractContextManager[Any]:
    """Foundation knows no people: settings name a function from a person's id to the scope their work runs in."""
    path = getattr(settings, "ZHIBEN_JOB_SCOPE", "")
    if not path or job.actor_id is None:
        return nullcontext()
    scope: AbstractContextManager[Any] = import_string(path)(job.actor_id)
    return scope


def run_pending(queues: Sequence[str] = ("default",), limit: int = 1000) -> int:
    """Run what is due now, inline and without heartbeat; the number of jobs run."""
    for count in range(limit):
        job = lease.claim(queues, _name())
        if job is None:
            return count
        run(job)
    return limit


def work(
    stop: Stop,
    *,
    idle: float = 0.5,
    queues: Sequence[str] = ("default",),
    duration: timedelta | None = None,
) -> None:
    """Until `stop` is set: keep the clock's jobs coming, claim, run; idle, look again after `idle` seconds."""
    while not stop.is_set():
        try:
            follow_clock()  # a command may have moved the clock of a demonstration
            ticking.tick(clock.now())
            job = lease.claim(queues, _name(), duration)
            if job is None:
                stop.wait(idle)
            else:
                _run_beating(job, duration)
        except DatabaseError:
            # Whatever was being run keeps its lease until it passes, and is then taken up again.
            log.warning("the database did not answer; trying again", exc_info=True)
            stop.wait(max(idle, 1.0))
        close_old_connections()


def _run_beating(job: Job, duration: timedelta | None) -> None:
    beat = Heartbeat(job, duration)
    beat.start()
    try:
        run(job)
    finally:
        beat.stop()


def _name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"
