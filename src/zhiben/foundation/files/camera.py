"""What a camera wrote into a picture: when, where, with which device. Nothing of it is proof, and its absence no guilt:
messengers strip it. Whatever can't be read counts as not written."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from zhiben.kernel import clock

if TYPE_CHECKING:
    from PIL.Image import Image

MAKE, MODEL = 271, 272
DETAILS, PLACE = 0x8769, 0x8825
TAKEN, OFFSET = 36867, 36881
NORTH, LATITUDE, EAST, LONGITUDE = 1, 2, 3, 4
LONGEST = 60
OFFSETS = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Camera:
    """`taken_text` is the moment as it is written, with its offset if there is one; without, `taken_at` reads it on our
    own clock. Degrees north and east."""

    taken_text: str = ""
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    make: str = ""
    model: str = ""


def told_by(picture: Image) -> Camera:
    """What stands in the picture's EXIF."""
    try:
        written = picture.getexif()
        details, place = written.get_ifd(DETAILS), written.get_ifd(PLACE)
    except Exception:
        return Camera()
    taken, offset = _text(details.get(TAKEN)), _text(details.get(OFFSET))
    latitude, longitude = _degrees(place, LATITUDE, NORTH, "S", 90), _degrees(place, LONGITUDE, EAST, "W", 180)
    known = latitude is not None and longitude is not None
    return Camera(
        taken_text=f"{taken} {offset}".strip()[:LONGEST],
        taken_at=_moment(taken, offset),
        latitude=latitude if known else None,
        longitude=longitude if known else None,
        make=_text(written.get(MAKE)),
        model=_text(written.get(MODEL)),
    )


def device_moment(text: str) -> datetime | None:
    """What a device's clock said, as a browser writes it (ISO 8601 with zone); None for anything else."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return _believable(moment) if moment.tzinfo else None


def written_moment(text: str) -> Camera:
    """What a script has read in a picture's EXIF before it made a smaller one of it, as `taken_text` is written."""
    moment, _space, offset = _text(text[:LONGEST]).rpartition(" ")
    taken, zone = (moment, offset) if OFFSETS.fullmatch(offset) else (f"{moment} {offset}", "")
    at = _moment(taken.strip(), zone)
    return Camera(taken_text=f"{taken} {zone}".strip(), taken_at=at) if at else Camera()


def _moment(taken: str, offset: str) -> datetime | None:
    try:
        moment = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the zone stands apart
    except ValueError:
        return None
    return _believable(moment.replace(tzinfo=_zone(offset) or clock.TZ))


def _zone(offset: str) -> timezone | None:
    try:
        minutes = int(offset[1:3]) * 60 + int(offset[4:6])
        return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
    except (ValueError, IndexError):
        return None


def _believable(moment: datetime) -> datetime | None:
    """A clock that was never set says 1970 or 0000; databases end before year 9999 does in every zone."""
    return moment if 1990 <= moment.year <= 2200 else None


def _text(value: Any) -> str:
    text = value.decode("ascii", "ignore") if isinstance(value, bytes) else str(value or "")
    return "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()[:LONGEST]


def _degrees(place: Mapping[int, Any], key: int, side_key: int, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in place[key])
        found = degrees + minutes / 60 + seconds / 3600
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    if not math.isfinite(found) or not 0 <= found <= most:
        return None
    return round(-found if _text(place.get(side_key)).upper() == negative else found, 6)
