"""How work is declared and asked for: `@task(title=…)` on a function, then `ask(task, …)` or `task.enqueue(…)`.

Behind both stands the backend API of django-tasks, so that a job reads like any Django 6 task.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from zhiben.foundation.jobs.lease import database_now
from zhiben.foundation.jobs.models import OVER_WITHOUT_RESULT, Job, JobState
from zhiben.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STATUS = {
    JobState.READY: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
    JobState.REFUSED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task[Any, Any]):
    """A function that may run in the background. `short`: effect and finish are one transaction, so it happens once.

    A long task (not short) must be safe to begin again: it may be taken over after a worker's death.
    """

    title: str = ""
    short: bool = False
    attempts: int = 3


def task(
    *, title: str, short: bool = False, attempts: int = 3, queue: str = "default", priority: int = 0
) -> Callable[[Callable[..., Any]], LeasedTask]:
    """Declare the decorated module-level function as work for the background; `title` is what people read."""

    def declare(function: Callable[..., Any]) -> LeasedTask:
        return LeasedTask(
            func=function, title=title, short=short, attempts=attempts, queue_name=queue, priority=priority
        )

    return declare


def ask(
    work: Task[Any, Any],
    arguments: Mapping[str, Any] | None = None,
    *,
    actor_id: int | None = None,
    title: str = "",
    key: str | None = None,
    after: datetime | None = None,
) -> Job:
    """Have `work` done with keyword `arguments` (JSON values) for a person; part of the caller's transaction.

    The same `key` asks once: the job that stands under it already is returned, unless it failed or was refused, which
    may be asked again. `after` is by the office's clock.
    """
    return _stand(work, (), arguments or {}, actor_id, title, key, after)


def again(stem: str) -> str:
    """A key for what may be asked again and again: while a job with this stem is not done it is the same one, and the
    next one is another."""
    return f"{stem}:{Job.objects.filter(key__startswith=f'{stem}:', state=JobState.DONE).count()}"


def _stand(
    work: Task[Any, Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    actor_id: int | None = None,
    title: str = "",
    key: str | None = None,
    after: datetime | None = None,
) -> Job:
    wait = max(after - clock.now(), timedelta(0)) if after else timedelta(0)
    job = Job(
        path=work.module_path,
        arguments={"args": normalize_json(list(args)), "kwargs": normalize_json(dict(kwargs))},
        title=title or getattr(work, "title", "") or work.name,
        key=key,
        actor_id=actor_id,
        queue=work.queue_name,
        priority=work.priority,
        due_at=database_now() + wait,
        max_attempts=getattr(work, "attempts", 3),
        asked_at=clock.now(),
    )
    if key is None:
        job.save()
        return job
    try:
        with transaction.atomic():
            # The failed one stays for who asked, without the key.
            Job.objects.filter(key=key, state__in=OVER_WITHOUT_RESULT).update(key=None)
            job.save()
    except IntegrityError:
        standing = Job.objects.filter(key=key).first()
        if standing is None:
            raise
        return standing
    return job


class LeaseBackend(BaseTaskBackend):
    """The backend named in settings.TASKS."""

    task_class = LeasedTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Ask for `task` without a person."""
        self.validate_task(task)
        return self._result(_stand(task, args, kwargs, after=task.run_after), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of a job by its id. Raises TaskResultDoesNotExist."""
        job = Job.objects.filter(pk=int(result_id)).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(job, import_string(job.path))

    def _result(self, job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        errors = []
        if job.state in OVER_WITHOUT_RESULT:
            errors.append(TaskError(exception_class_path="builtins.RuntimeError", traceback=job.traceback or job.error))
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(job.pk),
            status=STATUS[JobState(job.state)],
            enqueued_at=job.asked_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            last_attempted_at=job.started_at,
            args=job.arguments["args"],
            kwargs=job.arguments["kwargs"],
            backend=self.alias,
            errors=errors,
            worker_ids=[job.token.rpartition(":")[0]] if job.token else [],
        )
        object.__setattr__(result, "_return_value", job.result)
        return result
