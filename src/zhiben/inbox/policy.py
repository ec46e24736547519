"""Who may take which workbook in or out, and who keeps other people's addresses. Which rows an export holds is the
scope's affair, not this one's."""

from __future__ import annotations

from django.db.models import Q

from zhiben.foundation.scope.query import subtree
from zhiben.inbox.models import ImportAct
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.sheet import Sheet, catalogue
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

OFFICE = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER)
OF_UNITS = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)
IMPORT: dict[str, tuple[Role, ...]] = {
    "territories": (Role.SYSTEM_ADMIN,),
    "units": (Role.SYSTEM_ADMIN,),
    "workdays": (Role.SYSTEM_ADMIN,),
    "sites": (*OFFICE, Role.DISTRICT_OFFICER, Role.STREET_OFFICER),
    "hazards": OF_UNITS,
    "accident_cases": (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER),
    "street_exposures": (Role.OFFICE_OFFICER,),
    "monitoring_systems": (
        *(Role.OFFICE_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER, Role.DEPARTMENT_OFFICER),
    ),
    "tasks": (Role.OFFICE_OFFICER,),
    "liaisons": (Role.OFFICE_OFFICER,),
    "checklists": (Role.OFFICE_OFFICER,),
    "outcome_penalties": OF_UNITS,
    "outcome_works": OF_UNITS,
    **dict.fromkeys(("experts", "help_visits"), (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER)),
    "plan_measures": (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER),
}
"""Who may import a sheet; any other sheet is the office's. A leader neither enters tasks nor reports hazards."""
LOOK_ON = {"hazards": (Role.OFFICE_LEADER,), "tasks": (Role.OFFICE_LEADER,)}
"""Who sees besides what others have imported."""


def _takes_in(grant: Grant, sheet: str) -> bool:
    return grant.role in (*IMPORT.get(sheet, OFFICE), "system")


def importing(actor: Actor, sheet: Sheet) -> Grant | None:
    """The person's grant that takes this sheet in, if any does."""
    return next((grant for grant in actor.grants if _takes_in(grant, sheet.name)), None)


def working(actor: Actor, sheet: Sheet) -> Grant | None:
    """The grant for whose unit somebody works with a sheet: the one that takes it in, else the first that reads."""
    return importing(actor, sheet) or next(iter(actor.reading_grants()), None)


def acts_seen(actor: Actor) -> Q:
    """Which imports somebody sees: the own ones, and those of sheets that they could take in themselves, done where
    they do so; a leader those of the office."""
    condition = Q(person=actor.id)
    for grant in actor.grants:
        names = [name for name in catalogue() if _takes_in(grant, name) or grant.role in LOOK_ON.get(name, ())]
        condition |= Q(sheet__in=names) & subtree(grant.at)
    return condition


def undoing(actor: Actor, act: ImportAct) -> Grant | None:
    """The grant under which somebody takes an import back: one that takes the sheet in, where the import was done or
    for its own person anywhere. Each record's rules are asked besides."""
    own = act.person == actor.id
    fitting = (grant for grant in actor.grants if _takes_in(grant, act.sheet))
    return next((grant for grant in fitting if own or grant.covers(act.coordinates)), None)


def may_import(actor: Actor, sheet: Sheet) -> bool:
    """True when one of the person's roles takes this sheet in."""
    return importing(actor, sheet) is not None


def may_export(actor: Actor, sheet: Sheet) -> bool:
    """True when the sheet can be written out and the person reads business data, or administers what it lists."""
    return sheet.read is not None and (bool(actor.reading_grants()) or may_import(actor, sheet))


def may_check_totals(actor: Actor) -> bool:
    """True for everyone who reads business data: what is uploaded is neither kept nor taken in."""
    return bool(actor.reading_grants())


def sheets_for(actor: Actor) -> list[Sheet]:
    """The sheets that the person may take in or out."""
    return [one for one in catalogue().values() if may_import(actor, one) or may_export(actor, one)]


def keeps_addresses(actor: Actor) -> bool:
    """May enter somebody else's mail address, and sees what could not be delivered."""
    return any(grant.role == Role.SYSTEM_ADMIN for grant in actor.grants)


def must_keep_addresses(actor: Actor) -> None:
    """Raise NotAllowed unless the person is the system administrator."""
    if not keeps_addresses(actor):
        raise NotAllowed(N_("须为系统管理员"))
