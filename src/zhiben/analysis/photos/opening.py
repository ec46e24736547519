"""From a file's bytes to pixels: the only place that has the picture library unpack what somebody sent. A picture's
declared size is looked at before; what can't be opened is refused with the reason."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from zhiben.analysis.photos.hashing import SIDE, Grey
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS, MAX_WHOLE_PIXELS = 120_000_000, 50_000_000
"""Phones take up to 108 million pixels; what declares more is a bomb or no photo. An ordinary JPEG is unpacked at a
fraction of its size; what has to be unpacked whole may have fewer, since a few bytes can stand for them all."""

ORIENTATION = 0x0112

FORMATS = ("JPEG", "PNG", "HEIF")


@contextmanager
def opened(data: bytes, *, name: str, whole: int = MAX_WHOLE_PIXELS) -> Iterator[Image]:
    """The picture in `data`, which people call `name`, not yet unpacked. Raises Refused for what is no picture, has too
    many pixels (`whole`: of what must be unpacked whole), or turns out to be cut off while the caller unpacks it."""
    from PIL import Image

    _know_heif()
    try:
        with warnings.catch_warnings():
            # The library warns of size and of odd headers; the limit is ours, and the rest is the reader's to bear.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _must_be_small_enough(picture, name, whole)
                yield picture
    except Refused:
        raise
    except Image.DecompressionBombError as bomb:
        raise _too_large(name, MAX_WHOLE_PIXELS) from bomb
    # The library's decoders raise almost anything over a damaged file.
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, EOFError) as broken:
        raise _broken(name) from broken
    except (MemoryError, RuntimeError, AttributeError, ArithmeticError) as broken:
        raise _broken(name) from broken


def upright_size(picture: Image) -> tuple[int, int]:
    """Width and height as it was held, before anything is unpacked."""
    width, height = picture.size
    return (height, width) if _orientation(picture) >= 5 else (width, height)


def upright(picture: Image) -> Image:
    """The picture as it was held, without what the camera wrote into it."""
    from PIL.Image import Transpose

    way = _WAYS[_orientation(picture)]
    turned = picture.transpose(Transpose[way]) if way else picture
    return turned if turned.mode in ("RGB", "L") else _on_white(turned)


_WAYS = (
    *("", "", "FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM"),
    *("TRANSPOSE", "ROTATE_270", "TRANSVERSE", "ROTATE_90"),
)
"""By what a camera writes of how it was held, 1 to 8."""


def _orientation(picture: Image) -> int:
    try:
        written = picture.getexif().get(ORIENTATION)
    except Exception:
        return 1  # a damaged block raises almost anything, and the picture may be whole
    return written if isinstance(written, int) and 1 <= written < len(_WAYS) else 1


def grey_of(picture: Image) -> Grey:
    """The upright picture squeezed into a square of grey, unpacked no larger than needed."""
    from PIL.Image import Resampling

    picture.draft("L", (2 * SIDE, 2 * SIDE))
    square = upright(picture).convert("L").resize((SIDE, SIDE), Resampling.BOX)
    return np.asarray(square, dtype=np.float32)


def grey(data: bytes, *, name: str) -> Grey:
    """The same from a file's bytes. Raises Refused as `opened` does."""
    with opened(data, name=name) as picture:
        return grey_of(picture)


def _on_white(picture: Image) -> Image:
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


@cache
def _know_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()


def _must_be_small_enough(picture: Image, name: str, whole: int) -> None:
    in_parts = picture.format in ("JPEG", "MPO") and not picture.info.get("progressive")
    most = MAX_PIXELS if in_parts else whole
    if picture.width * picture.height > most:
        raise _too_large(name, most)


def _too_large(name: str, most: int) -> Refused:
    millions = most // 1_000_000
    sentence = N_("图片“{name}”的像素过多（限{millions}百万），请缩小后再上传")
    return Refused(sentence, code="photo_pixels", name=name, millions=millions)


def _broken(name: str) -> Refused:
    return Refused(N_("图片“{name}”打不开或不完整，请重新拍照或另存后再上传"), code="photo_broken", name=name)
