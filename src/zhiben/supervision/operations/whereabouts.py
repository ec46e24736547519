"""Where somebody was: the exact position of a visit is deleted after its term, that of a photo becomes coarse. What
inspections need, how far from the site somebody was, was reckoned when it was told, and stays."""

from __future__ import annotations

from datetime import datetime

from zhiben.foundation import retention
from zhiben.foundation.files.models import Photo
from zhiben.foundation.secrets.models import Secret
from zhiben.kernel.text import N_
from zhiben.supervision.models import Visit, VisitMember
from zhiben.supervision.operations.positions import FIELD, POSITION
from zhiben.supervision.vocab import COARSE

HALF_A_YEAR = 180

Told = tuple[list[str], int]
"""What went, by name, and how many a hold has kept."""


def _of_members(until: datetime) -> Told:
    visits = retention.withheld(Visit._meta.label_lower)
    kept = Secret.objects.filter(model=POSITION.model, field=FIELD)
    past = VisitMember._unfiltered().filter(arrived_at__lt=until, pk__in=kept.values("record"))
    due = dict(past.order_by("pk").values_list("pk", "visit"))
    gone = [pk for pk, visit in due.items() if visit not in visits]
    for block in retention.in_blocks(gone):
        kept.filter(record__in=block).delete()
    return [f"member {pk}" for pk in gone], len(due) - len(gone)


def _of_photos(until: datetime) -> Told:
    held = retention.withheld("foundation.storedfile")
    placed = Photo.objects.filter(file__uploaded_at__lt=until).exclude(latitude__isnull=True)
    names, left = list[str](), 0
    for pk, file, *place in list(placed.order_by("pk").values_list("pk", "file", "latitude", "longitude")):
        coarse = [round(one, COARSE) for one in place if one is not None]
        if coarse != place and file in held:
            left += 1
        elif coarse != place:
            Photo.objects.filter(pk=pk).update(latitude=coarse[0], longitude=coarse[1])
            names.append(f"photo {pk}")
    return names, left


def _coarsen(until: datetime) -> retention.Forgotten:
    (members, visits_held), (photos, photos_held) = _of_members(until), _of_photos(until)
    return retention.forgotten(members + photos, visits_held + photos_held)


retention.declare(
    retention.Kind(
        *("whereabouts", N_("人员定位和照片位置（到期改为约1公里精度，离场所的距离保留）"), HALF_A_YEAR),
        *(retention.DEFAULT, _coarsen),
        least=30,
        model=Visit._meta.label_lower,
    )
)
