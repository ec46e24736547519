"""What waits for whom of tips. Whose something is stands in the question, not after it: what waits for others would
hide it otherwise, the longer the more."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.scope.query import NOTHING, subtree
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor, Grant, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.tips import policy
from zhiben.tips.lifecycle import OPEN
from zhiben.tips.models import PublicTip, Recheck, Reward, Verification, Word, late, load_verifiers
from zhiben.tips.queries.reading import tips
from zhiben.tips.vocab import VERIFIERS


def tips_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """The tips whose next step is this person's; an answered one waits until nobody can doubt it any more."""
    doubtable = Q(state="answered", may_reopen_until__gte=clock.today())
    office = Q(state__in=[one for one in OPEN if one != "verifying"]) & _up_to(actor)
    units = [one.unit for one in actor.grants if one.role in VERIFIERS and one.unit]
    given = Q(state="verifying", unit__in=units) & ~Exists(_stood_after(_verified_by(actor, OuterRef("pk"))))
    rows = list(tips().filter(office | given).exclude(doubtable).order_by("received_at", "pk")[:limit])
    load_verifiers(rows)
    found = waiting(rows, actor)
    return [Waiting(one.record, one.step, due=one.record.due, first=one.record.is_late) for one in found]


def words_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """What reporters have added and nobody of the office has read."""
    mine = PublicTip.objects.filter(_up_to(actor)).order_by().values("pk")
    fresh = Word.objects.filter(from_reporter=True, noted_at=None, tip__in=mine).select_related("tip")
    rows = [one for one in fresh.order_by("at", "pk")[:limit] if policy.handles(actor, one.tip)]
    return [Waiting(one, N_("看举报人补充"), since=one.at) for one in rows]


def rewards_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """Rewards that wait for a leader."""
    mine = NOTHING
    for one in _holding(actor, Role.OFFICE_LEADER):
        around = Q(tip__in=PublicTip.objects.filter(subtree(one.at)).order_by().values("pk"))
        mine |= around & ~Q(proposed_by=actor.id) if one.substitute_for else around
    rows = Reward.objects.filter(mine, state="proposed").select_related("tip").order_by("proposed_at", "pk")
    return waiting(rows[:limit], actor)


def rechecks_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """Drawn tips that wait for this person to go and look."""
    around = NOTHING
    for one in _holding(actor, *policy.GOING_OUT):
        around |= subtree(one.at)
    near = PublicTip.objects.filter(around).order_by().values("pk")
    waiting_ones = Recheck.objects.filter(state="drawn", tip__in=near).exclude(verifier_unit__in=actor.units)
    others = waiting_ones.exclude(Exists(_verified_by(actor, OuterRef("tip"))))
    rows = list(others.select_related("tip").order_by("drawn_at", "pk")[:limit])
    load_verifiers([row.tip for row in rows])
    return waiting([one for one in rows if policy.goes_out(actor, one)], actor, N_("到现场复核"))


def _holding(actor: Actor, *roles: str) -> list[Grant]:
    return [one for one in actor.grants if one.role in roles]


def _up_to(actor: Actor) -> Q:
    """The tips of which the next step is the person's own office's: the one that has accepted it, or before that the
    district's; the city's where it lies in no district, or the district is late."""
    found = NOTHING
    for one in _holding(actor, Role.OFFICE_OFFICER):
        free = Q(office=0) if one.level >= Level.DISTRICT else Q(office=0) & (late() | Q(district=0))
        found |= subtree(one.at) & (free | Q(office=one.unit))
    return found


def _verified_by(actor: Actor, tip: OuterRef) -> QuerySet[Verification]:
    """Verifications of a tip that the person, or somebody for whom it stands in, has made."""
    people = list(actor.people)
    return Verification._unfiltered().filter(Q(verifier__in=people) | Q(verifier_for__in=people), tip=tip)


def _stood_after(made: QuerySet[Verification]) -> QuerySet[Verification]:
    """Those of them that stood, or that came before one of the same tip that did."""
    stood = Verification._unfiltered().filter(verified_at__isnull=False, sent_back_at__isnull=True)
    return made.filter(Exists(stood.filter(tip=OuterRef("tip"), number__gte=OuterRef("number"))))
