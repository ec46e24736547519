"""Reads of the organisation that other rooms may use: who somebody is today, names for ids, the trees, and near names
for unknown ones."""

from zhiben.orgs.queries.actors import (
    actor_named,
    actor_of,
    administrators_missing,
    person_name,
    person_names,
    role_label,
    roster,
    scope_of,
    unit_of,
)
from zhiben.orgs.queries.auditing import sight_of, subjects
from zhiben.orgs.queries.dated import in_force
from zhiben.orgs.queries.holders import StandsIn, holders, people_at_work, standing_in, substitutes_of
from zhiben.orgs.queries.links import chain_links
from zhiben.orgs.queries.places import sector_lines, sectors, site_names, site_places, site_words, sites
from zhiben.orgs.queries.territory_cards import (
    DISTRICT_KINDS,
    STREET_KINDS,
    TILES,
    TerritoryCard,
    districts,
    streets,
    territory,
    territory_names,
)
from zhiben.orgs.queries.unit_cards import (
    UnitCard,
    known_unit,
    offices,
    suggest_units,
    unit,
    unit_coordinates,
    unit_name,
    unit_named,
    unit_names,
    units,
    units_by_id,
    units_under,
)
from zhiben.orgs.queries.workdays import reply_deadline, workdays

__all__ = [
    "DISTRICT_KINDS",
    "STREET_KINDS",
    "TILES",
    "StandsIn",
    "TerritoryCard",
    "UnitCard",
    "actor_named",
    "actor_of",
    "administrators_missing",
    "chain_links",
    "districts",
    "holders",
    "in_force",
    "known_unit",
    "offices",
    "people_at_work",
    "person_name",
    "person_names",
    "reply_deadline",
    "role_label",
    "roster",
    "scope_of",
    "sector_lines",
    "sectors",
    "sight_of",
    "site_names",
    "site_places",
    "site_words",
    "sites",
    "standing_in",
    "streets",
    "subjects",
    "substitutes_of",
    "suggest_units",
    "territory",
    "territory_names",
    "unit",
    "unit_coordinates",
    "unit_name",
    "unit_named",
    "unit_names",
    "unit_of",
    "units",
    "units_by_id",
    "units_under",
    "workdays",
]
