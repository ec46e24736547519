"""Who may bring records of outcomes, and take them back."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.reporting.models import Batch

BRINGING = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)

WHO_BRINGS = N_("成果记录由安委办、部门、区和街道的工作人员在各自的区域、条线内登记和导入")


def bringing(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which somebody brings records of a unit there."""
    return next((grant for role in BRINGING if (grant := actor.holding(role, place))), None)


def brings(actor: Actor) -> bool:
    """True for those who bring records, wherever it is."""
    return any(grant.role in BRINGING for grant in actor.grants)


def must_bring(actor: Actor) -> Grant | None:
    """The grant under which somebody brings a file, an own one first; none for the system. Raises NotAllowed."""
    found = sorted((one for one in actor.grants if one.role in BRINGING), key=lambda one: bool(one.substitute_for))
    if not found and actor is not SYSTEM:
        raise NotAllowed(WHO_BRINGS)
    return found[0] if found else None


def must_bring_at(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which records of a place are entered; none for the system. Raises NotAllowed."""
    found = bringing(actor, place)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("该单位或街道不在您负责的区域或条线内，不能登记"))
    return found


def withdrawing(actor: Actor, batch: Batch) -> Grant | None:
    """The grant under which somebody takes a batch back: whoever works for the unit that brought it, or the office
    above it."""
    own = next((one for one in actor.grants if one.unit == batch.unit and one.role in BRINGING), None)
    return own or actor.holding(Role.OFFICE_OFFICER, batch.coordinates)


def must_withdraw(actor: Actor, batch: Batch) -> Grant | None:
    """The grant under which a batch is taken back; none for the system. Raises NotAllowed."""
    found = withdrawing(actor, batch)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("批次由导入它的单位或上级安委办撤回"))
    return found
