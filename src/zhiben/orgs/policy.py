"""Who may change the organisation, and who sees which people."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import ADMINISTRATORS, Role

BUSINESS_ROLES = tuple(role for role in Role if role not in ADMINISTRATORS)
ENTERS_SITES = (
    Role.OFFICE_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.STREET_OFFICER,
    Role.INSPECTOR,
)


def manages_organisation(actor: Actor) -> bool:
    """Divisions, units and sectors: the system administrator, an office officer of the city, or the console."""
    if actor is SYSTEM:
        return True
    return any(
        g.role == Role.SYSTEM_ADMIN or (g.role == Role.OFFICE_OFFICER and not g.at.district) for g in actor.grants
    )


def must_manage_organisation(actor: Actor) -> None:
    """Raise NotAllowed unless the person may change the organisation."""
    if not manages_organisation(actor):
        raise NotAllowed(N_("须为系统管理员或市安委办工作人员"))


def may_grant(actor: Actor, role: str, place: Coordinates) -> bool:
    """Business roles: the office officer whose territory covers the place. Administrators: the security
    administrator."""
    if actor is SYSTEM:
        return True
    if role in ADMINISTRATORS:
        return any(g.role == Role.SECURITY_ADMIN for g in actor.grants)
    return actor.holding(Role.OFFICE_OFFICER, place) is not None


def must_enter_sites(actor: Actor, place: Coordinates) -> None:
    """Raise NotAllowed unless the person may enter a site at `place`."""
    if actor is not SYSTEM and not any(actor.holding(role, place) for role in ENTERS_SITES):
        raise NotAllowed(N_("不在您负责的区域或条线内"))
