"""What a command uses: processor seconds of it and its children, and the most memory of one of them. A small process
starts it, for a child counts the memory of who started it as its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

STARTER = """
import json, os, sys, time
began = time.perf_counter()
_pid, status, spent = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
cpu, elapsed = spent.ru_utime + spent.ru_stime, time.perf_counter() - began
print("\\n" + json.dumps([os.waitstatus_to_exitcode(status), cpu, elapsed, spent.ru_maxrss // 1024]), file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Used:
    """What a command has printed as JSON, its processor seconds, seconds by the clock, and MiB at the most."""

    told: Any
    cpu: float
    elapsed: float
    peak: int

    def __str__(self) -> str:
        return f"处理器{self.cpu:.1f}秒、历时{self.elapsed:.1f}秒、内存最多{self.peak} MiB"


def used(command: Sequence[str]) -> Used:
    """Run a command, its program by the whole path, to its end. Raises RuntimeError with what it complained of."""
    starter = [sys.executable, "-I", "-S", "-c", STARTER, *command]
    done = subprocess.run(starter, capture_output=True, check=True)  # noqa: S603
    complaint, _line, spent = done.stderr.rstrip().rpartition(b"\n")
    code, cpu, elapsed, peak = json.loads(spent)
    if code:
        raise RuntimeError(f"{command}: {complaint[-500:].decode(errors='replace')}")
    return Used(json.loads(done.stdout), cpu, elapsed, peak)
