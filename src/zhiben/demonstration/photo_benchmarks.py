"""How well re-used photos are found among a thousand invented ones, how often two views of one fixed camera are taken
for one photo, and how long the search takes among a million."""

from __future__ import annotations

import io
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from zhiben.analysis.photos.grouping import Photo, pairs
from zhiben.analysis.photos.hashing import Words, hashes, tone
from zhiben.analysis.photos.opening import grey
from zhiben.analysis.photos.telling import PhotoIndex
from zhiben.demonstration.photo_scenes import scene
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.files.models import StoredFile
from zhiben.kernel import clock

if TYPE_CHECKING:
    from PIL.Image import Image

    Change = Callable[[Image, np.random.Generator], Image]

PHOTOS, REUSED, CAMERAS = 1_000, 200, 100
MILLION, AT_ONCE, TIMES, GETS = 1_000_000, 50_000, 60, 300
RECALL, PRECISION = 0.95, 0.99
"""The least that is asked for."""


def photos() -> Iterator[Benchmark]:
    """All of it, in the installation's database, which has its tables and no files yet."""
    originals = [_jpeg(scene(number)) for number in range(PHOTOS - REUSED)]
    copies = _copies()
    kept = [_kept(data) for data in (*originals, *(data for _kind, data in copies))]
    yield from _found(kept, [kind for kind, _data in copies])
    yield _fixed_cameras(kept)
    yield from _searched(kept)


def _found(kept: list[Photo], kinds: list[str]) -> Iterator[Benchmark]:
    """Copy number n is of scene number n."""
    told = {(pair.one, pair.other): pair.verdict for pair in pairs(kept)}
    true = {(number, PHOTOS - REUSED + number): kind for number, kind in enumerate(kinds)}
    hits = [pair for pair in true if pair in told]
    alone = sum(told[pair] != "look" for pair in hits)
    yield Benchmark("photos_recall", len(hits) / REUSED, "要求的最低值", RECALL, unit="")
    yield Benchmark("photos_precision", len(hits) / len(told), "要求的最低值", PRECISION, unit="")
    yield Benchmark("photos_found_without_a_look", alone / REUSED, f"{REUSED}张再用照片", 1.0, unit="")
    found = Counter(true[pair] for pair in hits)
    for kind, asked in Counter(kinds).items():
        yield Benchmark(f"photos_found_{kind}", found[kind] / asked, f"{asked}张这样再用的照片", 1.0, unit="")


def _fixed_cameras(kept: list[Photo]) -> Benchmark:
    """Not within precision: two moments before one camera are two photos, and alike by rights. Whoever reads a match
    has to know how often that is."""
    told = 0
    for number in range(CAMERAS):
        later = _kept(_jpeg(scene(number, moment=1)))
        told += bool(pairs([kept[number], later]))
    return Benchmark("photos_fixed_camera_taken_for_one", told / CAMERAS, f"{CAMERAS}对固定机位照片", 1.0, unit="")


def _searched(kept: list[Photo]) -> Iterator[Benchmark]:
    """A million hashes that gather around those of the scenes, as real ones do: every bit of a scene's is turned over
    with a chance of one in four. Even ones would be found sooner."""
    rng = np.random.default_rng(345)
    index = PhotoIndex()
    for _ in range(0, MILLION, AT_ONCE):
        index.add(*(_scattered(rng, [getattr(photo, kind)[0] for photo in kept]) for kind in ("phash", "dhash")))
    asked = [kept[int(number)] for number in rng.integers(0, PHOTOS - REUSED, TIMES)]
    ours = [milliseconds(lambda one=photo: index.alike(one.phash, one.dhash)) for photo in asked]  # type: ignore[misc]
    bare = statistics.median(_gets())
    told = f"8种翻转变体，含需人工比对的；最慢{max(ours):.1f} ms"
    yardstick = "按主键取一行（ORM）"
    yield Benchmark(
        "photos_check", statistics.median(ours), yardstick, bare, goal="P15 duplicates", limit=100.0, told=told
    )
    megabytes = index.nbytes / 2**20
    yield Benchmark(
        "photos_index_memory", megabytes, "许可的内存", 200.0, unit="MiB", goal="P15 memory", limit=1.0, told="一百万张"
    )


def _scattered(rng: np.random.Generator, around: list[np.uint64]) -> Words:
    base = np.resize(np.array(around, np.uint64), AT_ONCE)
    one, other = (rng.integers(0, 2**64, AT_ONCE, dtype=np.uint64) for _ in range(2))
    return base ^ (one & other)


def _gets() -> list[float]:
    row = StoredFile(sha256="0" * 64, size=0, name="示例.jpg", kind="jpg", uploaded_by=0, uploaded_at=clock.now())
    StoredFile.objects.bulk_create(StoredFile(**_columns(row)) for _ in range(1_000))
    keys = list(StoredFile.objects.values_list("pk", flat=True))
    return [milliseconds(lambda key=key: StoredFile.objects.get(pk=key)) for key in keys[:GETS]]  # type: ignore[misc]


def _columns(row: StoredFile) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def _kept(data: bytes) -> Photo:
    picture = grey(data, name="示例.jpg")
    return Photo(sha256(data).hexdigest(), *hashes(picture), tone(picture))


def _jpeg(picture: Image, quality: int = 88) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _copies() -> list[tuple[str, bytes]]:
    """Each of the first scenes, re-used in one of the ways, saved again."""
    rng = np.random.default_rng(543)
    ways = list(_WAYS.items())
    found = []
    for number in range(REUSED):
        kind, change = ways[number % len(ways)]
        quality = 30 if kind == "saved_again" else int(rng.integers(60, 90))
        found.append((kind, _jpeg(change(scene(number), rng), quality)))
    return found


def _resized(picture: Image, rng: np.random.Generator) -> Image:
    share = rng.uniform(0.4, 1.6)
    return picture.resize((int(picture.width * share), int(picture.height * share)))


def _brightened(picture: Image, rng: np.random.Generator) -> Image:
    from PIL import ImageEnhance

    return ImageEnhance.Brightness(picture).enhance(rng.uniform(1.15, 1.3))


def _stamped(picture: Image, rng: np.random.Generator) -> Image:
    """With a dark field of date and place, in one of the corners, as camera programs set it."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    left, top = rng.choice([0.02, 0.56]) * width, rng.choice([0.03, 0.83]) * height
    pen.rectangle((left, top, left + 0.42 * width, top + 0.14 * height), fill=(20, 20, 20))
    pen.text((left + 4, top + 4), "2024-11-02 09:31\nSHILI DATA", fill="white")
    return picture


def _cropped(picture: Image, rng: np.random.Generator) -> Image:
    """A twentieth less wide and high, from anywhere."""
    width, height = picture.size
    left, top = (int(rng.uniform(0, 0.05) * side) for side in picture.size)
    return picture.crop((left, top, left + int(0.95 * width), top + int(0.95 * height)))


def _askew(picture: Image, rng: np.random.Generator) -> Image:
    from PIL.Image import Resampling

    return picture.rotate(float(rng.choice([-3, 3])), Resampling.BICUBIC)


def _turned(degrees: int) -> Change:
    return lambda picture, _rng: picture.rotate(degrees, expand=True)


def _mirrored(picture: Image, _rng: np.random.Generator) -> Image:
    from PIL import ImageOps

    return ImageOps.mirror(picture)


_WAYS: dict[str, Change] = {
    "saved_again": lambda picture, _rng: picture,
    "resized": _resized,
    "brightened": _brightened,
    "stamped": _stamped,
    "mirrored": _mirrored,
    "turned_90": _turned(90),
    "turned_180": _turned(180),
    "turned_270": _turned(270),
    "cropped": _cropped,
    "askew": _askew,
}
