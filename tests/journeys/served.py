"""A demonstration city of its own, built and then served by one command, on this machine only."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "zhiben.cli"]


@dataclass(frozen=True)
class Home:
    """A home with the city in it; `told` is what building it printed."""

    env: dict[str, str]
    told: dict[str, Any]

    @property
    def address(self) -> str:
        """Where it is served."""
        url: str = self.told["url"]
        return url.rstrip("/")

    def ask(self, *words: str) -> Any:
        """The one document that a command prints."""
        done = subprocess.run([*COMMAND, *words, "--json"], env=self.env, capture_output=True, check=True)
        return json.loads(done.stdout)

    def figures(self, *words: str) -> dict[str, tuple[float, int]]:
        """Value and number of records behind it, by figure."""
        return {row["id"]: (row["value"], row["rows"]) for row in self.ask("figures", *words)}


@contextmanager
def served(folder: Path) -> Iterator[Home]:
    """The city in `folder`, for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "ZHIBEN_HOME": str(folder / "home"), "ZHIBEN_DATABASE_URL": ""}
    words = [*COMMAND, "demo", "--serve", "--port", str(port), "--out", str(folder / "out"), "--json"]
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as serving:
        assert serving.stdout is not None
        document = "".join(iter(lambda: _line(serving.stdout), "}\n")) + "}"
        until = time.monotonic() + 30
        while not _answers(port):
            assert serving.poll() is None and time.monotonic() < until, "the site did not start"
            time.sleep(0.1)
        yield Home(env, json.loads(document))
        serving.terminate()
        serving.stdout.read()


def _line(stream: Any) -> str:
    line: str = stream.readline()
    assert line, "the command ended without its document"
    return line


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
