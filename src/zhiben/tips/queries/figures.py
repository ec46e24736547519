"""The sets behind the figures of tips: those of the year of a cut, as far as they had come by then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.tips.models import PublicTip, Verification
from zhiben.tips.vocab import Conclusion


def _begins(cut: Cut) -> datetime:
    return datetime(cut.year, 1, 1, tzinfo=clock.TZ)


def _last_day(cut: Cut) -> date:
    """The last day that had wholly passed by the cut."""
    return cut.as_of.astimezone(clock.TZ).date() - timedelta(days=1)


def received(cut: Cut) -> QuerySet[PublicTip]:
    """Tips that were received in the year."""
    return PublicTip.objects.filter(received_at__gte=_begins(cut), received_at__lt=cut.as_of).order_by("pk")


def due_to_decide(cut: Cut) -> QuerySet[PublicTip]:
    """Those of them that were decided upon, or should have been."""
    decided = Q(decided_at__lt=cut.as_of)
    return received(cut).filter(decided | Q(accept_by__lte=_last_day(cut)))


def decided_in_time(cut: Cut) -> QuerySet[PublicTip]:
    """Those of them that were decided upon by the end of the day by which they had to be."""
    return due_to_decide(cut).filter(decided_at__lt=cut.as_of, decided_at__date__lte=F("accept_by"))


def merged(cut: Cut) -> QuerySet[PublicTip]:
    """Tips of the year that are handled together with another."""
    return received(cut).filter(state="merged", decided_at__lt=cut.as_of)


def reopened(cut: Cut) -> QuerySet[PublicTip]:
    """Tips whose reporters had them verified again within the year."""
    return PublicTip.objects.filter(reopened_at__gte=_begins(cut), reopened_at__lt=cut.as_of).order_by("pk")


def verified(cut: Cut) -> QuerySet[Verification]:
    """Verifications that were made in the year and not sent back by then."""
    rows = Verification.objects.filter(_not_sent_back(cut), verified_at__gte=_begins(cut), verified_at__lt=cut.as_of)
    return rows.order_by("pk")


def _not_sent_back(cut: Cut) -> Q:
    return Q(sent_back_at__isnull=True) | Q(sent_back_at__gte=cut.as_of)


def found_true(cut: Cut) -> QuerySet[Verification]:
    """Those of them that found the tip true."""
    return verified(cut).filter(conclusion=Conclusion.TRUE)


def verifications_due(cut: Cut) -> QuerySet[Verification]:
    """Verifications that were given out in the year and made, or should have been; of one that was sent back the next
    counts in its place."""
    given = Q(assigned_at__gte=_begins(cut), assigned_at__lt=cut.as_of)
    rows = Verification.objects.filter(given, _not_sent_back(cut))
    return rows.filter(Q(verified_at__lt=cut.as_of) | Q(due__lte=_last_day(cut))).order_by("pk")


def verified_in_time(cut: Cut) -> QuerySet[Verification]:
    """Those of them that were made by the end of the day by which they had to be."""
    return verifications_due(cut).filter(verified_at__lt=cut.as_of, verified_at__date__lte=F("due"))
