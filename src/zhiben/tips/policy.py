"""Who handles tips, reads who told one, and proposes and pays rewards."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.tips.lifecycle import OFFICE, PAYER, RECHECKER, VERIFIER
from zhiben.tips.models import PublicTip, Recheck, Reward

GOING_OUT = (Role.INSPECTOR, Role.OFFICE_OFFICER)
"""Whom drawn tips wait for."""


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


def why_no_reward(tip: PublicTip) -> str:
    """Why no reward can be proposed for a tip as it stands; "" where one can."""
    if not tip.is_rewarded:
        return N_("核查属实或部分属实以后才能提出奖励")
    if Reward._unfiltered().filter(tip=tip.pk).exclude(state="refused").exists():
        return N_("这件举报的奖励已经提出")
    return ""


def must_pay(actor: Actor, reward: Reward) -> Grant | None:
    """The grant under which a payment is recorded. Raises NotAllowed."""
    verdict = PAYER(actor, reward)
    if not verdict.allowed:
        raise NotAllowed(verdict.why)
    return verdict.grant


def pays(actor: Actor, reward: Reward) -> bool:
    """True for whom the payment of an approved reward waits."""
    return reward.state == "approved" and PAYER(actor, reward).allowed


def why_another_pays(actor: Actor, reward: Reward) -> str:
    """What an officer is told who proposed a reward and would otherwise pay it; "" for everybody else."""
    waits = reward.state in ("proposed", "approved")
    mine = OFFICE(actor, reward).allowed and not PAYER(actor, reward).allowed
    return N_("您提出的奖励，须由另一位工作人员登记领取") if waits and mine else ""


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
