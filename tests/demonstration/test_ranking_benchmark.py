"""What is timed is a whole screening: every street ranked, beside bare draws and sorts, in processes of their own."""

from __future__ import annotations

from zhiben.demonstration.speed import ranking


def test_every_street_is_ranked_and_memory_is_told() -> None:
    ranks, memory = ranking.measured(lambda text: None, areas=200, draws=200)
    assert (ranks.name, ranks.goal, ranks.limit) == ("eb_ranks", "C3 ranks", 3.0)
    assert (memory.name, memory.unit) == ("eb_memory", "MiB")
    assert 20 < memory.value < 500
    assert memory.missed is False
