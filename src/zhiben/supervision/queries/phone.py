"""Reads of what phones have told."""

from __future__ import annotations

from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Finding, PhoneAct, PhoneVersion, Shot, Visit
from zhiben.supervision.vocab import Act


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
    return frozenset(str(key) for key in listed) if isinstance(listed, list) else None
