"""Photos of the ledger that show the same as others where they should not: before and after of one hazard, or two
hazards. One site photographed again and again looks alike by itself, so that within it only the same picture counts; a
merely similar one counts between sites, and for less."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhiben.analysis import fabrication
from zhiben.foundation.files.alike import Alike, alike
from zhiben.foundation.files.models import Attachment, Photo
from zhiben.hazards.models import Hazard, SecondLook, SiteRecord
from zhiben.hazards.models.signals import HAZARD, PERSON
from zhiben.hazards.queries.signs import Sign, around, named, numbers_of
from zhiben.hazards.vocab import SignalKind
from zhiben.kernel.text import N_

PHOTO = "foundation.photo"
BESIDE: dict[str, Callable[[Collection[int]], QuerySet[Any, tuple[int, int]]]] = {
    "hazards.siterecord": lambda ids: SiteRecord._unfiltered().filter(pk__in=ids).values_list("pk", "hazard"),
    "hazards.secondlook": lambda ids: SecondLook._unfiltered().filter(pk__in=ids).values_list("pk", "hazard"),
}
"""What stands beside a hazard with photos of its own: of which hazard each of some rows is."""


AT_ONCE = 500
"""So many photos are compared with the ledger at a time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a photo lies: the hazard, the record beside it and for what purpose, and who put it there when."""

    photo: int
    hazard: Hazard
    spot: tuple[str, int, str]
    person: int
    at: datetime


def reused_photos(since: datetime | None = None) -> Iterator[Sign]:
    """Groups of the same picture at different spots; those attached from `since` on are compared with all."""
    by_photo: dict[int, list[Place]] = {}
    for place in _places():
        by_photo.setdefault(place.photo, []).append(place)
    asked = [pk for pk, places in by_photo.items() if since is None or any(place.at >= since for place in places)]
    pairs: dict[tuple[int, int], Alike | None] = {}
    for photo, matches in _matches(asked):
        if len({_moment(place) for place in by_photo[photo]}) > 1:
            pairs[photo, photo] = None
        for match in matches:
            both = (min(photo, match.photo), max(photo, match.photo))
            if match.photo in by_photo and _apart(by_photo, both, similar=match.verdict == "look"):
                pairs.setdefault(both, match)
    for group in fabrication.groups(list(pairs)):
        held = [match for both, match in pairs.items() if both[0] in group]
        yield _sign([place for pk in group for place in by_photo[pk]], held)


def _matches(photos: Sequence[int]) -> Iterator[tuple[int, list[Alike]]]:
    """Of each photo, by id, what is like it."""
    wanted = sorted(photos)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Photo.objects.filter(pk__in=wanted[start : start + AT_ONCE]).select_related("file").order_by("pk")
        yield from alike(list(rows)).items()


def _moment(place: Place) -> tuple[object, ...]:
    """What a photo was brought for: on one occasion, or for the same work while it went on and when it was done."""
    going_on = place.spot[2] in ("progress", "declare")
    return (place.hazard.pk, "work") if going_on else place.spot


def _apart(by_photo: dict[int, list[Place]], both: tuple[int, int], *, similar: bool) -> bool:
    """True for similar ones of different sites, and for the same ones unless all of it was put to one spot: photos of
    one visit may look alike."""
    one, other = (by_photo[pk] for pk in both)
    if similar:
        return {place.hazard.site_id for place in one}.isdisjoint(place.hazard.site_id for place in other)
    return len({place.spot for place in (*one, *other)}) > 1


def _places() -> Iterator[Place]:
    """Where every photo of the ledger lies."""
    rows = Attachment.objects.filter(model__in=[HAZARD, *BESIDE], file__photo__isnull=False).order_by("pk")
    found = list(rows.values_list("file__photo", "model", "record_id", "purpose", "attached_by", "attached_at"))
    hazard_of: dict[tuple[str, int], int] = {}
    for model, rows_beside in BESIDE.items():
        ids = {row[2] for row in found if row[1] == model}
        hazard_of |= {(model, pk): hazard for pk, hazard in rows_beside(ids)}
    hazards = Hazard._unfiltered().in_bulk({hazard_of.get((row[1], row[2]), row[2]) for row in found})
    for photo, model, record, purpose, person, at in found:
        if (hazard := hazards.get(hazard_of.get((model, record), record))) is not None:
            yield Place(photo, hazard, (model, record, purpose), person, at)


def _sign(held: Sequence[Place], matches: Sequence[Alike | None]) -> Sign:
    own = {place.hazard.pk: place.hazard for place in held}
    near = [match for match in matches if match is not None and match.verdict == "same"]
    similar = [match for match in matches if match is not None and match.verdict == "look"]
    exact = len(matches) - len(near) - len(similar)
    reasons = [N_("{count}对照片字节完全相同").format(count=exact)] if exact else []
    if near:
        turned = sum(one.variant != "plain" for one in near)
        told = N_("{count}对照片画面相同，其中{turned}对经过翻转或旋转") if turned else N_("{count}对照片画面相同")
        reasons.append(told.format(count=len(near), turned=turned))
    if similar:
        reasons.append(N_("{count}对照片画面相近，可能经过裁剪或转动，也可能是另一处").format(count=len(similar)))
    reasons.append(N_("固定机位、同一现场补拍也会相近；请对照原图、拍摄时间和现场核实"))
    if near:
        bits = max(min(one.phash, one.dhash) for one in near)
        reasons.append(N_("比对依据：64位画面指纹最多相差{bits}位").format(bits=bits))
    sites = len({one.site_id for one in own.values()})
    summary = (
        N_("{hazards}（{sites}处场所）用了{alike}的照片") if len(own) > 1 else N_("{hazards}的不同环节用了相同的照片")
    )
    return Sign(
        kind=SignalKind.PHOTO,
        subjects=named(PHOTO, (place.photo for place in held))
        | named(HAZARD, own)
        | named(PERSON, (place.person for place in held)),
        summary=summary.format(
            hazards=numbers_of(own.values()), sites=sites, alike=N_("相同") if exact or near else N_("相近")
        ),
        reasons=tuple(reasons),
        score=1.0 if exact else 0.9 if near else 0.5,
        place=around(one.coordinates for one in own.values()),
        unit=held[0].hazard.responsible_unit_id or 0,
        grows=PHOTO,
    )
