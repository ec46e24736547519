"""Drafts: begun with what somebody has at hand, photos first; corrected by whoever began them, and reported when the
words are there. A report that its reporter has withdrawn is such a draft again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own, attached, keep_beside, must_show
from zhiben.foundation.lifecycle import amend, perform
from zhiben.hazards import policy
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations.entering import (
    Draft,
    enter_many,
    hazard_row,
    must_be_found_by,
    must_report_at,
    reporting,
)
from zhiben.hazards.operations.retracting import PLACE, TOLD
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PHOTOS = "report"
"""The purpose of the photos that a report brings."""


def save_draft(draft: Draft, *, files: Sequence[int] = (), actor: Actor) -> Hazard:
    """A hazard to be finished later; its words and photos may be missing."""
    with audit.batch():
        hazard = enter_many([draft], actor=actor)[0]
        keep_beside(files, to=("hazards.hazard", hazard.pk), actor_id=actor.id, purpose=PHOTOS)
    return hazard


def amend_draft(hazard: Hazard, draft: Draft, *, files: Sequence[int], actor: Actor) -> Hazard:
    """Let the person's own draft say what `draft` says, beside exactly these photos. Raises NotAllowed for anybody
    else's, Refused once it is reported, Conflict when it was changed meanwhile."""
    policy.must_edit_draft(actor, hazard)
    must_be_found_by(draft.found_on, draft.source, clock.today())
    places = orgs.site_places([draft.site])
    place = must_report_at(places.get(draft.site), actor)
    grant = reporting(actor, place[0])
    new = hazard_row(draft, place, orgs.sector_lines(clock.today()), grant)
    columns = [name for name in (*TOLD, *PLACE) if getattr(new, name) != getattr(hazard, name)]
    to, before = ("hazards.hazard", hazard.pk), _photos(hazard)
    if not columns and before == sorted(files):
        return hazard
    facts: dict[str, Any] = {
        "from": {name: getattr(hazard, name) for name in columns},
        "to": {name: getattr(new, name) for name in columns},
    }
    with audit.batch():
        if orgs.site_places([draft.site], held=True) != places:
            raise Conflict(N_("场所的区域或行业刚被改动，请重新办理"))
        amend([hazard], at=clock.now(), **facts["to"])
        keep_beside(files, to=to, actor_id=actor.id, purpose=PHOTOS)
        if before != (after := _photos(hazard)):
            facts |= {"photos": {"from": before, "to": after}}
        audit.record("amend_draft", actor, subject=to, facts=facts, grant=grant)
    return hazard


def report_draft(hazard: Hazard, *, files: Sequence[int] = (), actor: Actor) -> Hazard:
    """Report the person's own draft, with more photos. Raises Incomplete without words or photos, and as `perform`."""
    policy.must_edit_draft(actor, hazard)
    with audit.batch():
        attach_own(files, to=("hazards.hazard", hazard.pk), actor_id=actor.id, purpose=PHOTOS)
        must_show(_photos(hazard), field="photos")
        return perform(hazard, "report", actor)


def _photos(hazard: Hazard) -> list[int]:
    return sorted(attached("hazards.hazard", hazard.pk, PHOTOS).values_list("file", flat=True))
