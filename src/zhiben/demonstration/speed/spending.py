"""What a command uses: processor seconds of it and its children, and the most memory of one of them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Used:
    """What a command has printed as JSON, its processor seconds, seconds by the clock, and MiB at the most."""

    told: Any
    cpu: float
    peak: int


def used(command: Sequence[str], variables: dict[str, str] | None = None) -> Used:
    """Run a command to its end. Raises RuntimeError with what it complained of."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=variables or dict(os.environ)) as child:  # noqa: S603
        assert child.stdout is not None  # noqa: S101
        said = child.stdout.read()
        _pid, status, spent = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command}: {said[-500:].decode(errors='replace')}")
    return Used(json.loads(said), spent.ru_utime + spent.ru_stime, spent.ru_maxrss // 1024)
