"""Who may ask for help, tell what came of it, keep experts and marks."""

from __future__ import annotations

from zhiben.assistance.lifecycle import ANSWERED_IN, ARRANGER, HELPED
from zhiben.assistance.models import Expert, HelpRequest
from zhiben.assistance.vocab import ARRANGING, ASKING
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


def asks(actor: Actor) -> bool:
    """True for those who ask for help, wherever it is."""
    return any(grant.role in ASKING for grant in actor.grants)


def must_ask(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not asks(actor):
        raise NotAllowed(N_("帮扶由安委办、部门、区、街道的工作人员和企业联系人申请"))


def must_ask_at(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which help is asked for at a place; none for the system. Raises NotAllowed."""
    found = next((grant for role in ASKING if (grant := actor.holding(role, place))), None)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("该场所不在您负责的范围内，不能为它申请帮扶"))
    return found


def arranges(actor: Actor) -> bool:
    """True for those who keep experts and arrange visits, wherever it is."""
    return any(grant.role in ARRANGING for grant in actor.grants)


def must_arrange(actor: Actor) -> Grant | None:
    """The grant under which experts are kept and visits entered; none for the system. Raises NotAllowed."""
    found = next((grant for grant in actor.grants if grant.role in ARRANGING), None)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("专家和帮扶到场由安委办和部门的工作人员登记"))
    return found


def keeps(actor: Actor, expert: Expert) -> bool:
    """True for who arranges visits where the expert is at home, and not merely somewhere."""
    return arranging_at(actor, expert.coordinates) is not None


def must_keep(actor: Actor, expert: Expert) -> Grant | None:
    """The grant under which an expert is mended; none for the system. Raises NotAllowed."""
    found = arranging_at(actor, expert.coordinates)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("专家由登记单位及其上级安委办、部门的工作人员更正"))
    return found


def arranging_at(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which somebody enters visits at a place."""
    return next((grant for role in ARRANGING if (grant := actor.holding(role, place))), None)


def advises(actor: Actor, request: HelpRequest) -> bool:
    """True while advice may be added, for whoever arranges."""
    return request.state == "visited" and ARRANGER(actor, request).allowed


def must_advise(actor: Actor, request: HelpRequest) -> Grant | None:
    """The grant under which advice is added. Raises NotAllowed."""
    verdict = ARRANGER(actor, request)
    if not verdict.allowed:
        raise NotAllowed(N_("建议由安排帮扶的安委办或部门工作人员登记"))
    return verdict.grant


def answers(actor: Actor, request: HelpRequest) -> bool:
    """True while somebody may say what came of advice."""
    return request.state in ANSWERED_IN and HELPED(actor, request).allowed


def must_answer(actor: Actor, request: HelpRequest) -> Grant | None:
    """The grant under which it is said what came of advice. Raises NotAllowed."""
    verdict = HELPED(actor, request)
    if not verdict.allowed:
        raise NotAllowed(N_("建议由该企业或所在街道、区和安排帮扶的单位答复"))
    return verdict.grant


def is_asked(actor: Actor, request: HelpRequest) -> bool:
    """True for those on whom the answers wait: the enterprise, and the unit that asked for help."""
    wanted = (grant for grant in actor.grants if grant.role in ASKING and grant.covers(request.coordinates))
    return any(grant.role == Role.ENTERPRISE_CONTACT or grant.unit == request.asked_unit for grant in wanted)


def marking(actor: Actor) -> Grant | None:
    """The grant under which sectors are marked: an office officer's of the city."""
    return next((one for one in actor.grants if one.role == Role.OFFICE_OFFICER and one.level <= Level.CITY), None)


def must_mark(actor: Actor) -> Grant | None:
    """The same; none for the system. Raises NotAllowed."""
    found = marking(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("高风险行业领域由市安委办工作人员设定"))
    return found
