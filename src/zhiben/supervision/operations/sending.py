"""Who goes where: teams shared out over targets, with nobody sent where they have an interest; and looking at what is
sealed, which is noted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, effect, perform
from zhiben.foundation.scope.models import Confidant, let_in, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import interests, policy, queries
from zhiben.supervision.lifecycle import TARGET
from zhiben.supervision.models import Round, Target, Team, TeamMember


def share_out(one: Round, targets: Sequence[Target], *, at: datetime) -> None:
    """Give each target to the team with the fewest so far among those of which nobody has an interest there, of equal
    ones to the one with the smallest SHA-256 of target seal and team number; a target for which there is none stays
    without. Its people see it from now on."""
    teams = queries.teams_of(one)
    if not teams:
        return
    busy = Counter(Target._unfiltered().filter(round=one, team__isnull=False).values_list("team", flat=True))
    found = interests.hindrances(one, teams, targets)
    for target in targets:
        free = [team for team in teams if (target.pk, team.pk) not in found]
        if free:
            team = min(free, key=lambda team: (busy[team.pk], _lot(target, team)))
            busy[team.pk] += 1
            target.team = team
    given = [target for target in targets if target.team_id]
    Target._unfiltered().bulk_update(given, ["team"])
    _let_in(given, at)


def _lot(target: Target, team: Team) -> str:
    return hashlib.sha256(f"{target.seal}\n{team.number}".encode()).hexdigest()


def _let_in(targets: Sequence[Target], at: datetime) -> None:
    """Let the teams' people in, each target from the day on which it opens."""
    members: dict[int, list[TeamMember]] = {}
    for each in TeamMember._unfiltered().filter(team__in={target.team_id for target in targets}).order_by("pk"):
        members.setdefault(each.team_id, []).append(each)
    rows = []
    for target in targets:
        since = clock.day_start(target.opens_on) if target.opens_on else at
        goes = [each for each in members.get(target.team_id or 0, ()) if each.person not in target.round.keepers]
        rows += [let_in(target, each.person, each.unit, since) for each in goes]
    if rows:
        insert(rows)


def assign(target: Target, team: Team, *, opens_on: date | None = None, actor: Actor) -> Target:
    """Give a target to a team that sees it from `opens_on` (or at once). Raises NotAllowed, Refused naming who of the
    team has which interest there."""
    policy.must_keep(actor, target.round)
    found = interests.hindrances(target.round, [team], [target])
    if why := found.get((target.pk, team.pk)):
        raise Refused(N_("{team}不能去：{why}"), team=str(team), why=why, code="interest")
    perform(target, "assign", actor, team=team.pk, **({"opens_on": opens_on} if opens_on else {}))
    return target


@effect(TARGET, "assign")
def _assigned(change: Change) -> None:
    target: Target = change.record
    kept = target.round.keepers
    rows = unfiltered(Confidant).filter(model=target._meta.label_lower, record=target.pk)  # whoever is in is put out
    rows.exclude(person__in=kept).delete()
    target.team_id, target.opens_on = change.facts["team"], change.facts.get("opens_on")
    _let_in([target], change.at)


def look(one: Round, *, actor: Actor) -> list[Target]:
    """The targets of a round for one of its keepers; that they looked is noted. Raises NotAllowed."""
    grant = policy.must_keep(actor, one)
    found = list(queries.targets_of(one))
    for target in found:
        target.round = one
    with audit.batch():
        subject = (one._meta.label_lower, one.pk)
        audit.record("open_seal", actor, subject=subject, facts={"targets": len(found)}, grant=grant)
    return found


def note_look(target: Target, *, actor: Actor) -> None:
    """A keeper who is not of the team has opened one target: that is noted, like opening the list."""
    if actor.id in target.keepers and actor.id not in target.team_people:
        subject = (target._meta.label_lower, target.pk)
        audit.record(
            "open_seal", actor, subject=subject, facts={"targets": 1}, grant=policy.must_keep(actor, target.round)
        )
