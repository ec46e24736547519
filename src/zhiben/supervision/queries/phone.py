"""Reads of what phones have told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Answer, Finding, Item, PhoneAct, PhoneVersion, SeenAgain, Shot, Visit
from zhiben.supervision.vocab import Act, Again, Verdict


def versions_of(visit: Visit, finding: Finding | None = None) -> list[PhoneVersion]:
    """What was told otherwise of a visit itself, or of one of its findings; what nobody has settled first."""
    rows = PhoneVersion.objects.filter(visit=visit, finding=finding)
    return sorted(rows, key=lambda row: (row.counts is not None, row.pk))


def version_of(pk: int) -> PhoneVersion:
    """One of them. Raises NotFound."""
    found = PhoneVersion.objects.filter(pk=pk).select_related("visit", "finding").first()
    if found is None:
        raise NotFound(N_("没有找到该版本"))
    return found


def shots_of(finding: Finding) -> list[Shot]:
    """Photos of a finding that came smaller than they were taken."""
    return list(Shot.objects.filter(finding=finding).order_by("pk"))


def listed_at_signature(visit: Visit) -> frozenset[str] | None:
    """The findings, by their keys, that stood on the screen on which the visit was signed; None where it was not signed
    on a phone."""
    closing = PhoneAct.objects.filter(visit=visit, kind=Act.CLOSE).first()
    if closing is None:
        return None
    listed = closing.said.get("shown")
    if not isinstance(listed, list):
        return None
    keys = [str(key) for key in listed]
    joined = PhoneAct.objects.filter(visit=visit, person=closing.person, key__in=keys, finding__isnull=False)
    return frozenset([*keys, *joined.values_list("finding__key", flat=True)])


@dataclass(frozen=True, slots=True)
class LateWord:
    """Something that was said of an item, or of what was found before, ahead of the signature and told after it: by
    whom (person's id), when by the device, and when it came here."""

    text: str
    verdict: str
    person: int
    at: datetime
    told_at: datetime


def late_words(visit: Visit) -> list[LateWord]:
    """What phones told of a visit after its signature, and what so is no part of the signed record; findings are marked
    by themselves."""
    rows = PhoneAct.objects.filter(visit=visit, kind__in=[Act.CHECK, Act.AGAIN], finding=None)
    for model in (Answer, SeenAgain):
        rows = rows.exclude(key__in=model.objects.filter(visit=visit).values("key"))
    told = list(rows.order_by("at", "pk"))
    asked = {row.pk: int(row.said["item"]) for row in told if row.kind == Act.CHECK}
    items = Item.objects.in_bulk(list(asked.values()))
    found = []
    for row in told:
        verdict = str(row.said["verdict"])
        item = items.get(asked.get(row.pk, 0))
        text, label = (item.text, Verdict(verdict).label) if item else (N_("此前的问题"), Again(verdict).label)
        found.append(LateWord(text, label, row.person, row.at, row.told_at))
    return found
