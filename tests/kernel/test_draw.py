"""The draw that everybody can repeat: same frame, same seed, same names, whoever draws and in whatever order."""

from __future__ import annotations

import hashlib
from collections import Counter
from random import Random

import pytest

from zhiben.kernel.draw import draw

NAMES = [f"示例-ZD-{number:04d} 示例局" for number in range(1, 201)]


def test_same_frame_and_seed_draw_the_same_in_any_order() -> None:
    first = draw(NAMES, seed="2024-10-16", size=20)
    shuffled = list(NAMES)
    Random(7).shuffle(shuffled)
    assert draw(shuffled, seed="2024-10-16", size=20) == first
    assert len(set(first.drawn)) == 20 and set(first.drawn) <= set(NAMES)


def test_draw_is_what_its_docstring_says_by_other_means() -> None:
    frame, seed = sorted(NAMES), "种子"
    digest = hashlib.sha256("\n".join(frame).encode("utf-8")).hexdigest()
    tickets = {name: hashlib.sha256(f"{seed}\n{digest}\n{name}".encode()).hexdigest() for name in frame}
    found = draw(NAMES, seed=seed, size=5)
    assert (found.digest, list(found.drawn)) == (digest, sorted(frame, key=lambda name: tickets[name])[:5])


def test_another_seed_or_frame_draws_otherwise() -> None:
    one = draw(NAMES, seed="a", size=30)
    assert draw(NAMES, seed="b", size=30).drawn != one.drawn
    assert draw(NAMES[:-1], seed="a", size=30).drawn != one.drawn


def test_larger_draw_begins_with_the_smaller_one() -> None:
    assert draw(NAMES, seed="a", size=50).drawn[:10] == draw(NAMES, seed="a", size=10).drawn


def test_all_are_drawn_where_there_are_not_so_many() -> None:
    assert sorted(draw(NAMES[:3], seed="a", size=20).drawn) == NAMES[:3]
    assert draw([], seed="a", size=20).drawn == ()


def test_every_name_is_drawn_about_equally_often() -> None:
    """Of 4,000 draws of 20 out of 200 each name should be in 400, give or take 19; 5 such steps never happen by
    chance."""
    counts = Counter(name for turn in range(4000) for name in draw(NAMES, seed=f"{turn}", size=20).drawn)
    assert len(counts) == 200
    assert all(abs(count - 400) < 95 for count in counts.values())


@pytest.mark.parametrize(
    ("names", "seed", "size"),
    [(["a", "a"], "s", 1), (["a\nb"], "s", 1), (["a"], "", 1), (["a"], "s\nt", 1), (["a"], "s", -1)],
)
def test_what_cannot_be_repeated_is_refused(names: list[str], seed: str, size: int) -> None:
    with pytest.raises(ValueError, match=r"frame|draw"):
        draw(names, seed=seed, size=size)
