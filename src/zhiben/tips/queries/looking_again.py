"""Reads of the second looks that rounds of supervision take at verified tips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.analysis.rates import Interval, wilson
from zhiben.foundation.scope.query import subtree
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.tips.models import PublicTip, Recheck, load_verifiers
from zhiben.tips.models.tip import CONCLUDED

TOLD = ("agrees", "differs")
"""States of a second look that says something of the verification."""

FEWEST = 5
"""From so many second looks on a rate is shown; the interval says how little that is."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the second looks of a round how many agreed with the verification, differed, could not tell, are to come."""

    agrees: int
    differs: int
    unclear: int
    drawn: int

    @property
    def told(self) -> int:
        """How many said something."""
        return self.agrees + self.differs

    @property
    def interval(self) -> Interval | None:
        """Between which limits the share of agreement lies as far as chance goes (95 %, Wilson); None without any."""
        return wilson(self.agrees, self.told) if self.told else None


def to_look_at(at: Coordinates, territories: Collection[int], since: datetime) -> dict[str, PublicTip]:
    """By number the tips below a place, of some districts or streets where any are given, that were verified from a
    moment on, stand so, and were drawn by no round since."""
    rows = PublicTip.objects.filter(subtree(at.territory), state__in=CONCLUDED, verified_at__gte=since)
    if territories:
        rows = rows.filter(Q(district__in=territories) | Q(street__in=territories))
    drawn = Recheck._unfiltered().filter(tip=OuterRef("pk"), drawn_at__gte=OuterRef("verified_at"))
    return {row.number: row for row in rows.exclude(Exists(drawn)).order_by("number")}


def rechecks_of_round(number: int) -> list[Recheck]:
    """The second looks of a round that the open scope shows, in the order in which they were drawn."""
    rows = list(Recheck.objects.filter(round=number).select_related("tip").order_by("position_no", "pk"))
    load_verifiers([row.tip for row in rows])
    return rows


def agreement_of(number: int) -> Agreement:
    """How the second looks of a round came out."""
    tally = Counter(Recheck.objects.filter(round=number).order_by().values_list("state", flat=True))
    return Agreement(tally["agrees"], tally["differs"], tally["unclear"], tally["drawn"])


def recheck_of(pk: int) -> Recheck:
    """One second look. Raises NotFound."""
    found = Recheck.objects.filter(pk=pk).select_related("tip").first()
    if found is None:
        raise NotFound(N_("没有找到该次复核"))
    return found


def rechecks_told(cut: Cut) -> QuerySet[Recheck]:
    """Second looks of the year of a cut that said something of the verification."""
    since = datetime(cut.year, 1, 1, tzinfo=clock.TZ)
    rows = Recheck.objects.filter(state__in=TOLD, checked_at__gte=since, checked_at__lt=cut.as_of)
    return rows.select_related("tip").order_by("pk")


def agreed(cut: Cut) -> QuerySet[Recheck]:
    """Those of them that agreed with it."""
    return rechecks_told(cut).filter(state="agrees")
