"""Which tips may be about the same thing as another: near in place and time and alike in words, or with the same photo.
Nothing is merged by itself; a person reads both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhiben.foundation.files.alike import alike
from zhiben.foundation.files.seeing import attached_in_sight
from zhiben.foundation.search.words import fold, grams
from zhiben.tips.models import PublicTip
from zhiben.tips.queries.reading import photos_of, tips
from zhiben.tips.vocab import ALIKE, LABEL, NEAR

COMPARED, SHOWN = 300, 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tip that may be about the same thing: the share of common characters and pairs in its words (0 to 1), whether
    it is of the same street, and whether it shows the same photo."""

    tip: PublicTip
    share: float
    same_street: bool
    same_photo: bool

    @property
    def percent(self) -> int:
        """The share in percent."""
        return round(self.share * 100)


def candidates(tip: PublicTip) -> list[Candidate]:
    """The likeliest doubles of a tip within the open scope, the same photo first. Call it outside of a transaction."""
    near = tips().filter(received_at__gte=tip.received_at - NEAR, received_at__lte=tip.received_at + NEAR)
    rows = near.filter(district=tip.district).exclude(pk=tip.pk).exclude(state__in=("merged", "declined"))
    photos, words = _with_its_photos(tip), _words(tip)
    found = []
    for one in [*rows[:COMPARED], *_far_ones(photos, tip)]:
        share = _share(words, _words(one))
        if share >= ALIKE or one.pk in photos:
            found.append(Candidate(one, share, one.street == tip.street and tip.street > 0, one.pk in photos))
    unique = {one.tip.pk: one for one in found}.values()
    order = sorted(unique, key=lambda one: (not one.same_photo, not one.same_street, -one.share, one.tip.pk))
    return order[:SHOWN]


def _far_ones(photos: Iterable[int], tip: PublicTip) -> list[PublicTip]:
    """Tips with the same photo, however far off."""
    wanted = [one for one in photos if one != tip.pk]
    return list(tips().filter(pk__in=wanted).exclude(state__in=("merged", "declined"))) if wanted else []


def _with_its_photos(tip: PublicTip) -> set[int]:
    """The tips, by id, in sight that show one of its reporter's photos, however turned."""
    own = [one.file.photo for one in photos_of(tip) if one.purpose == "tip" and one.file.is_photo]
    near = {one.photo for found in (alike(own) if own else {}).values() for one in found if one.verdict != "look"}
    rows = attached_in_sight(sorted(near), [LABEL]) if near else ()
    return {row.record_id for row in rows} - {tip.pk}


def _words(tip: PublicTip) -> frozenset[str]:
    return frozenset(grams(fold(f"{tip.what}{tip.address}")))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Twice what both have, of what each has (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
