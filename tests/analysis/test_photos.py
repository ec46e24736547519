"""Photos told apart: hashes against the textbook's formulas, variants, tone, verdicts, and groups of a set."""

from __future__ import annotations

import io
from hashlib import sha256
from math import cos, pi
from statistics import median

import numpy as np
import pytest
from PIL import Image, ImageOps
from tests.factories.photos import bomb, photo_bytes

from zhiben.analysis.photos.grouping import Pair, Photo, groups, pairs
from zhiben.analysis.photos.hashing import SIDE, VARIANTS, Grey, dhash, hashes, phash, tone, variants
from zhiben.analysis.photos.opening import MAX_WHOLE_PIXELS, grey
from zhiben.analysis.photos.telling import Match, compared
from zhiben.analysis.photos.toning import Tone
from zhiben.demonstration.photo_scenes import scene
from zhiben.kernel.errors import Refused

pytestmark = pytest.mark.either


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def photo(data: bytes) -> Photo:
    picture = grey(data, name="示例.jpg")
    return Photo(sha256(data).hexdigest(), *hashes(picture), tone(picture))


def flat(value: int) -> Photo:
    return photo(jpeg(Image.new("RGB", (64, 48), (value, value, value))))


def random_picture(seed: int) -> Grey:
    return np.random.default_rng(seed).uniform(0, 255, (SIDE, SIDE)).astype(np.float32)


def test_dhash_is_where_fields_grow_brighter() -> None:
    rising = np.tile(np.linspace(0, 255, SIDE, dtype=np.float32), (SIDE, 1))
    assert dhash(rising) == 2**64 - 1
    assert dhash(np.fliplr(rising)) == 0
    half = np.where(np.arange(SIDE)[:, None] < SIDE // 2, rising, np.fliplr(rising))
    assert dhash(half) == (2**32 - 1) << 32


def test_phash_is_the_slow_waves_above_their_median() -> None:
    picture = random_picture(7)
    fields = [
        [float(picture[9 * row : 9 * row + 9, 9 * column : 9 * column + 9].mean()) for column in range(32)]
        for row in range(32)
    ]

    def wave(down: int, across: int) -> float:
        return sum(
            fields[y][x] * cos(pi * down * (2 * y + 1) / 64) * cos(pi * across * (2 * x + 1) / 64)
            for y in range(32)
            for x in range(32)
        )

    waves = [wave(down, across) for down in range(8) for across in range(8)]
    bits = "".join("1" if one > median(waves) else "0" for one in waves)
    assert phash(picture) == int(bits, 2)


@pytest.mark.parametrize("place", range(8), ids=VARIANTS)
def test_each_variant_is_known_by_its_own_hash(place: int) -> None:
    picture = random_picture(3)
    turned = variants(picture)[place]
    assert (phash(turned), dhash(turned)) == tuple(int(words[place]) for words in hashes(picture))


def test_turned_and_mirrored_copies_are_found_as_what_they_are() -> None:
    original = photo(jpeg(scene(1)))
    told = {}
    for name, copy in {
        "turned": scene(1).rotate(90, expand=True),
        "over": scene(1).rotate(180),
        "mirrored": ImageOps.mirror(scene(1)),
        "flipped": ImageOps.flip(scene(1)),
        "other": scene(2),
    }.items():
        match = compared(
            original.phash, original.dhash, *(int(w[0]) for w in (photo(jpeg(copy)).phash, photo(jpeg(copy)).dhash))
        )
        told[name] = (match.variant if match.verdict else "", match.verdict)
    assert told == {
        "turned": ("turned_90", "same"),
        "over": ("turned_180", "same"),
        "mirrored": ("mirrored", "same"),
        "flipped": ("mirrored_180", "same"),
        "other": ("", ""),
    }


@pytest.mark.parametrize(
    ("by_phash", "by_dhash", "verdict"),
    [
        *((6, 40, "same"), (40, 5, "same"), (7, 6, "look"), (11, 12, "look"), (17, 6, "look")),
        *((12, 12, ""), (7, 17, ""), (40, 6, "")),
    ],
)
def test_verdict_stands_at_its_thresholds(by_phash: int, by_dhash: int, verdict: str) -> None:
    assert Match(0, "plain", by_phash, by_dhash).verdict == verdict


@pytest.mark.parametrize(
    ("brightness", "spread", "fault"),
    [
        (128, 7.9, "blank"),
        (250, 0, "blank"),
        (128, 8, ""),
        (10, 3, "dark"),
        (31.9, 15.9, "dark"),
        (31.9, 16, ""),
        (32, 8, ""),
    ],
)
def test_dark_and_blank_pictures_are_told(brightness: float, spread: float, fault: str) -> None:
    assert Tone(brightness, spread).fault == fault


@pytest.mark.parametrize("turned_first", [False, True])
def test_pair_tells_how_the_earlier_is_turned(turned_first: bool) -> None:
    both = [photo(jpeg(scene(1))), photo(jpeg(scene(1).rotate(90, expand=True)))]
    (pair,) = pairs(both[::-1] if turned_first else both)
    assert pair.match is not None
    assert pair.match.variant == ("turned_270" if turned_first else "turned_90")


def test_sets_fall_into_groups_and_blank_ones_stand_alone() -> None:
    first, second = jpeg(scene(1)), jpeg(scene(2))
    small = jpeg(scene(1).resize((160, 120)))
    kept = [photo(one) for one in (first, second, first, small)] + [flat(5), flat(6), flat(255)]
    assert [(pair.one, pair.other, pair.verdict) for pair in pairs(kept)] == [(0, 2, "exact"), (0, 3, "same")]
    assert [group.members for group in groups(kept)] == [[0, 2, 3]]
    twice = [flat(5), flat(5)]
    assert pairs(twice) == [Pair(0, 1)]
    assert groups([]) == groups(kept[1:2]) == []


def test_photo_is_read_as_it_was_held_and_clear_parts_as_white() -> None:
    picture = scene(4)
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    picture.rotate(90, expand=True).save(buffer, "JPEG", quality=88, exif=exif)
    match = compared(
        *hashes(grey(buffer.getvalue(), name="x")), *(int(w[0]) for w in hashes(grey(jpeg(picture), name="y")))
    )
    assert (match.variant, match.verdict) == ("plain", "same")
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    assert tone(grey(clear.getvalue(), name="z")) == Tone(255.0, 0.0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_broken"),
        (b"\xff\xd8\xff\xe0rest", "photo_broken"),
        (photo_bytes(1)[:-60], "photo_broken"),
        (jpeg(scene(1))[:4000], "photo_broken"),
        (b"GIF89a" + b"\0" * 40, "photo_broken"),
        (bomb(MAX_WHOLE_PIXELS), "photo_pixels"),
        (bomb(400_000_000), "photo_pixels"),
    ],
    ids=("empty", "no picture", "png cut off", "jpeg cut off", "another kind", "too many pixels", "bomb"),
)
def test_what_cannot_be_opened_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match="“现场\\.jpg”") as refusal:
        grey(data, name="现场.jpg")
    assert refusal.value.code == code
