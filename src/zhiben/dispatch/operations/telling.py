"""Who is told at once of a naming: the unit that it is asked for an answer and what the office made of it, the office
that a name is contested. The window is short; nobody should learn of it from the next morning's digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from zhiben.dispatch.lifecycle.naming import told
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.dispatch.vocab import ANSWERING, ASKED, CONTESTED, DECIDED
from zhiben.foundation.lifecycle import Change
from zhiben.inbox.operations import tell
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role


def asked(
    one: Round, names: Iterable[NamedUnit], places: Mapping[int, Coordinates], *, until: datetime, actor: Actor
) -> None:
    """Tell the named units that they may answer, and until when."""
    offices = orgs.offices()
    for name in names:
        place = places[name.unit_id]
        helping = [] if place.line else [found.id for found in offices if _of_the_very(place, found.coordinates)]
        units = [name.unit_id, *(unit for unit in helping if unit != one.office_id)]
        title = N_("{round}拟点名{name}，请在{until}前答复")
        _tell(ASKED, name, title.format(round=one.title, name=name, until=told(until)), units, actor)


def contested(one: Round, change: Change) -> None:
    """Tell the office that it has to decide."""
    title = N_("{round}点名有异议：{name}").format(round=one.title, name=change.record)
    _tell(CONTESTED, change.record, title, [one.office_id], change.actor, (Role.OFFICE_OFFICER,))


def decided(one: Round, change: Change) -> None:
    """Tell the unit whether it stays named; once for each decision."""
    name: NamedUnit = change.record
    title = N_("{round}{decision}：{name}").format(
        round=one.title, decision=NamedUnit.machine.label(change.target), name=name
    )
    _tell(DECIDED, name, title, [name.unit_id], change.actor, key=f"{DECIDED}:{name.pk}:{change.target}")


def _of_the_very(place: Coordinates, office: Coordinates) -> bool:
    return office.level == place.level and place.covers(office)


def _tell(
    kind: str,
    name: NamedUnit,
    title: str,
    units: Iterable[int],
    actor: Actor,
    roles: Iterable[Role] = ANSWERING,
    key: str = "",
) -> None:
    tell(
        kind,
        title,
        address=name.get_absolute_url(),
        units=units,
        roles=[role.value for role in roles],
        about=name,
        key=key,
        actor=actor,
    )
