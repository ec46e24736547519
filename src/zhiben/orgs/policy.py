"""Who may change the organisation and its accounts, and whose people somebody sees."""

from __future__ import annotations

from dataclasses import replace

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import ADMINISTRATORS, Role

OVERSEES = (Role.OFFICE_LEADER, Role.OFFICE_OFFICER)
"""These see the people of all units in their territory; others those of their own units."""

ENTERS_SITES = (
    Role.OFFICE_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.STREET_OFFICER,
    Role.INSPECTOR,
)


def _holds(actor: Actor, role: Role) -> bool:
    return any(grant.role == role for grant in actor.grants)


# The organisation


def must_manage_organisation(actor: Actor) -> Grant | None:
    """Divisions, units and sectors: the system administrator, an office officer of the city, or the console. The grant
    that allows it; raises NotAllowed."""
    found = managing(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("须为系统管理员或市安委办工作人员"))
    return found


def managing(actor: Actor) -> Grant | None:
    """The same grant where it is only asked for."""
    for grant in actor.grants:
        if grant.role == Role.SYSTEM_ADMIN or (grant.role == Role.OFFICE_OFFICER and not grant.at.district):
            return grant
    return None


def enters_sites(actor: Actor, place: Coordinates) -> bool:
    """May enter a site at `place`, and correct one there."""
    return actor is SYSTEM or entering(actor, place) is not None


def must_enter_sites(actor: Actor, place: Coordinates) -> None:
    """Raise NotAllowed unless the person may enter a site at `place`."""
    if not enters_sites(actor, place):
        raise NotAllowed(N_("不在您负责的区域或条线内"))


def entering(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which a person enters sites at `place`."""
    return next((grant for role in ENTERS_SITES if (grant := actor.holding(role, place))), None)


def enters_sites_in(actor: Actor, territory: Coordinates) -> bool:
    """May enter a site there, if it is of a sector of theirs."""
    held = [grant for grant in actor.grants if grant.role in ENTERS_SITES]
    return any(grant.covers(replace(territory, line=grant.at.line, subline=grant.at.subline)) for grant in held)


def merging_sites(actor: Actor, *places: Coordinates) -> Grant | None:
    """The grant under which a person says that sites at these places are one: an officer of an office around each."""
    grants = [actor.holding(Role.OFFICE_OFFICER, place) for place in places]
    return grants[0] if all(grants) else None


def must_merge_sites(actor: Actor, *places: Coordinates) -> Grant:
    """The same, where it is needed. Raises NotAllowed."""
    found = merging_sites(actor, *places)
    if found is None:
        raise NotAllowed(N_("场所由所在地安委办工作人员合并；跨区的由市安委办合并"))
    return found


# Liaison and task forces


def running(actor: Actor) -> dict[int, Grant]:
    """The offices for which the person works as an officer, each with the grant: who runs their task forces."""
    return _units_as(actor, Role.OFFICE_OFFICER)


def leading(actor: Actor) -> dict[int, Grant]:
    """The offices that the person leads, or for whose leader it stands in, each with the grant; an own one first."""
    return _units_as(actor, Role.OFFICE_LEADER)


def _units_as(actor: Actor, role: Role) -> dict[int, Grant]:
    return {grant.unit: grant for grant in reversed(actor.grants) if grant.role == role and grant.unit}


def must_run(actor: Actor, office: int) -> Grant | None:
    """The grant under which the person acts for an office; none for the system. Raises NotAllowed."""
    found = running(actor).get(office)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("须为该专班所属安委办的工作人员"))
    return found


ANSWERS_FOR = (
    *(Role.OFFICE_LEADER, Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER),
    *(Role.DISTRICT_OFFICER, Role.STREET_OFFICER),
)
"""The roles in which one says who speaks for the own unit."""


def answering(actor: Actor, unit: int) -> Grant | None:
    """The grant under which the person answers for a unit."""
    return next((grant for grant in actor.grants if grant.unit == unit and grant.role in ANSWERS_FOR), None)


def naming_liaisons(actor: Actor, unit: int, place: Coordinates) -> Grant | None:
    """The grant under which the person says who speaks for a unit: one of its own, or an officer of an office around
    it."""
    return answering(actor, unit) or actor.holding(Role.OFFICE_OFFICER, place)


def must_name_liaisons(actor: Actor, unit: int, place: Coordinates) -> Grant | None:
    """The same, where it is needed; none for the system. Raises NotAllowed."""
    found = naming_liaisons(actor, unit, place)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("须为本单位工作人员，或所在地安委办工作人员"))
    return found


# Accounts: the system administrator opens and closes them, the security administrator gives them roles, the audit
# administrator looks on (三员分立). Nobody does it to the own account.


def keeps_accounts(actor: Actor, person: int = 0) -> bool:
    """May open an account, or close that of `person`."""
    return actor is SYSTEM or (_holds(actor, Role.SYSTEM_ADMIN) and person != actor.id)


def must_keep_accounts(actor: Actor, person: int = 0) -> None:
    """Raise NotAllowed unless the person may open or close the account."""
    if not keeps_accounts(actor, person):
        raise NotAllowed(N_("须为系统管理员，且不能停用或启用本人账号"))


def assigns_roles(actor: Actor, person: int) -> bool:
    """May give roles to `person` and end them."""
    return actor is SYSTEM or (_holds(actor, Role.SECURITY_ADMIN) and person != actor.id)


def must_assign_roles(actor: Actor, person: int) -> None:
    """Raise NotAllowed unless the person may give roles to `person`."""
    if not assigns_roles(actor, person):
        raise NotAllowed(N_("须为安全管理员，且不能给本人授权"))


def names_substitutes(actor: Actor, person: int) -> bool:
    """May say who stands in for `person`: they themselves, or who assigns roles to them."""
    return (person == actor.id and bool(actor.reading_grants())) or assigns_roles(actor, person)


def must_name_substitutes(actor: Actor, person: int) -> None:
    """Raise NotAllowed unless the person may say who stands in for `person`."""
    if not names_substitutes(actor, person):
        raise NotAllowed(N_("代理由本人或安全管理员登记"))


def sees_all_accounts(actor: Actor) -> bool:
    """Accounts are no business data: the three administrators see them all."""
    return actor is SYSTEM or any(_holds(actor, role) for role in ADMINISTRATORS)


def reads_ledger_of(actor: Actor, person: int) -> bool:
    """When somebody came and went is their own affair and the administrators'."""
    return person == actor.id or sees_all_accounts(actor)


def overseeing(actor: Actor) -> list[Grant]:
    """The grants whose whole territory the person sees the people of."""
    return [grant for grant in actor.grants if grant.role in OVERSEES]
