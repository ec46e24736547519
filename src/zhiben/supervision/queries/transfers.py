"""Reads of what was handed over to enforcement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.lifecycle.transfers import NOWHERE, OPEN
from zhiben.supervision.models import Finding, Transfer
from zhiben.supervision.vocab import ENFORCING_KINDS

OUT = ("issued", "closed")
"""States of a letter that is with the unit and stands."""


def enforcing_units(one: Finding) -> list[orgs.UnitCard]:
    """The units to which a finding can be handed over: those that may enforce where its site lies."""
    at = one.coordinates.territory
    cards = (card for card in orgs.units() if card.kind in ENFORCING_KINDS)
    return [card for card in cards if card.coordinates.territory.covers(at)]


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


def _out() -> QuerySet[Transfer]:
    return Transfer._unfiltered().filter(letter__state__in=OUT)


def prepare_transfers(found: Sequence[Transfer]) -> None:
    """Read whether the letters are out, of many hand-overs with one query."""
    out = set(_out().filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    for one in found:
        one.__dict__["_letter_is_out"] = one.pk in out


def transfers_of(one: Finding) -> list[Transfer]:
    """The hand-overs of a finding, the first in front."""
    found = list(transfers().filter(finding=one).order_by("transferred_at", "pk"))
    prepare_transfers(found)
    return found


def transfers_told_in(letter: int) -> list[Transfer]:
    """The hand-overs that a letter tells of, whatever the scope."""
    return list(Transfer._unfiltered().filter(letter=letter).select_related("finding__visit"))


def with_the_unit(one: Transfer) -> QuerySet[Transfer]:
    """Other hand-overs of the same visit that are with the same unit: by a letter that is out, or signed for."""
    rows = Transfer._unfiltered().filter(finding__visit=one.finding.visit_id, unit=one.unit_id).exclude(pk=one.pk)
    return rows.exclude(state__in=NOWHERE).exclude(Q(state="sent") & ~Q(letter__state__in=OUT))


def with_enforcement() -> Exists:
    """Whether a finding of the outer query is with an enforcement unit: by a letter that is out, signed for, or dealt
    with to its end. What came back, or became no case, is the office's again."""
    rows = Transfer._unfiltered().filter(finding=OuterRef("pk"))
    return Exists(rows.filter(Q(state__in=("received", "filed", "concluded")) | Q(state="sent", letter__state__in=OUT)))


def handed_over(findings: Collection[int]) -> set[int]:
    """Of which findings (ids) something is still to come from the enforcement unit, whatever the scope."""
    rows = Transfer._unfiltered().filter(finding__in=list(findings), state__in=OPEN)
    return set(rows.values_list("finding", flat=True))


def standing_of(found: Sequence[Transfer]) -> Transfer | None:
    """Of the hand-overs of one finding the one by which it is with an enforcement unit, or is to be; None where there
    is none."""
    return next((one for one in reversed(found) if one.state in (*OPEN, "concluded")), None)


def transfer_tally() -> Counter[str]:
    """How many hand-overs in scope stand in which state; under `unsent` and not under `sent` those whose letter is
    still to be issued, under `late` those whose letter is out and that nobody has signed for in time."""
    found = Counter(Transfer.objects.order_by().values_list("state", flat=True))
    found["unsent"] = Transfer.objects.filter(state="sent").exclude(pk__in=_out()).count()
    found["sent"] -= found["unsent"]
    late = Transfer.objects.filter(state="sent", receipt_due__lt=clock.today(), pk__in=_out())
    found["late"] = late.count()
    return found
