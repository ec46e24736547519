"""Who makes forms, who fills in and who looks after what came in."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting.lifecycle import FILLER, OFFICERS
from zhiben.reporting.models import Return, ReturnForm


def issuing(actor: Actor) -> dict[int, Grant]:
    """The offices for which somebody makes forms and looks after returns, with the grant."""
    return orgs.offices_run(actor)


def must_issue(actor: Actor, office: int) -> Grant | None:
    """The grant under which somebody makes an office's forms; none for the system. Raises NotAllowed."""
    found = issuing(actor).get(office)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("报表由制发的安委办工作人员拟制"))
    return found


def keeps(actor: Actor, form: ReturnForm) -> bool:
    """True for whoever looks after a form's returns."""
    return form.office_id in issuing(actor)


def must_keep(actor: Actor, form: ReturnForm) -> Grant | None:
    """The grant under which somebody looks after a form's returns. Raises NotAllowed."""
    return must_issue(actor, form.office_id)


def fills(actor: Actor, one: Return) -> bool:
    """True for whoever fills in this return."""
    return FILLER(actor, one).allowed


def must_fill(actor: Actor, one: Return) -> Grant | None:
    """The grant under which somebody fills in a return. Raises NotAllowed."""
    verdict = FILLER(actor, one)
    if not verdict.allowed:
        raise NotAllowed(verdict.why)
    return verdict.grant


def filling_units(actor: Actor) -> list[int]:
    """The units for which somebody fills in returns, in the order of the grants."""
    return list(dict.fromkeys(grant.unit for grant in actor.grants if grant.role in OFFICERS))
