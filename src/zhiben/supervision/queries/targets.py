"""Reads of what is sealed: each finds what the person of the open scope is in on, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.foundation.scope.models import Confidant
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.supervision.models import Round, Target, TeamMember, Visit, VisitMember
from zhiben.supervision.queries.rounds import prepare
from zhiben.supervision.queries.visits import prepare_visits


def targets_of(one: Round) -> QuerySet[Target]:
    """The targets of a round, in the order in which they came."""
    return Target.objects.filter(round=one).select_related("site__territory", "team").order_by("place_no")


def unreached(one: Round) -> int:
    """How many of a round's targets nobody has reached yet; which ones is told to nobody by this."""
    return Target._unfiltered().filter(round=one, state="sealed").count()


def target_of(pk: int) -> Target:
    """One target. Raises NotFound for one of which the person knows nothing, like for one that there is not."""
    found = Target.objects.filter(pk=pk).select_related("team").first()
    if found is None:
        raise NotFound(N_("没有找到该督导对象"))
    prepare_targets([found])
    return found


def prepare_targets(found: Sequence[Target]) -> None:
    """Read who keeps and who goes, of many targets with two queries. The round is read beyond the scope: a team's
    people are in on the target, and need not see the round."""
    by_id = Round._unfiltered().select_related("office").in_bulk({one.round_id for one in found})
    prepare(list(by_id.values()))
    teams: dict[int, set[int]] = {one.team_id: set() for one in found if one.team_id}
    for team, person in TeamMember._unfiltered().filter(team__in=list(teams)).values_list("team", "person"):
        teams[team].add(person)
    for one in found:
        one.round = by_id[one.round_id]
        one.__dict__["_team_people"] = frozenset(teams.get(one.team_id or 0, ()))


def opened_to(target: Target, person: int) -> datetime | None:
    """Since when somebody is in on a target; None for who is not."""
    rows = Confidant.objects.filter(model=target._meta.label_lower, record=target.pk, person=person)
    return rows.values_list("since", flat=True).first()


def open_to(person: int) -> list[Target]:
    """Targets to which somebody is sent as one of the team, while nobody has signed there: those to come and those
    where the visit goes on, whether they have arrived or not."""
    mine = TeamMember._unfiltered().filter(person=person).values("team")
    begun = Visit._unfiltered().filter(target=OuterRef("pk"), state="under_way")
    rows = Target.objects.filter(Q(state="sealed") | Q(Exists(begun), state="reached"), team__in=mine)
    found = list(rows.select_related("site__territory", "team").order_by("opens_on", "place_no"))
    prepare_targets(found)
    return [one for one in found if one.round.state == "under_way"]


def signed_lately(person: int, since: datetime) -> list[tuple[Target, Visit]]:
    """Targets where somebody was and that were signed since a moment, with their visits, the latest signature first."""
    mine = VisitMember._unfiltered().filter(person=person).values("visit")
    rows = Visit._unfiltered().filter(pk__in=mine, state="closed", target__gt=0, closed_at__gte=since)
    visits = list(rows.order_by("-closed_at", "-pk"))
    prepare_visits(visits)
    found = Target.objects.filter(pk__in=[one.target for one in visits]).select_related("site__territory", "team")
    targets = {one.pk: one for one in found}
    prepare_targets(list(targets.values()))
    return [(targets[one.target], one) for one in visits if one.target in targets]


def left_for(person: int) -> list[Target]:
    """Targets to which somebody is sent and where they have not been yet, those that open first in front: nobody has,
    or a colleague's visit goes on."""
    mine = TeamMember._unfiltered().filter(person=person).values("team")
    begun = Visit._unfiltered().filter(target=OuterRef("pk"), state="under_way")
    joined = VisitMember._unfiltered().filter(person=person).values("visit")
    left = Q(state="sealed") | Q(Exists(begun.exclude(pk__in=joined)), state="reached")
    rows = Target.objects.filter(left, team__in=mine).select_related("site__territory", "team")
    found = list(rows.order_by("opens_on", "place_no"))
    prepare_targets(found)
    return found
