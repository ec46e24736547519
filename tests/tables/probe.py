"""Reads one file in a process of its own and says what came of it and what it cost; run as a script.

Cost: seconds of a processor, and bytes of memory that the reading added: the growth of this process's high-water mark
plus the whole high-water mark of the parser's process. Both marks are the kernel's, not samples, and need not fall
at the same moment; the one of a child counts this process besides for the moment at which it starts. So the sum is an
upper bound.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path


def own_mark() -> int:
    """The most memory that this process has had, in bytes; getrusage would begin with that of whoever started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) * 1024


def main() -> None:
    """The file named as argument; one line of JSON."""
    from zhiben.foundation.tables import grids, load
    from zhiben.kernel.errors import Refused

    mark, before = own_mark(), resource.getrusage(resource.RUSAGE_SELF)
    pages: list[list[int]] = []
    code = text = ""
    try:
        pages.extend([len(grid.rows), sum(map(len, grid.rows))] for grid in grids(load(Path(sys.argv[1]))))
    except Refused as refusal:
        code, text = refusal.code, refusal.text
    own, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime - before.ru_utime - before.ru_stime + child.ru_utime + child.ru_stime
    added = own_mark() - mark + child.ru_maxrss * 1024
    json.dump({"code": code, "text": text, "pages": pages, "seconds": seconds, "added": added}, sys.stdout)


if __name__ == "__main__":
    main()
