"""Forty thousand streets with five years of events estimated and ranked ten thousand times anew, each in a process of
its own, beside numpy's bare gamma draws and sorts of as many values. The events are invented."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from zhiben.demonstration.speed.spending import used
from zhiben.demonstration.stopwatch import Benchmark

AREAS, DRAWS, WORST = 40_000, 10_000, 100
MOST = 1e9 / 2**20
"""MiB in a gigabyte."""

INVENTED = """
import sys
from json import dumps
from time import process_time
import numpy as np
areas, draws, worst = map(int, sys.argv[1:])
rng = np.random.default_rng(40)
size = rng.lognormal(0, 0.7, areas) * 24.5
events = rng.poisson(size * rng.gamma(4, 0.25, areas))
"""
OURS = (
    INVENTED
    + """
from zhiben.analysis.network_screening import screened
began = process_time()
found = screened(events[:, None].tolist(), size[:, None].tolist(), by="excess", worst=worst, seed=1, draws=draws)
print(dumps([process_time() - began, len(found.areas)]))
"""
)
BARE = (
    INVENTED
    + """
shape, rows = (events + 4).astype(np.float32), max(1, 2**21 // areas)
began = process_time()
for start in range(0, draws, rows):
    np.sort(rng.standard_gamma(shape, (min(rows, draws - start), areas), dtype=np.float32), axis=1)
print(dumps([process_time() - began, areas]))
"""
)


def measured(say: Callable[[str], None], areas: int = AREAS, draws: int = DRAWS) -> Iterator[Benchmark]:
    """Needs no database. Raises RuntimeError where a street is lost."""
    size = [str(one) for one in (areas, draws, min(WORST, areas))]
    say(f"{areas}个街道、抽{draws}次")
    ours, bare = (used([sys.executable, "-c", code, *size]) for code in (OURS, BARE))
    (seconds, found), (yardstick, _areas) = ours.told, bare.told
    if found != areas:
        raise RuntimeError(f"{found} of {areas} streets were ranked")
    yield Benchmark(
        "eb_ranks",
        1000 * seconds,
        f"numpy抽{draws}×{areas}个伽马数（单精度）并逐次排序，处理器时间",
        1000 * yardstick,
        goal="C3 ranks",
        limit=3.0,
        told=f"含极大似然估计、90%名次区间、列入最差{size[2]}个的机会；全过程{ours}",
    )
    yield Benchmark("eb_memory", ours.peak, "许可的内存（10亿字节）", MOST, unit="MiB", goal="C3 memory", limit=1.0)
