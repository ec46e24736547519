"""How long the ledger's clocks run, and until when something is due of a listing or a request by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhiben.documents import queries as documents
from zhiben.hazards.clocks import CLOCKS
from zhiben.hazards.lifecycle import LISTING
from zhiben.hazards.models import ClockSetting, Listing, Request
from zhiben.hazards.vocab import ON_THE_LIST, RequestKind
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def clock_amount(key: str) -> int:
    """How long a clock of the ledger runs, in its own unit: what the office has set, or its default."""
    setting = ClockSetting.objects.filter(pk=key).first()
    return setting.amount if setting else CLOCKS[key].default.amount


def clock_settings() -> dict[str, ClockSetting]:
    """What the office has set, by clock."""
    return {row.key: row for row in ClockSetting.objects.all()}


def paper_of(listing: Listing, column: str) -> OfficialDocument | None:
    """The official document of a listing in one of its columns, unless it is void or withdrawn, or not seen."""
    pk = getattr(listing, f"{column}_id")
    rows = documents.documents().filter(pk=pk).exclude(state__in=("void", "withdrawn"))
    return rows.first() if pk else None


def listed_now(hazards: Iterable[int]) -> set[int]:
    """Those of the hazards that are on the list: decided upon, and not taken off it yet."""
    ids = list(hazards)
    on_it = Listing.objects.filter(hazard__in=ids, state__in=ON_THE_LIST)
    return set(on_it.values_list("hazard", flat=True)) if ids else set()


def accept_by(listing: Listing) -> date | None:
    """The day by which the listing body inspects what was asked to be accepted."""
    if listing.state != "acceptance_requested" or listing.requested_at is None:
        return None
    return listing.requested_at.astimezone(clock.TZ).date() + timedelta(days=clock_amount("acceptance"))


def file_by(listing: Listing) -> date | None:
    """The working day by which a listing is told to the office above; None once it is."""
    if listing.filed_on or listing.approved_at is None or listing.state in LISTING.final:
        return None
    return orgs.workdays().after(listing.approved_at.astimezone(clock.TZ).date(), clock_amount("filing"))


def decide_by(request: Request) -> date | None:
    """The working day by which a later deadline is granted or refused; None once it is, and for a transfer."""
    return decisions_due([request]).get(request.pk)


def decisions_due(requests: Sequence[Request]) -> dict[int, date]:
    """The same for many requests, by id."""
    open_ones = [one for one in requests if one.state == "asked" and one.kind == RequestKind.EXTEND]
    if not open_ones:
        return {}
    days, amount = orgs.workdays(), clock_amount("extension_decide")
    return {one.pk: days.after(one.asked_at.astimezone(clock.TZ).date(), amount) for one in open_ones}
