"""Who may have an analysis made: the offices, the districts and the departments, each of what it answers for."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

ASKING = (Role.OFFICE_LEADER, Role.OFFICE_OFFICER, Role.DISTRICT_OFFICER, Role.DEPARTMENT_OFFICER)
WHO = N_("分析由安委办、区政府和主管部门的人员在各自的区域、条线内要求计算")


def asks(actor: Actor, at: Coordinates) -> bool:
    """True for those who may have the ground that lies at `at` analysed."""
    return any(actor.holding(role, at) for role in ASKING)


def must_ask(actor: Actor, at: Coordinates) -> None:
    """Raises NotAllowed."""
    if not asks(actor, at):
        raise NotAllowed(WHO)
