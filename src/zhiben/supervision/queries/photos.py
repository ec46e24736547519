"""Photos of findings that are older than the visit by camera or device clock, those that were used for other findings
too, and those that papers show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhiben.foundation.files import attached_to_each, attached_with
from zhiben.foundation.scope.beside import beside
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Finding, PhotoVerdict, Shot
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


@dataclass(frozen=True, slots=True)
class SamePhoto:
    """A photo of a finding that was used for others too, in the same visit or another: the ids of its files (the copy,
    and the original once it has come), its name, and those of the others that the open scope shows."""

    files: frozenset[int]
    name: str
    others: Sequence[Finding]


def same_photos(found: Sequence[Finding]) -> dict[int, list[SamePhoto]]:
    """By finding its photos whose very bytes, or whose original's, are evidence of another finding that stands. Nobody
    is refused for that, for one picture may show two things; a person is to look at it. Four queries for all."""
    pictures = _pictures(found)
    used = _used_for({sha256 for _one, files in pictures for sha256 in files})
    ids = {pk for records in used.values() for pk in records}
    standing = beside(Finding).filter(pk__in=ids).exclude(state="struck").exclude(visit__state="void")
    seen = {other.pk: other for other in standing.select_related("visit__site")} if ids else {}
    told: dict[int, list[SamePhoto]] = {}
    for one, files in pictures:
        others = sorted({pk for sha256 in files for pk in used.get(sha256, ()) if pk in seen} - {one.pk})
        rows = [row for row in files.values() if row]
        if others and rows:
            same = SamePhoto(frozenset(row.file_id for row in rows), rows[0].file.name, [seen[pk] for pk in others])
            told.setdefault(one.pk, []).append(same)
    return told


def _pictures(found: Sequence[Finding]) -> list[tuple[Finding, dict[str, Attachment | None]]]:
    """Each photo of each finding by the SHA-256s that it goes by: of what came, and of what the camera took; with what
    lies beside the finding under them."""
    taken: dict[int, dict[str, str]] = {}
    for shot in Shot._unfiltered().filter(finding__in=list(found)):
        taken.setdefault(shot.finding_id, {})[shot.original] = shot.sent
    told: list[tuple[Finding, dict[str, Attachment | None]]] = []
    for one, rows in _evidence(found):
        lying, copies = {row.file.sha256: row for row in rows}, taken.get(one.pk, {})
        pictures: dict[str, dict[str, Attachment | None]] = {}
        for sha256 in [*lying, *copies]:
            pictures.setdefault(copies.get(sha256, sha256), {})[sha256] = lying.get(sha256)
        told += [(one, files) for files in pictures.values()]
    return told


def _used_for(hashes: Collection[str]) -> dict[str, set[int]]:
    """By SHA-256 the findings, whoever may read them, of which such a photo is evidence."""
    used: dict[str, set[int]] = {}
    if not hashes:
        return used
    for row in attached_with(hashes, Finding._meta.label_lower).exclude(purpose=ANSWERS):
        used.setdefault(row.file.sha256, set()).add(row.record_id)
    for shot in Shot._unfiltered().filter(original__in=list(hashes)):
        used.setdefault(shot.original, set()).add(shot.finding_id)
    return used


def _evidence(found: Sequence[Finding]) -> list[tuple[Finding, list[Attachment]]]:
    beside = attached_to_each(Finding._meta.label_lower, [one.pk for one in found])
    return [(one, [row for row in beside[one.pk] if row.file.is_photo and row.purpose != ANSWERS]) for one in found]
