"""Background jobs: asked once, claimed by one worker, fenced, retried, ended with a sentence."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connections, transaction
from django_tasks import TaskResultStatus
from pytest_django import Settings

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.jobs import lease, ticking, worker
from zhiben.foundation.jobs.asking import ask, task
from zhiben.foundation.jobs.lease import Heartbeat, LeaseLost, claim
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.foundation.jobs.stopping import Stop
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

MORNING = datetime(2024, 10, 16, 9, 0, tzinfo=clock.TZ)
NOW = timedelta(0)
"""A lease of no length: its holder is silent at once."""

scopes: list[int] = []
halt = [Stop()]


@contextmanager
def remembering_scope(actor_id: int) -> Iterator[None]:
    scopes.append(actor_id)
    yield
    scopes.append(-actor_id)


def leave_mark(name: str) -> str:
    StoredFile.objects.create(sha256="0" * 64, size=1, name=name, kind="csv", uploaded_by=1, uploaded_at=MORNING)
    return name


def marks() -> list[str]:
    return sorted(StoredFile.objects.values_list("name", flat=True))


@task(title="登记", short=True)
def mark_once(name: str) -> str:
    return leave_mark(name)


@task(title="逐项登记")
def mark_slowly(name: str) -> dict[str, int]:
    worker.progress(1, 4, "第一项")
    leave_mark(name)
    return {"marked": 1}


@task(title="拒绝")
def refuse() -> None:
    raise Refused("本期已经关闭，不能再{verb}", verb="填报")


@task(title="出错", short=True, attempts=2)
def break_after_mark(name: str) -> None:
    leave_mark(name)
    raise ZeroDivisionError(name)


@task(title="一并完成", attempts=1)
def mark_and_conclude(name: str, after: str = "") -> str:
    with transaction.atomic():
        worker.conclude(leave_mark(name))
        if after == "fail":
            raise ZeroDivisionError(name)
    return name


@task(title="停下")
def stop_worker() -> str:
    halt[0].set()
    return "stopped"


def due_now() -> None:
    Job.objects.update(due_at=lease.database_now())


@pytest.mark.django_db
def test_job_runs_in_its_askers_scope_and_keeps_its_result(settings: Settings) -> None:
    settings.ZHIBEN_JOB_SCOPE = f"{__name__}.remembering_scope"
    scopes.clear()
    job = ask(mark_slowly, {"name": "甲"}, actor_id=7, title="登记甲")
    assert (job.state, job.percent) == (JobState.READY, None)
    assert worker.run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.error) == (JobState.DONE, {"marked": 1}, "")
    assert (job.done, job.total, job.note, job.percent) == (1, 4, "第一项", 25)
    assert scopes == [7, -7]
    assert marks() == ["甲"]
    assert [list(Job.objects.asked_by(person)) for person in (7, 8)] == [[job], []]


@pytest.mark.django_db
def test_enqueue_answers_through_the_tasks_api() -> None:
    result = mark_once.enqueue("乙")
    assert result.status == TaskResultStatus.READY
    worker.run_pending()
    result.refresh()
    assert (result.status, result.return_value, result.kwargs, result.args) == (
        TaskResultStatus.SUCCESSFUL,
        "乙",
        {},
        ["乙"],
    )


@pytest.mark.django_db
def test_ask_with_the_same_key_asks_once() -> None:
    first = ask(mark_once, {"name": "甲"}, key="import:1")
    second = ask(mark_once, {"name": "甲"}, key="import:1")
    assert first == second
    assert worker.run_pending() == 1
    assert ask(mark_once, {"name": "甲"}, key="import:1") == first
    assert worker.run_pending() == 0


@pytest.mark.django_db
def test_what_failed_may_be_asked_again_under_its_key() -> None:
    failed = ask(refuse, key="import:1")
    assert ask(refuse, key="import:1") == failed
    worker.run_pending()
    again = ask(mark_once, {"name": "甲"}, key="import:1")
    assert again != failed
    assert ask(mark_once, {"name": "甲"}, key="import:1") == again
    worker.run_pending()
    found = Job.objects.order_by("pk").values_list("pk", "key", "state")
    assert list(found) == [(failed.pk, None, JobState.FAILED), (again.pk, "import:1", JobState.DONE)]


@pytest.mark.django_db
def test_work_that_concludes_itself_ends_its_job_with_its_effect() -> None:
    job = ask(mark_and_conclude, {"name": "甲"})
    worker.run_pending()
    job.refresh_from_db()
    assert (job.state, job.result, job.error, marks()) == (JobState.DONE, "甲", "", ["甲"])


@pytest.mark.django_db
def test_work_that_breaks_after_its_conclusion_leaves_neither_effect_nor_end() -> None:
    job = ask(mark_and_conclude, {"name": "甲", "after": "fail"})
    worker.run_pending()
    job.refresh_from_db()
    assert (job.state, job.result, marks()) == (JobState.FAILED, None, [])


@pytest.mark.django_db
def test_work_of_a_lost_job_concludes_nothing() -> None:
    job = ask(mark_and_conclude, {"name": "甲"})
    claimed = lease.claim(["default"], "w1")
    assert claimed is not None
    Job.objects.filter(pk=job.pk).update(token="w2:taken-over")
    worker.run(claimed)
    job.refresh_from_db()
    assert (job.state, job.token, job.result, marks()) == (JobState.RUNNING, "w2:taken-over", None, [])


@pytest.mark.django_db
def test_ask_after_a_time_waits_for_it() -> None:
    with clock.at(MORNING):
        ask(mark_once, {"name": "later"}, after=MORNING + timedelta(hours=1))
        ask(mark_once, {"name": "now"}, after=MORNING - timedelta(hours=1))
    assert worker.run_pending() == 1
    assert marks() == ["now"]


@pytest.mark.django_db
def test_urgent_jobs_are_claimed_first_then_the_older() -> None:
    usual, urgent, later = (
        ask(mark_once, {"name": "a"}),
        ask(mark_once.using(priority=10), {"name": "b"}),
        ask(mark_once, {"name": "c"}),
    )
    order = [claim(["default"], "w") for _ in range(4)]
    assert order == [urgent, usual, later, None]


@pytest.mark.django_db
def test_queue_is_kept_apart() -> None:
    ask(mark_once, {"name": "a"})
    assert claim(["other"], "w") is None


@pytest.mark.django_db
def test_silent_worker_loses_its_job_and_can_write_nothing() -> None:
    ask(mark_once, {"name": "a"})
    silent = claim(["default"], "first", NOW)
    assert silent is not None
    heir = claim(["default"], "second")
    assert heir == silent
    assert heir.attempts == 2
    with pytest.raises(LeaseLost):
        lease.extend(silent)
    with pytest.raises(LeaseLost):
        lease.finish(silent, "mine")
    with pytest.raises(LeaseLost):
        lease.fail(silent, "mine")
    worker.run(silent)
    assert marks() == [], "the effect of a short job goes with its lost lease"
    worker.run(heir)
    assert marks() == ["a"]
    heir.refresh_from_db()
    assert (heir.state, heir.result, heir.token) == (JobState.DONE, "a", "")


@pytest.mark.django_db
def test_progress_of_a_lost_job_stops_its_worker() -> None:
    ask(mark_slowly, {"name": "a"})
    silent = claim(["default"], "first", NOW)
    heir = claim(["default"], "second")
    assert silent is not None and heir is not None
    worker.run(silent)
    assert marks() == []
    heir.refresh_from_db()
    assert (heir.state, heir.done) == (JobState.RUNNING, 0)


@pytest.mark.django_db
def test_job_whose_workers_keep_dying_ends_as_failed() -> None:
    job = ask(mark_once, {"name": "a"})
    for attempt in (1, 2, 3):
        dying = claim(["default"], "w", NOW)
        assert dying is not None
        assert dying.attempts == attempt
    assert claim(["default"], "w") is None
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (JobState.FAILED, 3, None)
    assert job.error == "执行进程多次中断，任务已停止；请重新提交，仍不成功时请联系系统管理员"


@pytest.mark.django_db
def test_refusal_is_told_as_a_sentence_and_not_tried_again() -> None:
    job = ask(refuse)
    assert worker.run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.error, job.traceback) == (JobState.FAILED, "本期已经关闭，不能再填报", "")
    result = refuse.get_result(str(job.pk))
    assert (result.status, [error.traceback for error in result.errors]) == (
        TaskResultStatus.FAILED,
        ["本期已经关闭，不能再填报"],
    )


@pytest.mark.django_db
def test_what_somebody_asked_for_and_a_rule_refused_is_an_answer_and_no_fault(settings: Settings) -> None:
    settings.ZHIBEN_JOB_SCOPE = f"{__name__}.remembering_scope"
    asked, own = ask(refuse, key="k", actor_id=7), ask(refuse)
    assert worker.run_pending() == 2
    for job in (asked, own):
        job.refresh_from_db()
    assert (asked.state, asked.error, asked.get_state_display()) == (
        JobState.REFUSED,
        "本期已经关闭，不能再填报",
        "未通过",
    )
    assert own.state == JobState.FAILED, "who looks after the clock's own work must see it"
    assert refuse.get_result(str(asked.pk)).status == TaskResultStatus.FAILED
    assert ask(refuse, key="k") != asked


@pytest.mark.django_db
def test_broken_job_leaves_no_effect_is_tried_again_and_hides_its_traceback() -> None:
    job = ask(break_after_mark, {"name": "a"})
    assert worker.run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, marks()) == (JobState.READY, 1, [])
    assert worker.run_pending() == 0, "the next attempt waits"
    due_now()
    assert worker.run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, marks()) == (JobState.FAILED, 2, [])
    assert job.error == f"程序出错，任务未完成；请联系系统管理员并告知任务编号 {job.pk}"
    assert job.traceback.endswith("ZeroDivisionError: a\n")


@pytest.mark.django_db
def test_job_of_an_unknown_function_fails_instead_of_stopping_the_worker() -> None:
    job = ask(mark_once, {"name": "a"})
    Job.objects.update(path="zhiben.nowhere.gone", max_attempts=1)
    assert worker.run_pending() == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED


@pytest.mark.django_db
def test_rolled_back_ask_is_never_run() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(mark_once, {"name": "a"})
        raise ZeroDivisionError
    assert worker.run_pending() == 0


@pytest.mark.django_db
def test_running_job_without_lease_is_refused_by_the_database() -> None:
    ask(mark_once, {"name": "a"})
    with pytest.raises(IntegrityError, match="job_has_lease_exactly_while_running"), transaction.atomic():
        Job.objects.update(state=JobState.RUNNING)


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> ticking.Periodic:
    monkeypatch.setattr(ticking, "_registry", {})
    return ticking.periodic("sweep", every=timedelta(hours=1), task=stop_worker)


@pytest.mark.django_db
def test_tick_asks_once_per_slot(hourly: ticking.Periodic) -> None:
    assert [ticking.tick(MORNING + timedelta(minutes=m)) for m in (0, 1, 59, 60, 60, 200)] == [1, 0, 0, 1, 0, 1]
    assert list(Job.objects.order_by("id").values_list("key", flat=True)) == [
        "sweep@2024-10-16T09:00:00",
        "sweep@2024-10-16T10:00:00",
        "sweep@2024-10-16T12:00:00",
    ]
    assert ticking.registered() == {"sweep": hourly}


def test_periodic_name_is_taken_once(hourly: ticking.Periodic) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        ticking.periodic("sweep", every=timedelta(hours=2), task=stop_worker)


@pytest.mark.django_db(transaction=True)
def test_two_workers_claim_each_job_exactly_once() -> None:
    jobs = {ask(mark_once, {"name": str(number)}).pk for number in range(30)}
    claimed: list[int] = []
    start = threading.Barrier(2)

    def take() -> None:
        start.wait()
        try:
            while (job := claim(["default"], threading.current_thread().name)) is not None:
                claimed.append(job.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(claimed) == sorted(jobs)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_two_tickers_fill_a_slot_once(hourly: ticking.Periodic) -> None:
    start = threading.Barrier(4)

    def beat() -> None:
        start.wait()
        try:
            ticking.tick(MORNING)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_heartbeat_keeps_the_lease() -> None:
    ask(mark_once, {"name": "a"})
    short = timedelta(seconds=0.4)
    job = claim(["default"], "w", short)
    assert job is not None and job.lease_until is not None
    beat = Heartbeat(job, short)
    beat.start()
    try:
        wait_until(lambda: Job.objects.filter(pk=job.pk, lease_until__gt=job.lease_until).exists())
        assert claim(["default"], "other") is None
    finally:
        beat.stop()
    wait_until(lambda: claim(["default"], "other", short) == job)


def wait_until(condition: object, limit: float = 10) -> None:
    assert callable(condition)
    quiet = threading.Event()
    for _ in range(int(limit / 0.02)):
        if condition():
            return
        quiet.wait(0.02)
    pytest.fail("did not come true in time")


@pytest.mark.django_db(transaction=True)
def test_worker_ticks_runs_and_stops_when_told(hourly: ticking.Periodic) -> None:
    halt[0] = Stop()

    def body() -> None:
        try:
            worker.work(halt[0], idle=0.01)
        finally:
            connections.close_all()

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert list(Job.objects.values_list("state", "result")) == [(JobState.DONE, "stopped")]


def test_signal_that_interrupts_the_waiting_thread_itself_ends_its_wait() -> None:
    stop, began = Stop(), time.monotonic()
    before = signal.signal(signal.SIGALRM, lambda *_: stop.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        assert (stop.wait(30), stop.is_set(), stop.wait(30)) == (True, True, True)
        for _ in range(100_000):  # more than the pipe holds
            stop.set()
    finally:
        signal.signal(signal.SIGALRM, before)
        stop.close()
    assert time.monotonic() - began < 20
