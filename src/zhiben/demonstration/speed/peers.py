"""The yardsticks that lie beside the project: a stock Django admin ledger, django-import-export, and the meter that
asks any server on loopback. Their folder is named by `ZHIBEN_PEERS`, their packages stand in `.peers`."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

FIRST_TRIES = 10
"""Requests of each client that are thrown away before a burst is counted."""


@dataclass(frozen=True, slots=True)
class Peers:
    """The folder with the yardsticks' scripts, and the Python that has their packages."""

    folder: Path
    python: Path

    def run(self, script: str, *arguments: object, **variables: object) -> str:
        """What one of the scripts prints. Raises CalledProcessError."""
        command = [str(self.python), str(self.folder / script), *map(str, arguments)]
        done = subprocess.run(  # noqa: S603 - scripts of the folder that the installation names
            command, env=self.environment(**variables), check=True, capture_output=True, text=True
        )
        return done.stdout

    def environment(self, **variables: object) -> dict[str, str]:
        """The environment in which a yardstick runs: ours without what is ours, and `variables`."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIBEN_", "DJANGO_"))}
        return own | {"PYTHONDONTWRITEBYTECODE": "1"} | {name: str(value) for name, value in variables.items()}

    def meter(self, url: str, *, cookie: str, pid: int, number: int = 200, clients: str = "1") -> list[dict[str, Any]]:
        """Ask `url` so often; per number of clients p50, p95, requests a second and the server's CPU a request."""
        asked = ("bench", "--url", url, "-H", f"Cookie: {cookie}", "-n", number, "-c", clients, "--pid", pid)
        return [self._answered(json.loads(line)) for line in self.run("peerload.py", *asked).splitlines()]

    @staticmethod
    def _answered(told: dict[str, Any]) -> dict[str, Any]:
        if set(told["codes"]) != {"200"}:
            raise RuntimeError(f"{told['url']}: {told['codes']}")
        return told


def found() -> Peers:
    """The yardsticks of this machine. Raises Refused with the remedy when they are not here."""
    folder = settings.ZHIBEN_PEERS
    python = settings.ZHIBEN_ROOT / ".peers" / "bin" / "python"
    if folder is None or not (folder / "peerload.py").is_file() or not python.is_file():
        raise Refused(N_("没有对照程序：请用 make bench 运行，并以 ZHIBEN_PEERS 指明对照程序所在的文件夹"))
    return Peers(folder, python)
