"""Photos of findings that are older than the visit by camera or device clock, and those that papers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhiben.foundation.files import attached_to_each
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Finding, PhotoVerdict
from zhiben.supervision.vocab import PHOTO_SLACK

if TYPE_CHECKING:
    from zhiben.foundation.files.models import Attachment

ANSWERS = "answer"
"""The purpose of what a unit brings of its mending: later than the visit, and no evidence of what was found."""


@dataclass(frozen=True, slots=True)
class OlderPhoto:
    """A photo of a finding that is older than the arrival: when it was taken as the camera says, what the device's
    clock said when it was sent, when the team arrived, and what the office says of it."""

    attachment: Attachment
    taken_at: datetime | None
    device_at: datetime | None
    arrived_at: datetime
    verdict: PhotoVerdict | None

    @property
    def file(self) -> int:
        """The file's id."""
        return self.attachment.file_id

    @property
    def accepted(self) -> bool:
        """The office takes it all the same."""
        return self.verdict is not None and self.verdict.accepted


def older_photos(found: Sequence[Finding]) -> dict[int, list[OlderPhoto]]:
    """By finding its photos that are older than the arrival, in the order in which they came; two queries for all.
    The findings come with their visits."""
    told: dict[int, list[OlderPhoto]] = {}
    verdicts = {(row.finding_id, row.file): row for row in PhotoVerdict.objects.filter(finding__in=list(found))}
    for one, rows in _evidence(found):
        arrived = one.visit.arrived_at
        for row in rows:
            taken, device = row.file.photo.taken_at, row.file.photo.device_at
            if any(at and at < arrived - timedelta(minutes=PHOTO_SLACK) for at in (taken, device)):
                verdict = verdicts.get((one.pk, row.file_id))
                told.setdefault(one.pk, []).append(OlderPhoto(row, taken, device, arrived, verdict))
    return told


def older_photo(one: Finding, file: int) -> OlderPhoto:
    """One of them. Raises NotFound."""
    found = next((row for row in older_photos([one]).get(one.pk, ()) if row.file == file), None)
    if found is None:
        raise NotFound(N_("没有找到这张照片"))
    return found


def printable_photos(found: Sequence[Finding]) -> dict[int, list[Attachment]]:
    """By finding the photos that papers and other ledgers may show: those of the visit's time, and those older ones
    that the office has accepted."""
    kept_back = {(pk, row.file) for pk, rows in older_photos(found).items() for row in rows if not row.accepted}
    return {one.pk: [row for row in rows if (one.pk, row.file_id) not in kept_back] for one, rows in _evidence(found)}


def _evidence(found: Sequence[Finding]) -> list[tuple[Finding, list[Attachment]]]:
    beside = attached_to_each(Finding._meta.label_lower, [one.pk for one in found])
    return [(one, [row for row in beside[one.pk] if row.file.is_photo and row.purpose != ANSWERS]) for one in found]
