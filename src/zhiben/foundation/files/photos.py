"""What is noted of a picture when it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.foundation.files.camera import device_moment, told_by, written_moment
from zhiben.foundation.files.models import Photo

if TYPE_CHECKING:
    from zhiben.analysis.photos.hashing import Words


def look_at(data: bytes, *, name: str, device_clock: str = "", taken: str = "") -> Photo:
    """All that is noted of the picture in `data`; not saved, and beside no file yet. `taken`: what the camera wrote of
    the moment into the picture of which this is a smaller one, where this one says nothing itself. Raises Refused for
    what can't be opened, is cut off, or has too many pixels."""
    import numpy as np

    from zhiben.analysis.photos.hashing import hashes, tone
    from zhiben.analysis.photos.opening import grey_of, opened, upright_size

    with opened(data, name=name) as picture:
        camera, (width, height) = told_by(picture), upright_size(picture)
        grey = grey_of(picture)
    moment = camera if camera.taken_at else written_moment(taken)
    phash, dhash = hashes(grey)
    light = tone(grey)
    return Photo(
        width=width,
        height=height,
        taken_text=camera.taken_text or moment.taken_text,
        taken_at=moment.taken_at,
        device_at=device_moment(device_clock),
        latitude=camera.latitude,
        longitude=camera.longitude,
        make=camera.make,
        model=camera.model,
        phash=signed(phash[:1])[0],
        dhash=signed(dhash[:1])[0],
        variants=np.concatenate((phash, dhash)).astype(">u8").tobytes(),
        brightness=light.brightness,
        spread=light.spread,
    )


def signed(words: Words) -> list[int]:
    """64-bit words as databases count, with a sign."""
    found: list[int] = words.view("int64").tolist()
    return found


def words_of(photo: Photo) -> tuple[Words, Words]:
    """The eight hashes of each kind that were noted of a photo."""
    import numpy as np

    both = np.frombuffer(bytes(photo.variants), ">u8").astype(np.uint64)
    return both[:8], both[8:]
