"""Who reads scores before they are told: the office that scores. Who may begin what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.appraisal.vocab import ANSWERING
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.appraisal.models import Card, Run, Scheme

TELLING = ("told", "decided", "final")
"""States of a run in which units know their scores."""

OFFICE = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER, Role.AUDITOR)


def must_run(actor: Actor, office: int) -> Grant:
    """The grant by which somebody works as an officer of the office. Raises NotAllowed."""
    grant = orgs.offices_run(actor).get(office)
    if grant is None:
        raise NotAllowed(N_("只有本安委办的经办人员能办理"))
    return grant


def is_of_the_office(actor: Actor, scheme: Scheme) -> bool:
    """Reads what lies on the desk of the office that scores: it works there, in an office above it, or audits it."""
    return any(grant.role in OFFICE and grant.covers(scheme.coordinates) for grant in actor.reading_grants())


def sees_scores(actor: Actor, run: Run) -> bool:
    """The office at any time, units from when they were told."""
    return run.state in TELLING or is_of_the_office(actor, run.scheme)


def speaks_for(actor: Actor, unit: int) -> bool:
    """Answers for the unit."""
    return any(grant.unit == unit and grant.role in ANSWERING for grant in actor.grants)


def must_speak_for(actor: Actor, card: Card) -> Grant:
    """The grant by which somebody answers for the card's unit. Raises NotAllowed."""
    for grant in actor.grants:
        if grant.unit == card.unit_id and grant.role in ANSWERING:
            return grant
    raise NotAllowed(N_("只有被考评单位的人员能填写自评"))


def objecting(actor: Actor) -> Grant | None:
    """The grant by which somebody may object to what is shown: of a unit for which they answer, or of an office."""
    answering = (one for one in actor.grants if one.role in ANSWERING)
    return next(iter((*answering, *orgs.offices_run(actor).values())), None)


def must_object(actor: Actor) -> Grant:
    """The same. Raises NotAllowed."""
    grant = objecting(actor)
    if grant is None:
        raise NotAllowed(N_("只有安委办和被考评单位的人员能提出异议"))
    return grant


def works_for(actor: Actor, office: int) -> bool:
    """Works at that office, or leads it."""
    return office in orgs.offices_run(actor) or office in orgs.offices_led(actor)
