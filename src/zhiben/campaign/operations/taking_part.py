"""Who takes part in a task besides its lead unit: whoever assists, the units of its parts, the unit of the task above,
the unit that leads what it was merged into. Each sees what it has to do with, and only as long."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.vocab import ABSORBING, ASSISTING, CARRYING, UPPER
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel.rights import Coordinates
from zhiben.orgs import queries as orgs

TASK = KeyTask._meta.label_lower


def set_assisting(task: KeyTask, units: Sequence[int]) -> None:
    """Replace the assisting units of a task."""
    Participation.objects.filter(model=TASK, record=task.pk, part=ASSISTING).exclude(unit__in=units).delete()
    places = orgs.unit_coordinates(units)
    rows = [taking_part(task, unit, places) for unit in units]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)


def taking_part(task: KeyTask, unit: int, places: dict[int, Coordinates], part: str = ASSISTING) -> Participation:
    """The unsaved row that lets a unit play a part in a task."""
    return part_in(task, part, unit, places[unit], state=task.state, due=task.due)


def take_part_across(wholes: Collection[int | None]) -> None:
    """Let the units of the parts of each whole see it, and its unit see them, and nobody else for that any more: after
    somebody else leads one of them, or a part has come or gone."""
    rows = Participation.objects.filter(model=TASK)
    for whole in KeyTask._unfiltered().filter(pk__in=[pk for pk in wholes if pk]):
        parts = list(KeyTask._unfiltered().filter(parent=whole).exclude(state__in=queries.SET_ASIDE))
        carriers = {part.lead_unit_id for part in parts}
        rows.filter(record=whole.pk, part=CARRYING).exclude(unit__in=carriers).delete()
        rows.filter(record__in=[part.pk for part in parts], part=UPPER).exclude(unit=whole.lead_unit_id).delete()
        places = orgs.unit_coordinates({whole.lead_unit_id, *carriers})
        found = [row for part in parts for row in across(whole, part, places)]
        Participation.objects.bulk_create(found, ignore_conflicts=True)


def across(above: KeyTask, part: KeyTask, places: dict[int, Coordinates]) -> list[Participation]:
    """The unit above sees the part, and the part's unit the task above."""
    return [
        taking_part(part, above.lead_unit_id, places, UPPER),
        taking_part(above, part.lead_unit_id, places, CARRYING),
    ]


def carry_no_more(part: KeyTask) -> None:
    """Let the unit of a part that is about to be cancelled not see the task above for it any more, unless it carries
    another part of it."""
    others = KeyTask._unfiltered().filter(parent=part.parent_id, lead_unit=part.lead_unit_id).exclude(pk=part.pk)
    if part.parent_id and not others.exclude(state__in=queries.SET_ASIDE).exists():
        rows = Participation.objects.filter(model=TASK, record=part.parent_id, part=CARRYING)
        rows.filter(unit=part.lead_unit_id).delete()


def read_merged(into: KeyTask, *, before: int = 0) -> None:
    """Let the lead unit of a task read what was merged into it, whatever that had taken in before included; the unit
    `before`, which led it until now, not any more."""
    found: list[KeyTask] = []
    now = [into]
    while now := list(KeyTask._unfiltered().filter(merged_into__in=[one.pk for one in now])):
        found += now
    rows = Participation.objects.filter(model=TASK, part=ABSORBING, record__in=[one.pk for one in found])
    rows.filter(unit=before).delete()
    places = orgs.unit_coordinates([into.lead_unit_id])
    parts = [taking_part(one, into.lead_unit_id, places, ABSORBING) for one in found]
    Participation.objects.bulk_create(parts, ignore_conflicts=True)
