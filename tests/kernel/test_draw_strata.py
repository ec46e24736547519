"""The draw by strata and weights: awk draws the same; nobody is favoured; one changed row is another frame."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from zhiben.kernel.draw import HEAVIEST, draw_within, framed, layered, proportional, reread

HERE = Path(__file__).with_name("draws")
GOLDEN = json.loads((HERE / "golden.json").read_text("utf-8"))
CHI_4, CHI_9 = 18.47, 27.88
"""Chi-square at 4 and at 9 degrees of freedom, passed by chance once in a thousand times."""


def chi_square(seen: Iterable[int], expected: Sequence[float]) -> float:
    return sum((count - due) ** 2 / due for count, due in zip(seen, expected, strict=True))


@pytest.mark.parametrize("golden", GOLDEN, ids=[one["frame"] for one in GOLDEN])
def test_golden_draws_are_drawn_again_by_other_means(golden: dict[str, object]) -> None:
    """The same by this code, and by sort, sha256sum and awk."""
    file, seed, size = HERE / str(golden["frame"]), str(golden["seed"]), int(str(golden["size"]))
    frame = reread(file.read_text("utf-8").splitlines())
    found = draw_within(frame, seed=seed, shares=proportional(size, frame.sizes()))
    assert (found.digest, [lot.name for lot in found.drawn]) == (golden["digest"], golden["drawn"])
    told = subprocess.run([HERE / "again.sh", file, seed, str(size)], capture_output=True, text=True, check=True)
    assert (told.stderr, told.stdout.splitlines()) == ("", [found.digest, *(lot.name for lot in found.drawn)])


def test_there_are_twenty_golden_draws_of_several_kinds() -> None:
    lines = [[row.split("\t") for row in (HERE / one["frame"]).read_text("utf-8").splitlines()] for one in GOLDEN]
    assert len(GOLDEN) == 20 == len(list(HERE.glob("*.tsv")))
    assert sum(len({stratum for _name, stratum, _weight in rows}) > 2 for rows in lines) >= 5
    assert sum(any(weight == "0" for _name, _stratum, weight in rows) for rows in lines) >= 3
    assert all(one["drawn"] for one in GOLDEN)


def test_one_changed_row_is_another_frame() -> None:
    lines = (HERE / "10.tsv").read_text("utf-8").splitlines()
    digest = reread(lines).digest
    name, stratum, weight = lines[0].split("\t")
    for other in (f"{name}0\t{stratum}\t{weight}", f"{name}\t{stratum}改\t{weight}", f"{name}\t{stratum}\t9"):
        assert reread([other, *lines[1:]]).digest != digest
    assert reread([*lines[1:], lines[0]]).digest == digest


def test_shares_within_a_stratum_are_even() -> None:
    """In 5,000 draws of 2 out of each of two strata of 10, each is drawn 1,000 times but for chance (which among 10 of
    which 2 are drawn is smaller by 8 of 9)."""
    names = [f"{stratum}{number}" for stratum in "甲乙" for number in range(10)]
    frame = framed(names, strata=[name[0] for name in names])
    seen = Counter(
        lot.name for turn in range(5000) for lot in draw_within(frame, seed=f"s{turn}", shares={"甲": 2, "乙": 2}).drawn
    )
    for stratum in "甲乙":
        counts = [seen[f"{stratum}{number}"] for number in range(10)]
        assert sum(counts) == 10_000
        assert chi_square(counts, [1000.0] * 10) * 9 / 8 < CHI_9


def test_the_first_comes_by_its_weight() -> None:
    weights = [1, 2, 3, 5, 9]
    frame = framed("甲乙丙丁戊", weights=weights)
    seen = Counter(draw_within(frame, seed=f"w{turn}", shares={"": 1}).drawn[0].name for turn in range(6000))
    assert chi_square([seen[name] for name in "甲乙丙丁戊"], [6000 * one / 20 for one in weights]) < CHI_4


def test_weight_nought_is_in_the_frame_and_never_drawn() -> None:
    frame = framed("甲乙丙", weights=[1, 0, 1])
    assert frame.sizes() == {"": 2}
    assert sorted(lot.name for lot in draw_within(frame, seed="x", shares={"": 3}).drawn) == ["丙", "甲"]


def test_a_larger_share_begins_with_the_smaller_one() -> None:
    """So that who drops out is followed by the next in the same order."""
    frame = reread((HERE / "11.tsv").read_text("utf-8").splitlines())
    few, many = (draw_within(frame, seed="x", shares=dict.fromkeys(frame.sizes(), size)).drawn for size in (1, 3))
    first = {lot.stratum: lot for lot in reversed(many)}
    assert len(few) > 1
    assert {lot.stratum: lot for lot in few} == first


@pytest.mark.parametrize(
    ("size", "sizes", "least", "expected"),
    [
        (10, {"a": 50, "b": 30, "c": 20}, 0, {"a": 5, "b": 3, "c": 2}),
        (7, {"a": 50, "b": 30, "c": 20}, 0, {"a": 4, "b": 2, "c": 1}),  # 3.5, 2.1, 1.4
        (1, {"b": 5, "a": 5}, 0, {"b": 0, "a": 1}),  # of equal remainders the first by code point
        (5, {"a": 97, "b": 2, "c": 1}, 1, {"a": 3, "b": 1, "c": 1}),
        (9, {"a": 3, "b": 90, "c": 1}, 2, {"a": 2, "b": 6, "c": 1}),
        (6, {"a": 2, "b": 2}, 0, {"a": 2, "b": 2}),
        (3, {}, 0, {}),
    ],
)
def test_shares_follow_the_largest_remainders(
    size: int, sizes: dict[str, int], least: int, expected: dict[str, int]
) -> None:
    assert proportional(size, sizes, least=least) == expected


@pytest.mark.parametrize("weights", [[-1], [HEAVIEST + 1]])
def test_a_weight_that_is_none_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        framed(["甲"], weights=weights)


def test_a_least_that_takes_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="least"):
        proportional(3, {"a": 9, "b": 9}, least=2)


def test_fewer_places_than_strata_are_drawn_without_strata() -> None:
    names = [f"S{number:03}" for number in range(90)]
    frame = framed(names, strata=[f"街{number // 3:02}" for number in range(90)])
    assert layered(frame, 30, 0) is frame and layered(frame, 6, 1) is frame
    whole = layered(frame, 6, 0)
    assert (whole.digest, whole.sizes()) == (frame.digest, {"": 90})
    drawn = [draw_within(whole, seed=str(turn), shares=proportional(6, whole.sizes())).drawn for turn in range(40)]
    reached = {int(lot.name[1:]) // 3 for lots in drawn for lot in lots}
    assert len(reached) == 30
