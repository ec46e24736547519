"""What is timed judges every narrative, beside one bare product of the same matrix."""

from __future__ import annotations

from zhiben.demonstration.speed import reading


def test_every_narrative_is_judged_beside_one_product() -> None:
    (found,) = reading.measured(lambda text: None, narratives=200)
    assert (found.name, found.goal, found.limit) == ("novelty", "C4 novelty", 3.0)
    assert found.value > 0
    assert reading.invented(50) == reading.invented(50)
    assert len(set(reading.invented(50))) == 50
