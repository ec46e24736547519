"""Who may draft for which office, and see its registers."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

OFFICE = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER)


def drafting(actor: Actor) -> dict[int, Grant]:
    """The offices for which the person drafts, each with the grant that allows it."""
    return {grant.unit: grant for grant in reversed(actor.grants) if grant.role == Role.OFFICE_OFFICER and grant.unit}


def must_draft(actor: Actor, office: int) -> Grant:
    """The grant under which the person drafts for `office`. Raises NotAllowed."""
    found = drafting(actor).get(office)
    if found is None:
        raise NotAllowed(N_("只有发文安委办的经办人员能办理"))
    return found


def offices(actor: Actor) -> list[int]:
    """The offices whose registers the person sees: it works there."""
    return list(dict.fromkeys(grant.unit for grant in actor.grants if grant.role in OFFICE and grant.unit))
