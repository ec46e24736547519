"""Hazards that an import has brought, taken out of the ledger again with it, and brought back by a later one. Nothing
is deleted: the number stays used, and both stand in the audit ledger."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, Step, effect, perform_many
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations.effects import must_be_signed
from zhiben.hazards.operations.entering import Draft, hazard_row, must_report_at, reporting
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TOLD = ("title", "description", "site_id", "sector_id", "criterion", "found_on", "source")
"""What a report says."""

PLACE = ("province", "city", "district", "street", "line", "subline")
"""Where it lies by what it says."""


def retract_hazards(hazards: Collection[int], *, actor: Actor) -> None:
    """Take reported hazards out, all or none. Raises NotAllowed, or Refused when one is more than reported or another
    refers to it."""
    rows = list(Hazard.objects.filter(pk__in=list(hazards)).order_by("pk"))
    must_be_signed(rows)
    same = Hazard._unfiltered().filter(duplicate_of__in=[row.pk for row in rows]).select_related("duplicate_of").first()
    if same is not None and same.duplicate_of is not None:
        # The other one may lie outside the scope: only the person's own is named.
        raise Refused(
            N_("已有隐患被标为与{hazard}重复，不能撤销"), hazard=same.duplicate_of.number, code="has_duplicates"
        )
    perform_many([Step(row, "retract", actor) for row in rows])


def redraft_hazards(pairs: Sequence[tuple[Hazard, Draft]], *, actor: Actor) -> None:
    """Report retracted hazards again, as their `Draft` tells them now. Raises NotAllowed for a site outside the
    person's area."""
    places = orgs.site_places({draft.site for _hazard, draft in pairs})
    lines = orgs.sector_lines(clock.today())
    for hazard, draft in pairs:
        place = must_report_at(places.get(draft.site), actor)
        hazard.__dict__["_redrafted"] = hazard_row(draft, place, lines, reporting(actor, place[0]))
    with audit.batch():
        perform_many([Step(hazard, "redraft", actor) for hazard, _draft in pairs])
        perform_many([Step(hazard, "report", actor) for hazard, _draft in pairs])


@effect(HAZARD, "retract")
def _retracted(change: Change) -> None:
    hazard = change.record
    hazard.reporter = hazard.reporter_for = hazard.reporter_unit = 0
    hazard.reported_at, hazard.street_reported = None, False


@effect(HAZARD, "redraft")
def _redrafted(change: Change) -> None:
    if (new := change.record.__dict__.pop("_redrafted", None)) is None:
        return
    change.noted["to"] = {name: getattr(new, name) for name in TOLD}
    for name in (*TOLD, *PLACE):
        setattr(change.record, name, getattr(new, name))
