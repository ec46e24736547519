"""A picture in 64 bits, twice: by its coarse waves (pHash) and by where it grows brighter (dHash); as it is, and in all
its turned and mirrored variants. Keeps to itself how big a picture is when it is looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.photos.toning import Tone

Grey = NDArray[np.float32]
"""A whole picture squeezed into SIDE x SIDE pixels of 0 (black) to 255."""

Words = NDArray[np.uint64]

SIDE = 288
"""Divides into 32 fields and into 9 by 8, so that every variant's hash is a mean over whole pixels."""

WAVES, KEPT = 32, 8

VARIANTS = ("plain", "turned_90", "turned_180", "turned_270", "mirrored", "mirrored_90", "mirrored_180", "mirrored_270")
"""Turned counter-clockwise; mirrored left to right, then turned. The order of all arrays of eight."""


def tone(picture: Grey) -> Tone:
    """How bright a picture is and how much it varies."""
    return Tone(float(picture.mean()), float(picture.std()))


def variants(picture: Grey) -> list[Grey]:
    """The eight turns and mirrors of a picture, or of its fields, in the order of VARIANTS."""
    return [np.rot90(side, turns) for side in (picture, np.fliplr(picture)) for turns in range(4)]


def phash(picture: Grey) -> int:
    """64 bits: which of the 8 x 8 slowest waves (DCT-II of the picture at 32 x 32) are stronger than their median."""
    return int(_waves_above_median(_fields(picture, WAVES, WAVES)[None])[0])


def dhash(picture: Grey) -> int:
    """64 bits: which of the 8 x 8 fields are darker than the one on their right."""
    return int(_growing_brighter(_fields(picture, KEPT, KEPT + 1)[None])[0])


def hashes(picture: Grey) -> tuple[Words, Words]:
    """pHash and dHash of all VARIANTS: two arrays of eight words; the first of each is the picture's own. Fields are
    turned, not the picture: those of a quarter turn are fields that lay the other way."""
    upright = variants(_fields(picture, KEPT, KEPT + 1))
    lying = variants(_fields(picture, KEPT + 1, KEPT))
    by_turn = [(upright, lying)[place % 2][place] for place in range(len(VARIANTS))]
    return _waves_above_median(np.stack(variants(_fields(picture, WAVES, WAVES)))), _growing_brighter(np.stack(by_turn))


def _waves_above_median(fields: Grey) -> Words:
    """Of each of many pictures' fields."""
    waves = (_COSINES @ fields @ _COSINES.T).reshape(len(fields), -1)
    return _words(waves > np.median(waves, axis=1, keepdims=True))


def _growing_brighter(fields: Grey) -> Words:
    return _words((fields[:, :, 1:] > fields[:, :, :-1]).reshape(len(fields), -1))


def _fields(picture: Grey, rows: int, columns: int) -> Grey:
    """Means over rows x columns fields of the picture: down first, which adds whole rows. Of whole numbers the sums are
    exact in any order."""
    high, wide = SIDE // rows, SIDE // columns
    down = picture.reshape(rows, high, SIDE).sum(axis=1, dtype=np.float32)
    sums: Grey = down.reshape(rows, columns, wide).sum(axis=2, dtype=np.float32)
    return sums / np.float32(high * wide)


def _cosines() -> Grey:
    frequency, place = np.arange(KEPT)[:, None], np.arange(WAVES)[None, :]
    return np.cos(np.pi * frequency * (2 * place + 1) / (2 * WAVES)).astype(np.float32)


_COSINES = _cosines()


def _words(bits: NDArray[np.bool_]) -> Words:
    return np.packbits(bits, axis=1).view(">u8").ravel().astype(np.uint64)
