"""Who handles tips, reads who told one, and proposes and pays rewards."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.tips.lifecycle import OFFICE, PAYER, RECHECKER, VERIFIER
from zhiben.tips.models import PublicTip, Recheck, Reward

REWARDED = ("verified", "answered", "closed")
"""States of a tip, or of the one with which it is handled, from which on a reward may be proposed."""

GOING_OUT = (Role.INSPECTOR, Role.OFFICE_OFFICER)
"""Whom drawn tips wait for."""


def handles_tips(actor: Actor) -> bool:
    """True for officers of an office, wherever it is."""
    return any(grant.role == Role.OFFICE_OFFICER for grant in actor.grants)


def handles(actor: Actor, tip: PublicTip) -> bool:
    """True for an office's officer whose ground covers the tip."""
    return OFFICE(actor, tip).allowed


def must_handle(actor: Actor, tip: PublicTip) -> Grant | None:
    """The grant under which a tip is handled. Raises NotAllowed."""
    verdict = OFFICE(actor, tip)
    if not verdict.allowed:
        raise NotAllowed(N_("举报由安委办工作人员办理"))
    return verdict.grant


def identity_grant(actor: Actor, tip: PublicTip) -> Grant | None:
    """The grant under which somebody may read who told a tip: an officer of the very office that has accepted it, or of
    the unit that is verifying it, while it is; nobody else, however wide their ground."""
    of_office = (
        grant
        for grant in actor.grants
        if grant.role == Role.OFFICE_OFFICER and grant.unit == tip.office and grant.covers(tip.coordinates)
    )
    found = next(of_office, None) if tip.office else None
    return found or (VERIFIER(actor, tip).grant if tip.state == "verifying" else None)


def must_read_identity(actor: Actor, tip: PublicTip) -> Grant:
    """The same. Raises NotAllowed."""
    found = identity_grant(actor, tip)
    if found is None:
        raise NotAllowed(N_("举报人身份只有受理的安委办工作人员和承办核查的单位在核查期间才能查看"))
    return found


def is_up_to(actor: Actor, tip: PublicTip) -> bool:
    """True where the next step of a tip is the person's own office's: the one that has accepted it, or before that the
    district's; the city's where it lies in no district, or the district is late."""
    mine = [one for one in actor.grants if one.role == Role.OFFICE_OFFICER and one.covers(tip.coordinates)]
    if not mine:
        return True
    if tip.office:
        return any(grant.unit == tip.office for grant in mine)
    return tip.is_late or not tip.district or any(grant.level >= Level.DISTRICT for grant in mine)


def must_propose(actor: Actor, tip: PublicTip) -> Grant | None:
    """The grant under which a reward is proposed. Raises NotAllowed."""
    return must_handle(actor, tip)


def must_pay(actor: Actor, reward: Reward) -> Grant | None:
    """The grant under which a payment is recorded. Raises NotAllowed."""
    verdict = PAYER(actor, reward)
    if not verdict.allowed:
        raise NotAllowed(verdict.why)
    return verdict.grant


def pays(actor: Actor, reward: Reward) -> bool:
    """True for whom the payment of an approved reward waits."""
    return reward.state == "approved" and PAYER(actor, reward).allowed


def goes_out(actor: Actor, one: Recheck) -> bool:
    """True for those whom a drawn tip waits for: inspectors and offices, of another unit than its verifier's."""
    near = any(grant.role in GOING_OUT and grant.covers(one.coordinates) for grant in actor.grants)
    return near and RECHECKER(actor, one).allowed


def setting_terms(actor: Actor) -> Grant | None:
    """The grant under which terms are set: an office officer's of the city."""
    found = (grant for grant in actor.grants if grant.role == Role.OFFICE_OFFICER)
    return next((grant for grant in found if not grant.at.district), None)


def must_set_terms(actor: Actor) -> Grant | None:
    """The same; none for the system. Raises NotAllowed."""
    found = setting_terms(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("举报的期限和上限由市安委办工作人员设定"))
    return found
