"""Reads of what was handed over to enforcement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import F, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Finding, Transfer


def transfers() -> QuerySet[Transfer]:
    """All hand-overs in scope, without what their letters hold; those that nobody has signed for first, the most
    overdue in front."""
    rows = Transfer.objects.select_related("finding__visit__site", "office", "unit", "letter")
    return rows.defer("letter__paper_json").order_by(F("received_on").asc(nulls_first=True), "receipt_due", "pk")


def transfer_of(pk: int) -> Transfer:
    """One hand-over. Raises NotFound."""
    found = transfers().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该移交"))
    prepare_transfers([found])
    return found


def prepare_transfers(found: Sequence[Transfer]) -> None:
    """Read whether the letters are out, of many hand-overs with one query."""
    rows = Transfer._unfiltered().filter(pk__in=[one.pk for one in found], letter__state__in=("issued", "closed"))
    out = set(rows.values_list("pk", flat=True))
    for one in found:
        one.__dict__["_letter_is_out"] = one.pk in out


def transfers_of(one: Finding) -> list[Transfer]:
    """The hand-overs of a finding, the first in front."""
    return list(transfers().filter(finding=one).order_by("transferred_at", "pk"))


def transfer_tally() -> Counter[str]:
    """How many hand-overs in scope stand in which state; under `late` those that nobody has signed for in time."""
    found = Counter(Transfer.objects.order_by().values_list("state", flat=True))
    found["late"] = Transfer.objects.filter(state="sent", receipt_due__lt=clock.today()).count()
    return found
