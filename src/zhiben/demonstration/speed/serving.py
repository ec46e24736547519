"""Servers on loopback for the length of a measurement: ours over a home, the stock admin over its file; each the leader
of a group of processes that is ended as a whole."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from zhiben.demonstration.speed.peers import Peers

WORKERS = 3
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address without a path, the process above all its others, seconds to the first answer."""

    url: str
    pid: int
    seconds: float


@contextmanager
def ours(home: Path, *, worker: bool = False) -> Iterator[Served]:
    """The site over `home` with three server processes, and a worker beside if asked for."""
    port = _free_port()
    command = [sys.executable, "-m", "zhiben.cli", "serve", "--port", str(port), "--workers", str(WORKERS)]
    command += [] if worker else ["--no-worker"]
    variables = os.environ | {"ZHIBEN_HOME": str(home), "ZHIBEN_DATABASE_URL": ""}
    with _running(command, port, "/login/", variables, home) as served:
        yield served


@contextmanager
def admin(peers: Peers, database: Path) -> Iterator[Served]:
    """The stock admin over `database` with three server processes."""
    port = _free_port()
    command = [str(peers.python), "-m", "gunicorn", "admin_anchor:application"]
    command += ["-b", f"127.0.0.1:{port}", "-w", str(WORKERS), "--pythonpath", str(peers.folder)]
    with _running(command, port, "/admin/login/", peers.environment(DB=database), database.parent) as served:
        yield served


@contextmanager
def _running(
    command: Sequence[str], port: int, path: str, variables: Mapping[str, str], folder: Path
) -> Iterator[Served]:
    began = perf_counter()
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command and the yardsticks'
            command, cwd=folder, env=variables, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _await(process, port, path, began)
        yield Served(f"http://127.0.0.1:{port}", process.pid, perf_counter() - began)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int, path: str, began: float) -> None:
    while perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError("the server did not answer")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    except ProcessLookupError:
        process.wait(timeout=30)
