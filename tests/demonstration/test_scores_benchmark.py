"""The benchmark of scores measures what it says, on few units."""

from __future__ import annotations

from zhiben.demonstration.speed import scoring


def test_the_benchmark_of_scores_measures_both_sides() -> None:
    said: list[str] = []
    (found,) = scoring.measured(said.append, units=12, indicators=21, times=1)
    assert said == ["12个单位、21项指标、1000次加权"]
    assert (found.name, found.goal, found.limit) == ("scores", "C6 scores", 5.0)
    assert min(found.value, found.yardstick_value or 0) > 0
