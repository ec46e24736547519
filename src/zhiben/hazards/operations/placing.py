"""Where a hazard lies and which units take part in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import JUDGED
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import lies_at_sites, restamps

LABEL = "hazards.hazard"


def take_part(hazard: Hazard, part: str, unit: int) -> None:
    """Let `unit` take part in `hazard` as `part`; doing so twice is doing so once."""
    row = part_in(hazard, part, unit, orgs.unit_coordinates([unit])[unit], state=hazard.state, due=hazard.due)
    Participation.objects.bulk_create([row], ignore_conflicts=True)
    hazard.__dict__.pop("_participants", None)


def leave(hazard: Hazard, part: str) -> None:
    """Nobody takes part as `part` any longer."""
    Participation.objects.filter(model=LABEL, record=hazard.pk, part=part).delete()
    hazard.__dict__.pop("_participants", None)


def hand_on(hazard: Hazard, part: str, afterwards: str) -> None:
    """Whoever takes part as `part` does so as `afterwards` from now on."""
    rows = Participation.objects.filter(model=LABEL, record=hazard.pk)
    units = list(rows.filter(part=part).values_list("unit", flat=True))
    leave(hazard, part)
    for unit in units:
        take_part(hazard, afterwards, unit)


def _come_together(hazards: Sequence[Hazard], actor: Actor, at: datetime) -> None:
    """What two entries of one site had hidden: a hazard that had come back under the other one."""
    for hazard in hazards:
        if hazard.relapse_of_id is not None or hazard.state not in JUDGED:
            continue
        if (before := queries.closed_before_at_same(hazard)) is not None:
            amend([hazard], at=at, relapse_of_id=before)
            audit.record("find_relapse", actor, subject=(LABEL, hazard.pk), facts={"relapse_of": before}, at=at)


restamps(Hazard)
lies_at_sites(Hazard, _come_together)
