"""A tip: where and what, how far it has come, and by what its reporter proves to be the one. Name, telephone
and position have no column here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.kernel import clock
from zhiben.tips.lifecycle import FOLLOWED, TIP
from zhiben.tips.vocab import CONCLUSIONS, OUTSIDE, Conclusion

CONCLUDED = ("verified", "answered", "closed")
"""States in which there is a conclusion that stands."""

DUE = {"received": "accept_by", "accepted": "assign_by", "verifying": "verify_by", "verified": "answer_by"}
"""By state the column with the day by which the next step is to be made."""


class PublicTip(Placed, Living):
    """At home where the hazard is said to be, once accepted with the line of its sector too. Offices see it for its
    place; a unit, and who stands above it, from when it is to verify it: a tip may be about any of them. `code_hash` is
    of the code that its reporter alone has; `traceable` says whether who they are or where they were is kept. `same_as`
    is the tip with which one is handled together, and whose answer it gets."""

    machine = TIP
    scope_by = Home(participation=True, outside=OUTSIDE)

    number = models.CharField("编号", max_length=20)
    what = models.TextField("隐患情况")
    address = models.CharField("地点", max_length=200)
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, null=True, related_name="+", verbose_name="行业领域")
    traceable = models.BooleanField("留有身份或位置", default=False)
    code_salt = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField("收到时间")
    accept_by = models.DateField("受理期限")
    decided_at = models.DateTimeField("受理时间", null=True)
    office = models.BigIntegerField("受理单位", default=0)
    assign_by = models.DateField("交办期限", null=True)
    reason = models.TextField("理由", blank=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="doubles", verbose_name="并入")
    unit = models.BigIntegerField("核查单位", default=0)
    verify_by = models.DateField("核查期限", null=True)
    conclusion = models.CharField("核查结论", max_length=10, blank=True, choices=list(CONCLUSIONS.items()))
    verified_at = models.DateTimeField("核查时间", null=True)
    answer_by = models.DateField("反馈期限", null=True)
    site = models.ForeignKey("orgs.Site", models.PROTECT, null=True, related_name="+", verbose_name="场所")
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, null=True, related_name="+", verbose_name="隐患")
    answered_at = models.DateTimeField("反馈时间", null=True)
    may_reopen_until = models.DateField("可要求重新核查至", null=True)
    reopenings = models.PositiveSmallIntegerField("重新核查次数", default=0)
    reopened_at = models.DateTimeField("要求重新核查的时间", null=True)
    most_reopenings = models.PositiveSmallIntegerField(default=0)
    satisfied = models.BooleanField("满意", null=True)

    class Meta(Placed.Meta):
        verbose_name = "隐患投诉举报"
        constraints: ClassVar = [
            declared_states(TIP),
            models.UniqueConstraint(fields=["number"], name="one_number_per_tip"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(address=""), name="tip_says_what_and_where"),
            models.CheckConstraint(condition=Q(conclusion__in=["", *Conclusion]), name="tip_conclusion_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=CONCLUDED) | (~Q(conclusion="") & Q(verified_at__isnull=False)),
                name="verified_tip_has_its_conclusion",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FOLLOWED) | Q(answered_at__isnull=False), name="answered_tip_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="verifying") | (Q(unit__gt=0) & Q(verify_by__isnull=False)),
                name="tip_is_verified_by_somebody_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(assign_by__isnull=False), name="accepted_tip_is_given_by_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(answer_by__isnull=False),
                name="verified_tip_is_answered_by_a_day",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="declined_tip_says_why"),
            models.CheckConstraint(
                condition=~Q(state="merged") | (Q(same_as__isnull=False) & ~Q(reason="")),
                name="merged_tip_names_the_other_and_why",
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="tip_is_not_its_own_double"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "-received_at", "-id"], name="tip_city_received"),
            models.Index(fields=["district", "-received_at", "-id"], name="tip_district_received"),
            models.Index(fields=["street", "-received_at", "-id"], name="tip_street_received"),
            models.Index(fields=["line", "city", "-received_at", "-id"], name="tip_line_received"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.address}"

    def get_absolute_url(self) -> str:
        """The tip's page in the office."""
        return reverse("tips:page", args=[self.pk])

    @property
    def conclusion_shown(self) -> str:
        """The conclusion in words; empty before there is one."""
        return CONCLUSIONS.get(self.conclusion, "")

    @property
    def due(self) -> date | None:
        """The day by which the present step is to be made, as far as a term runs."""
        return getattr(self, DUE[self.state]) if self.state in DUE else None

    @property
    def is_late(self) -> bool:
        """The end of that day has passed."""
        return self.due is not None and self.due < clock.today()

    @property
    def may_be_reopened(self) -> bool:
        """Within the term and the number that were told to its reporter with the answer."""
        until = self.may_reopen_until
        return until is not None and clock.now() < clock.day_end(until) and self.reopenings < self.most_reopenings

    @property
    def head(self) -> PublicTip:
        """The tip with whose answer this one is answered, wherever it lies: itself, or the one with which it is
        handled."""
        found = self
        while found.state == "merged" and found.same_as_id:
            found = PublicTip._unfiltered().get(pk=found.same_as_id)
        return found

    @property
    def is_rewarded(self) -> bool:
        """It was found true, wholly or partly, and that stands."""
        return self.head.state in CONCLUDED and self.head.conclusion in (Conclusion.TRUE, Conclusion.PARTLY)

    @property
    def verifiers(self) -> frozenset[int]:
        """Everybody who has verified it, and in whose stead, what was sent back too; read once, or for many by
        `load_verifiers`."""
        return self._people[0]

    @property
    def earlier_verifiers(self) -> frozenset[int]:
        """The same up to the last verification that stood before the one that is under way: what was sent back of that
        one its verifier may make again."""
        return self._people[1]

    @property
    def _people(self) -> tuple[frozenset[int], frozenset[int]]:
        if "_verified_by" not in self.__dict__:
            load_verifiers([self])
        found: tuple[frozenset[int], frozenset[int]] = self.__dict__["_verified_by"]
        return found

    @property
    def recheck_differs(self) -> bool:
        """A second look at the verification that stands came to something else."""
        from zhiben.tips.models.beside import Recheck

        since = self.verified_at or self.received_at
        rows = Recheck._unfiltered().filter(tip=self.pk, state="differs", checked_at__gte=since)
        return self.state in FOLLOWED and rows.exists()

    def reopens_until(self, answered: datetime, days: int) -> date:
        """The last day on which an answer of that moment may be doubted."""
        return answered.astimezone(clock.TZ).date() + timedelta(days=days)


def late() -> Q:
    """Tips of which the day for the next step has passed."""
    today, found = clock.today(), Q()
    for state, column in DUE.items():
        found |= Q(**{"state": state, f"{column}__lt": today})
    return found


def load_verifiers(tips: Sequence[PublicTip]) -> None:
    """Read who has verified each of many tips with one query; admission was the caller's question."""
    from zhiben.tips.models.told import Verification

    by_tip: dict[int, list[Verification]] = {tip.pk: [] for tip in tips}
    for row in Verification._unfiltered().filter(tip__in=list(by_tip)).order_by("number"):
        by_tip[row.tip_id].append(row)
    for tip in tips:
        rows = by_tip[tip.pk]
        everybody = frozenset(one for row in rows for one in row.people)
        stood = max((place for place, row in enumerate(rows[:-1], start=1) if row.stands), default=0)
        earlier = frozenset(one for row in rows[:stood] for one in row.people)
        tip.__dict__["_verified_by"] = (everybody, earlier)
