"""Reads of tips, what was told of them, and what waits for whom."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from zhiben.foundation.files import attached
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind
from zhiben.tips import policy
from zhiben.tips.lifecycle import OPEN
from zhiben.tips.models import PublicTip, Reward, Verification, Word, load_verifiers
from zhiben.tips.vocab import LABEL

VERIFYING_UNITS = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)


def tips() -> QuerySet[PublicTip]:
    """The tips within the open scope, the newest first."""
    return PublicTip.objects.select_related("sector").order_by("-received_at", "-pk")


def tip_of(pk: int) -> PublicTip:
    """One tip. Raises NotFound."""
    found = tips().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该举报"))
    return found


def tip_numbered(number: str) -> PublicTip | None:
    """The tip of that number, if the open scope shows it."""
    return tips().filter(number=number.strip().upper()).first()


def doubles_of(tip: PublicTip) -> list[PublicTip]:
    """The tips that are handled together with this one, the earliest first."""
    return list(tips().filter(same_as=tip.pk).order_by("received_at", "pk"))


def verifications_of(tip: PublicTip) -> list[Verification]:
    """Each verification of a tip, the first in front."""
    return list(Verification.objects.filter(tip=tip.pk).order_by("number"))


def words_of(tip: PublicTip) -> list[Word]:
    """What was said between the office and the reporters of a tip and of those handled with it, in order of time."""
    rows = Word.objects.filter(Q(tip=tip.pk) | Q(tip__same_as=tip.pk)).select_related("tip")
    return list(rows.order_by("at", "pk"))


def photos_of(tip: PublicTip) -> list[Attachment]:
    """The photos of a tip, its reporter's and its verifier's."""
    return list(attached(LABEL, tip.pk))


def rewards_of(tip: PublicTip) -> list[Reward]:
    """The rewards that were proposed for a tip, the newest first."""
    return list(Reward.objects.filter(tip=tip.pk).select_related("tip").order_by("-proposed_at", "-pk"))


def reward_of(pk: int) -> Reward:
    """One reward. Raises NotFound."""
    found = Reward.objects.filter(pk=pk).select_related("tip").first()
    if found is None:
        raise NotFound(N_("没有找到该奖励"))
    return found


def units_for(tip: PublicTip) -> list[UnitCard]:
    """The units that may be given a tip to verify: the departments, the district and the street around it; departments
    of its line first."""
    here = tip.coordinates
    cards = [one for one in orgs.units(*VERIFYING_UNITS) if _is_around(one, tip)]
    return sorted(
        cards, key=lambda one: (bool(here.line) and one.coordinates.line != here.line, -one.coordinates.level)
    )


def _is_around(card: UnitCard, tip: PublicTip) -> bool:
    place = card.coordinates.territory
    return place.covers(tip.coordinates) or (bool(place.street) and place.district == tip.district and not tip.street)


def standing() -> dict[str, int]:
    """How many tips in scope wait at each step, and how many are late."""
    today = clock.today()
    late = Q(state="received", accept_by__lt=today) | Q(state="verifying", verify_by__lt=today)
    counts = {state: Count("pk", filter=Q(state=state)) for state in OPEN}
    return PublicTip.objects.order_by().aggregate(**counts, late=Count("pk", filter=late))


def tips_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """The tips whose next step is this person's; an answered one waits until nobody can doubt it any more."""
    doubtable = Q(state="answered", may_reopen_until__gte=clock.today())
    rows = list(tips().filter(state__in=OPEN).exclude(doubtable).order_by("received_at", "pk")[:limit])
    load_verifiers(rows)
    found = waiting([one for one in rows if policy.is_up_to(actor, one)], actor)
    return [Waiting(one.record, one.step, due=one.record.due, first=one.record.is_late) for one in found]


def words_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """What reporters have added and nobody of the office has read."""
    rows = Word.objects.filter(from_reporter=True, noted_at=None).select_related("tip").order_by("at", "pk")
    mine = [one for one in rows[:limit] if policy.handles(actor, one.tip) and policy.is_up_to(actor, one.tip)]
    return [Waiting(one, N_("看举报人补充"), since=one.at) for one in mine]


def rewards_waiting(actor: Actor, limit: int) -> list[Waiting]:
    """Rewards that wait for a leader."""
    rows = Reward.objects.filter(state="proposed").select_related("tip").order_by("proposed_at", "pk")
    return waiting(rows[:limit], actor)
