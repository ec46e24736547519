"""What `zhiben serve` keeps alive: the site's own processes and a worker beside them. One that dies is replaced; all
end with the process that started them, so that none holds the address when the house is started again."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from typing import Any

from django.utils.module_loading import import_string

from zhiben.cli.output import note

THREADS = 6
"""For each of the site's processes; each costs a connection with what it keeps. More than may wait for the database's
turn (`turns.queue.CROWD`), so that a stuck writer leaves threads to readers."""
IDLE = 600
"""Seconds after which a thread without work ends; as long as its connection may last."""
OFTEN = 700, 5, 2
"""When garbage is collected. Every page leaves its form, its request and its records behind in a ring; with what was
loaded before put aside, looking through all the rest costs little, and a page's ring is gone forty pages later."""
LOOK = 0.5
"""Seconds between two looks after the worker."""
DEATHS, WITHIN = 5, 60.0
"""A site whose processes die that often in so many seconds is not started again: something is wrong with it."""
SET_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux; elsewhere a process outlives its parent."""
ARENA_MAX = -8
"""M_ARENA_MAX of glibc's mallopt."""


def end_with_parent(number: signal.Signals, parent: int) -> None:
    """Have this process sent a signal when its parent, whose id it was told, dies; at once if that has happened."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_DEATH_SIGNAL, int(number))
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


class Worker:
    """A worker process, and the thread that starts it and starts another one when it has died. The site's own processes
    come first: people wait for them."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep, name="keeps-worker", daemon=True)
        self._watch.start()

    def _start(self) -> subprocess.Popen[bytes]:
        # Without close_fds Python asks the system to spawn; the site's processes are forked beside this thread.
        command = [sys.executable, "-m", "zhiben.cli", "worker", "--beside", str(os.getpid())]
        return subprocess.Popen(command, close_fds=False)  # noqa: S603 - our own interpreter and module

    def _keep(self) -> None:
        while not self._over.wait(LOOK):
            if self._process is not None and self._process.poll() is None:
                continue
            if self._process is not None:
                note(f"后台任务进程已退出（{self._process.returncode}），重新启动")
            self._process = self._start()

    def stop(self) -> None:
        """Let it finish what it is at, and wait for that."""
        self._over.set()
        self._watch.join()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)


def run_site(host: str, port: int, *, workers: int, with_worker: bool) -> None:
    """Serve until interrupted; a worker runs beside in a process of its own."""
    _preload()
    worker = Worker() if with_worker else None
    ends: list[float] = []
    try:
        while not _served(host, port, workers):
            ends = [one for one in ends if time.monotonic() - one < WITHIN] + [time.monotonic()]
            if len(ends) >= DEATHS:
                raise SystemExit(1)
            note("网站进程接连退出，重新启动")
            time.sleep(1)
    finally:
        if worker is not None:
            worker.stop()


def _served(host: str, port: int, workers: int) -> bool:
    """True when the site was told to stop, False when its processes died faster than they are replaced."""
    from granian.constants import Interfaces
    from granian.server import Server

    server: Any = Server(
        "zhiben.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=IDLE,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_access=False,
    )
    try:
        server.serve(target_loader=partial(_load, os.getpid()))
    except SystemExit:
        return bool(server.interrupt_signal)
    return True


def _share_memory() -> None:
    """Of the C library's pools of memory, two for all threads: with one for each, what many threads have let go is kept
    many times over."""
    if hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(ARENA_MAX, 2)


def _preload() -> None:
    """Load everything that a page needs before the server's processes are forked: they share it, and the first page
    does not wait for it. No connection may cross a fork."""
    from django.core.servers.basehttp import get_internal_wsgi_application
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver

    get_internal_wsgi_application()
    get_resolver().reverse_dict  # noqa: B018 - imports the views of every room
    engines.all()
    connections.close_all()
    _share_memory()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)


def _load(parent: int, target: str) -> Any:
    """What one of the site's processes runs, loaded in it."""
    end_with_parent(signal.SIGKILL, parent)
    return import_string(target.replace(":", "."))
