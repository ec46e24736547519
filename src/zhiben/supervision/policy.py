"""Who plans supervision for an office, and who is in on what is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.permission import other_than
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision.lifecycle.rounds import KEEPER
from zhiben.supervision.lifecycle.visits import SENDER

if TYPE_CHECKING:
    from zhiben.supervision.models import Finding, Round, Visit

JUDGE = SENDER & other_than("recorded_by", label=N_("记录人"))
"""Who says what photos older than the visit are worth."""

GOING_OUT = (
    Role.INSPECTOR,
    Role.OFFICE_LEADER,
    Role.OFFICE_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.STREET_OFFICER,
)
"""The roles in which somebody can be sent out; an inspector's before others, where somebody holds several."""


def own_office(actor: Actor, sentence: str) -> int:
    """The office for which somebody works as an officer, the highest of several. Raises NotAllowed with a sentence."""
    offices = [*orgs.offices_run(actor)]
    if not offices:
        raise NotAllowed("{why}", why=sentence)
    return offices[-1]


def must_plan(actor: Actor, office: int) -> Grant:
    """The grant under which somebody plans for an office. Raises NotAllowed."""
    found = orgs.offices_run(actor).get(office)
    if found is None:
        raise NotAllowed(N_("须为该安委办的经办人员才能筹备督导"))
    return found


def must_keep_checklists(actor: Actor, office: int) -> Grant:
    """The grant under which somebody keeps an office's checklists. Raises NotAllowed."""
    found = orgs.offices_run(actor).get(office)
    if found is None:
        raise NotAllowed(N_("检查表由安委办的经办人员建立、修改"))
    return found


def must_judge_photos(actor: Actor, one: Finding) -> Grant | None:
    """The grant under which the sending office, and there somebody else than who recorded a finding, says what its
    older photos are worth. Raises NotAllowed."""
    verdict = JUDGE(actor, one)
    if not verdict.allowed:
        raise NotAllowed(N_("不能认定：{why}"), why=verdict.why)
    return verdict.grant


def sees_positions(actor: Actor, one: Visit) -> bool:
    """Where exactly somebody stood is for those who were there, and for whoever works for the visiting office."""
    return actor.id in one.people or one.office_id in actor.units


def must_see_positions(actor: Actor, one: Visit) -> Grant | None:
    """The grant under which somebody asks for the exact positions of a visit. Raises NotAllowed."""
    if not sees_positions(actor, one):
        raise NotAllowed(N_("准确定位只有到场的人员和派出督导组的安委办可以查看"))
    return actor.acting_at(one.coordinates)


def may_hand_over(actor: Actor, one: Finding) -> bool:
    """Whether somebody may hand a finding over that stands, is signed, and is not with enforcement already."""
    open_to_it = one.state != "struck" and one.visit_state == "closed" and not one.handed_over
    return open_to_it and SENDER(actor, one).allowed


def must_hand_over(actor: Actor, one: Finding) -> Grant | None:
    """The grant under which an officer of the sending office hands a finding over. Raises NotAllowed."""
    verdict = SENDER(actor, one)
    if not verdict.allowed:
        raise NotAllowed(N_("不能移交：{why}"), why=verdict.why)
    return verdict.grant


def must_keep(actor: Actor, one: Round) -> Grant:
    """The grant under which one of a round's keepers acts. Raises NotAllowed."""
    verdict = KEEPER(actor, one)
    if not verdict.allowed:
        raise NotAllowed(N_("不能办理：{why}"), why=verdict.why)
    return must_plan(actor, one.office_id)
