"""Who of a team is not to be sent to a target, and why: who works on that ground, or has an interest that was noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from zhiben.hazards import queries as hazards
from zhiben.hazards.lifecycle import FIRST
from zhiben.hazards.vocab import RecordKind
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.models import Interest, Round, Target, Team, TeamMember
from zhiben.supervision.vocab import LEAST_TEAM, FrameOf

CONFIRMS = FIRST[RecordKind.CONFIRM]
"""Who may confirm a hazard on site (区工作人员、部门工作人员、督导检查员): the ledger's own rule."""


def hindrances(one: Round, teams: Sequence[Team], targets: Sequence[Target]) -> dict[tuple[int, int], str]:
    """By (target, team): who of the team may not go there, and why, in words; pairs that fit are left out. To a hazard
    goes who can confirm it on site: two of the team at least."""
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
    for pair in _unable(one, members, targets):
        found.setdefault(pair, []).append(N_("能作现场确认的不足两人"))
    return {pair: "、".join(told) for pair, told in found.items()}


def keeps_away(target: Target, person: int, at: datetime) -> str:
    """Why somebody of the team that has a target is not to be there at a moment; "" where nothing stands against it.
    What was noted after that moment does not make it wrong that they were there."""
    member = TeamMember._unfiltered().filter(team=target.team_id, person=person).first()
    if member is None:
        return ""
    one, place = target.round, _places([target.site_id]).get(target.site_id, Coordinates())
    rows = Interest._unfiltered().filter(office=one.office_id, person=person, ended_at__isnull=True, noted_at__lte=at)
    noted = list(rows)
    units = orgs.unit_coordinates({row.unit_id for row in noted if row.unit_id})
    own = orgs.grounds_held({person}).get(person, ())
    return _own_ground(one, own, place, target.site_id) or _noted(noted, member, target, place, units)


def now_hindered(one: Round, targets: Sequence[Target]) -> dict[int, str]:
    """By target, why the team that has it is not to go there any more: of those that nobody has reached. What was noted
    after the draw makes this so. `targets` are those that the reader is in on."""
    waiting = [target for target in targets if target.state == "sealed" and target.team_id]
    teams = list(Team._unfiltered().filter(pk__in={target.team_id for target in waiting}))
    found = hindrances(one, teams, waiting) if waiting else {}
    return {row.pk: found[row.pk, row.team_id] for row in waiting if row.team_id and (row.pk, row.team_id) in found}


def _unable(one: Round, members: Sequence[TeamMember], targets: Sequence[Target]) -> list[tuple[int, int]]:
    """(target, team) where fewer than two of the team may confirm the target's hazard on site."""
    if one.frame_of != FrameOf.HAZARDS:
        return []
    found = {row.pk: row for row in hazards.hazards_by_id({target.hazard for target in targets})}
    actors = {person: orgs.actor_of(person) for person in {each.person for each in members}}
    teams: dict[int, list[int]] = {}
    for each in members:
        teams.setdefault(each.team_id, []).append(each.person)
    return [
        (target.pk, team)
        for target in targets
        if target.hazard in found
        for team, people in teams.items()
        if sum(CONFIRMS(actors[person], found[target.hazard]).allowed for person in people) < LEAST_TEAM
    ]


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
