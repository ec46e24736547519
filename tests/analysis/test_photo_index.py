"""The index over photos' hashes: exact as a plain comparison of everything, whatever was added in which portions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.analysis.photos import index
from zhiben.analysis.photos.hashing import Words
from zhiben.analysis.photos.index import Near
from zhiben.analysis.photos.telling import PhotoIndex, compared

pytestmark = pytest.mark.either


def words(seed: int, count: int, bits: int = 64) -> Words:
    """Words of which only the lowest `bits` differ: few bits make crowded chunks."""
    return np.random.default_rng(seed).integers(0, 2**bits, count, dtype=np.uint64)


def near_by(asked: Words, kept: Words, bits: int, seed: int) -> Words:
    """`asked`, each made from a kept word by turning over so many bits."""
    rng = np.random.default_rng(seed)
    found = asked.copy()
    for number in range(len(found)):
        turned = sum(1 << int(bit) for bit in rng.choice(64, bits, replace=False))
        found[number] = kept[int(rng.integers(0, len(kept)))] ^ np.uint64(turned)
    return found


def told(found: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[tuple[int, int, int]]:
    return sorted(zip(*(part.tolist() for part in found), strict=True))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    portions=st.lists(st.integers(0, 400), min_size=1, max_size=6),
    bits=st.sampled_from((3, 20, 64)),
    radius=st.integers(0, 16),
)
def test_index_finds_what_a_plain_comparison_finds(seed: int, portions: list[int], bits: int, radius: int) -> None:
    near, kept = Near(), np.empty(0, np.uint64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "WAITING", 100)
        for number, portion in enumerate(portions):
            more = words(seed + number, portion, bits)
            near.add(more)
            kept = np.concatenate((kept, more))
    asked = words(seed, 8, bits)
    if len(kept):
        asked[:4] = near_by(asked[:4], kept, radius, seed)
    apart = np.bitwise_count(asked[:, None] ^ kept[None, :])
    expected = [(int(w), int(p), int(apart[w, p])) for w, p in zip(*np.nonzero(apart <= radius), strict=True)]
    assert told(near.within(asked, radius)) == sorted(expected)
    assert len(near) == len(kept)


def test_large_index_is_looked_up_and_not_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    near, kept = Near(), words(1, 50_000)
    near.add(kept)
    asked = near_by(words(2, 8), kept, 12, 3)
    apart = np.bitwise_count(asked[:, None] ^ kept[None, :])
    expected = [(int(w), int(p), int(apart[w, p])) for w, p in zip(*np.nonzero(apart <= 12), strict=True)]
    assert len(expected) == 8
    assert near._chosen(asked, 12)[0] == []
    assert told(near.within(asked, 12)) == sorted(expected)


@pytest.mark.parametrize("look", [False, True])
def test_photos_are_matched_as_by_comparing_each(look: bool) -> None:
    kept, other = words(1, 20_000, 34), words(2, 20_000, 34)
    photos = PhotoIndex()
    photos.add(kept[:15_000], other[:15_000])
    photos.add(kept[15_000:], other[15_000:])
    phash, dhash = words(3, 8, 34), words(4, 8, 34)
    each = (
        compared(phash, dhash, int(one), int(two), place=place)
        for place, (one, two) in enumerate(zip(kept, other, strict=True))
    )
    wanted = ("same", "look") if look else ("same",)
    expected = [match for match in each if match.verdict in wanted]
    assert photos.alike(phash, dhash, look=look) == expected
    assert {match.verdict for match in expected} == set(wanted)


def test_million_photos_fit_into_two_hundred_megabytes() -> None:
    photos = PhotoIndex()
    for seed in range(10):
        photos.add(words(seed, 100_000), words(seed + 50, 100_000))
    assert (len(photos), photos.nbytes <= 200 * 2**20) == (1_000_000, True)
