"""A picture in 64 bits, twice: by its coarse waves (pHash) and by where it grows brighter (dHash); as it is, and in all
its turned and mirrored variants. Keeps to itself how big a picture is when it is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
"""A whole picture squeezed into SIDE x SIDE pixels of 0 (black) to 255."""

Words = NDArray[np.uint64]

SIDE = 288
"""Divides into 32 fields and into 9 by 8, so that every variant's hash is a mean over whole pixels."""

WAVES, KEPT = 32, 8

VARIANTS = ("plain", "turned_90", "turned_180", "turned_270", "mirrored", "mirrored_90", "mirrored_180", "mirrored_270")
"""Turned counter-clockwise; mirrored left to right, then turned. The order of all arrays of eight."""

BLANK_SPREAD = 8.0
"""A picture whose pixels lie this close together (standard deviation, of 255) shows nothing: a covered lens, a wall."""

DARK_BRIGHTNESS, DARK_SPREAD = 32.0, 16.0
"""A picture both this dark in the mean and this even is a night shot in which nothing can be told; noise alone spreads
less. Our defaults: analytics gives no figure, only that dark and blank pictures collide with one another."""


@dataclass(frozen=True, slots=True)
class Tone:
    """Mean and standard deviation of a picture's brightness, 0 to 255."""

    brightness: float
    spread: float

    @property
    def fault(self) -> str:
        """ "dark" or "blank" for a picture that shows nothing, and whose hashes say nothing; else ""."""
        if self.spread < BLANK_SPREAD:
            return "dark" if self.brightness < DARK_BRIGHTNESS else "blank"
        return "dark" if self.brightness < DARK_BRIGHTNESS and self.spread < DARK_SPREAD else ""


def tone(picture: Grey) -> Tone:
    """How bright a picture is and how much it varies."""
    return Tone(float(picture.mean()), float(picture.std()))


def variants(picture: Grey) -> list[Grey]:
    """The picture's eight turns and mirrors, in the order of VARIANTS."""
    return [np.rot90(side, turns) for side in (picture, np.fliplr(picture)) for turns in range(4)]


def phash(picture: Grey) -> int:
    """64 bits: which of the 8 x 8 slowest waves (DCT-II of the picture at 32 x 32) are stronger than their median."""
    waves = _COSINES @ _fields(picture, WAVES, WAVES) @ _COSINES.T
    return _word(waves > np.median(waves))


def dhash(picture: Grey) -> int:
    """64 bits: which of the 8 x 8 fields are darker than the one on their right."""
    fields = _fields(picture, KEPT, KEPT + 1)
    return _word(fields[:, 1:] > fields[:, :-1])


def hashes(picture: Grey) -> tuple[Words, Words]:
    """pHash and dHash of all VARIANTS: two arrays of eight words; the first of each is the picture's own."""
    turned = variants(picture)
    return (
        np.array([phash(one) for one in turned], np.uint64),
        np.array([dhash(one) for one in turned], np.uint64),
    )


def _fields(picture: Grey, rows: int, columns: int) -> Grey:
    """Means over rows x columns fields of the picture."""
    means: Grey = picture.reshape(rows, SIDE // rows, columns, SIDE // columns).mean(axis=(1, 3), dtype=np.float32)
    return means


def _cosines() -> Grey:
    frequency, place = np.arange(KEPT)[:, None], np.arange(WAVES)[None, :]
    return np.cos(np.pi * frequency * (2 * place + 1) / (2 * WAVES)).astype(np.float32)


_COSINES = _cosines()


def _word(bits: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits).tobytes(), "big")
