"""Territories, lines, units, sectors, sites, people and their grants, liaison persons, task forces. Rows are dated: a
reorganisation closes one and opens another."""

from zhiben.orgs.models.calendar import SpecialDay
from zhiben.orgs.models.liaison import Duty, ForceMember, LiaisonConfirmation, LiaisonPerson, TaskForce
from zhiben.orgs.models.outlines import TerritoryOutline
from zhiben.orgs.models.people import GrantRow, People, Person, Substitution
from zhiben.orgs.models.structure import (
    Chain,
    ChainLink,
    Dated,
    Line,
    LinkUnit,
    Sector,
    SectorLine,
    Site,
    Territory,
    TerritoryAlias,
    Unit,
    UnitAlias,
)

__all__ = [
    "Chain",
    "ChainLink",
    "Dated",
    "Duty",
    "ForceMember",
    "GrantRow",
    "LiaisonConfirmation",
    "LiaisonPerson",
    "Line",
    "LinkUnit",
    "People",
    "Person",
    "Sector",
    "SectorLine",
    "Site",
    "SpecialDay",
    "Substitution",
    "TaskForce",
    "Territory",
    "TerritoryAlias",
    "TerritoryOutline",
    "Unit",
    "UnitAlias",
]
