"""Reads of tips and of what was told of them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from zhiben.foundation.files import attached
from zhiben.foundation.files.models import Attachment
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind
from zhiben.tips.lifecycle import OPEN
from zhiben.tips.models import PublicTip, Reward, Verification, Word, late
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


def is_near(card: UnitCard, tip: PublicTip) -> bool:
    """True for the street and the district of a tip and the departments of its line: those that it is usually given
    to."""
    line = tip.coordinates.line
    return card.kind != UnitKind.DEPARTMENT or (line > 0 and card.coordinates.line == line)


def _is_around(card: UnitCard, tip: PublicTip) -> bool:
    place = card.coordinates.territory
    return place.covers(tip.coordinates) or (bool(place.street) and place.district == tip.district and not tip.street)


def standing() -> dict[str, int]:
    """How many tips in scope wait at each step, and how many are late."""
    counts = {state: Count("pk", filter=Q(state=state)) for state in OPEN}
    return PublicTip.objects.order_by().aggregate(**counts, late=Count("pk", filter=late()))
