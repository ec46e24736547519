"""All that is computed every month of a city's accidents, beside the bare kernels that any script would need for the
same figures.

Ours: nine questions answered one after another as the clock asks them (streets at risk, nothing done, did it work,
cross-tables, facts that come together, preventable shares, topics, new types, early warning), each from the cases in
the database to the result with its inputs and sentences, but for keeping it. In the yardstick: the same regressions,
likelihood fits, draws and sorts, two thousand cities drawn anew, exact tests and intervals by numpy and scipy at once
for whole tables, one call of FP-growth, one NMF of one TF-IDF, one sparse product, two to four Poisson regressions for
each week and series by a bare loop of numpy's (statsmodels takes several times as long), chains of sums, three
forecasts on a rolling origin; on arrays that lie ready. Not in it: reading and freezing the cases, coding them as
columns, masking narratives and counting their runs of characters, the intervals of effects, tasks and hazards (there
are none here), names and sentences, tables for download, what is told apart or refused. Processor time of both on one
thread, all modules loaded; figures of both must agree.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from time import perf_counter, process_time
from typing import Any

from zhiben.analysis import narratives
from zhiben.demonstration.speed import monthly_agreement as agreement
from zhiben.demonstration.speed.monthly_stage import AS_OF, QUESTIONS, Stage, set_up
from zhiben.demonstration.stopwatch import Benchmark
from zhiben.foundation.scope import scope
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM

TIMES = 5


def measured(say: Callable[[str], None], times: int = TIMES) -> Iterator[Benchmark]:
    """In a new database of SQLite's. Raises RuntimeError where the figures of both do not agree."""
    from threadpoolctl import threadpool_limits

    with clock.at(clock.day_start(AS_OF)), scope(SYSTEM), threadpool_limits(1):
        stage = set_up()
        results = {key: _answer(stage, key) for key in QUESTIONS}
        bare = agreement.kernels(stage, results)
        for key, kernel in bare.items():
            agreement.must_agree(key, results[key], kernel())
        say(f"{stage.accidents}起事故、{len(QUESTIONS)}个问题，各数一致，开始计时")
        ours: dict[str, list[float]] = {key: [] for key in QUESTIONS}
        theirs: dict[str, list[float]] = {key: [] for key in QUESTIONS}
        elapsed = []
        for _time in range(times):
            narratives.prepared.cache_clear()  # of each month once
            began = perf_counter()
            for key in QUESTIONS:
                ours[key].append(_spent(lambda: _answer(stage, key)))  # noqa: B023
            elapsed.append(perf_counter() - began)
            for key in QUESTIONS:
                theirs[key].append(_spent(bare[key]))
    taken, yardstick = ({key: statistics.median(some) for key, some in one.items()} for one in (ours, theirs))
    for key in QUESTIONS:
        say(f"{key:<14}{taken[key]:>8.0f} ms，只算{yardstick[key]:.0f} ms")
    yield Benchmark(
        "monthly",
        sum(taken.values()),
        "同样结果只用numpy、scipy、sklearn、mlxtend在备好的数组上算，处理器时间",
        sum(yardstick.values()),
        goal="C4 monthly",
        limit=3.0,
        told=f"{stage.accidents}起事故、79个街道、五年，{len(QUESTIONS)}个问题由读库到结果，"
        f"历时{statistics.median(elapsed):.1f}秒（目标30秒以内）",
    )


def _answer(stage: Stage, key: str) -> Mapping[str, Any]:
    result: Mapping[str, Any] = question_of(key).module.answer(stage.asked[key]).result
    if result.get("refused"):
        raise RuntimeError(f"{key}: {result['refused']}")
    return result


def _spent(do: Callable[[], object]) -> float:
    """Processor milliseconds."""
    began = process_time()
    do()
    return 1000 * (process_time() - began)
