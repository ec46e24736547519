"""Who of a team is not to be sent to a target, and why: who works on that ground, or has an interest that was noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.models import Interest, Round, Target, Team, TeamMember


def hindrances(one: Round, teams: Sequence[Team], targets: Sequence[Target]) -> dict[tuple[int, int], str]:
    """By (target, team): who of the team may not go there, and why, in words; pairs that fit are left out."""
    members = list(TeamMember._unfiltered().filter(team__in=[team.pk for team in teams]))
    grounds = orgs.grounds_held({each.person for each in members})
    places = _places([target.site_id for target in targets])
    noted = list(Interest._unfiltered().filter(office=one.office_id, ended_at__isnull=True))
    units = orgs.unit_coordinates({row.unit_id for row in noted if row.unit_id})
    names = orgs.person_names({each.person for each in members})
    found: dict[tuple[int, int], list[str]] = {}
    for target in targets:
        at = places.get(target.site_id, Coordinates())
        for each in members:
            own = grounds.get(each.person, ())
            why = _own_ground(one, own, at, target.site_id) or _noted(noted, each, target, at, units)
            if why:
                told = N_("{name}（{why}）").format(name=names.get(each.person, ""), why=why)
                found.setdefault((target.pk, each.team_id), []).append(told)
    return {pair: "、".join(told) for pair, told in found.items()}


def _places(sites: Sequence[int]) -> dict[int, Coordinates]:
    """Where sites lie, with the line that answers for their sector."""
    lines = orgs.sector_lines()
    found = {}
    for site, (at, sector) in orgs.site_grounds(sites).items():
        line, subline = lines.get(sector, (0, 0))
        found[site] = replace(at, line=line, subline=subline)
    return found


def _own_ground(one: Round, own: Sequence[Coordinates], at: Coordinates, site: int) -> str:
    """Whoever works, for whichever unit, in the part of the office's ground in which the target lies: a city's office
    sends nobody to the own district, a district's nobody to the own street."""
    if any(each.site == site for each in own):
        return N_("本单位的场所")
    level = "street" if one.district else "district"
    there = getattr(at, level)
    return N_("当地人员") if one.from_outside and there and any(getattr(each, level) == there for each in own) else ""


def _noted(
    rows: Sequence[Interest], each: TeamMember, target: Target, at: Coordinates, units: dict[int, Coordinates]
) -> str:
    for row in rows:
        if row.person != each.person:
            continue
        if row.site_id == target.site_id or (row.unit_id and units[row.unit_id].covers(at)):
            return row.reason
    return ""
