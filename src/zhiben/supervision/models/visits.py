"""Visits: where somebody was, when, who, how near to the place, and how it was signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import earth
from zhiben.supervision.lifecycle import VISIT
from zhiben.supervision.models.rounds import Round
from zhiben.supervision.vocab import COARSE, GOOD_ACCURACY, LEAST_TEAM, Kind, Mode


class Visit(Placed, Living):
    """One visit to a site, at home where the site lies; the visiting office takes part. What the round said is kept
    here, for whoever reads a visit need not see its round. `latitude`, `longitude` (WGS 84) are the device's to a
    hundredth of a degree, `accuracy` is in metres; without a position there is a reason. `distance` is that of whoever
    of the team was furthest from the site's coordinates, where those are known; beyond what was `allowed` there is a
    reason, and the visit counts once the office has accepted it. Who saw a refusal to sign stands in `witness`, of
    older rows in `refused` itself. Of a visit to a `hazard`, `site_record` is the hazard ledger's record of the two
    people's confirmation. What a phone told later has the device's time, and in `told_at`, `closing_told_at` when it
    came here."""

    machine = VISIT
    scope_by = Home(participation=True, site="site_id")

    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="督导的安委办")
    target = models.BigIntegerField(default=0)
    kind = models.CharField("种类", max_length=20, choices=[(one.value, one.label) for one in Kind])
    mode = models.CharField("方式", max_length=10, choices=[(one.value, one.label) for one in Mode])
    title = models.CharField("督导轮次", max_length=80)
    site = models.ForeignKey("orgs.Site", models.PROTECT, related_name="+", verbose_name="场所")
    hazard = models.BigIntegerField(default=0)
    team_size = models.PositiveSmallIntegerField(default=LEAST_TEAM)
    arrived_at = models.DateTimeField("到场时间")
    latitude = models.DecimalField(max_digits=5, decimal_places=COARSE, null=True)
    longitude = models.DecimalField(max_digits=5, decimal_places=COARSE, null=True)
    accuracy = models.PositiveIntegerField("定位误差（米）", null=True)
    no_position = models.CharField("没有定位的原因", max_length=120, blank=True)
    distance = models.PositiveIntegerField("离场所（米）", null=True)
    allowed = models.PositiveIntegerField("允许的距离（米）", null=True)
    far_reason = models.TextField("离场所远的理由", default="", blank=True)
    far_accepted_by = models.BigIntegerField(default=0)
    far_accepted_at = models.DateTimeField("认可到场距离的时间", null=True)
    far_accepted_why = models.TextField("认可的理由", default="", blank=True)
    site_record = models.BigIntegerField(default=0)
    position_taken = models.BooleanField("定位已记为场所坐标", default=False)
    conclusion = models.TextField("检查情况", blank=True)
    counterpart = models.CharField("陪同人员", max_length=80, blank=True)
    refused = models.TextField("拒绝签字的情况", blank=True)
    witness = models.CharField("见证人", max_length=80, blank=True)
    closed_at = models.DateTimeField("签字时间", null=True)
    told_at = models.DateTimeField("到场上传时间", null=True)
    closing_told_at = models.DateTimeField("签字上传时间", null=True)

    class Meta(Placed.Meta):
        verbose_name = "督导检查"
        constraints: ClassVar = [
            declared_states(VISIT),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="visit_kind_is_known"),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="visit_mode_is_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=False, longitude__isnull=False) | ~Q(no_position=""),
                name="visit_has_a_position_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(distance__isnull=True) | Q(distance__lte=F("allowed")) | ~Q(far_reason=""),
                name="visit_far_from_its_site_says_why",
            ),
            models.CheckConstraint(
                condition=Q(far_accepted_at__isnull=True) | (Q(far_accepted_by__gt=0) & ~Q(far_accepted_why="")),
                name="accepted_distance_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & (~Q(counterpart="") | ~Q(refused=""))),
                name="closed_visit_is_signed_or_refused",
            ),
            models.UniqueConstraint(
                fields=["target"], condition=Q(target__gt=0) & ~Q(state="void"), name="one_visit_per_target"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "street"], name="visit_by_round_and_street"),
            models.Index(fields=["site", "arrived_at"], name="visit_by_site"),
            models.Index(fields=["district", "round", "street", "state"], name="visit_by_district_and_state"),
            models.Index(fields=["street", "arrived_at"], name="visit_by_street"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The visit's page."""
        return reverse("supervision:visit", args=[self.pk])

    @property
    def doubtful(self) -> bool:
        """Somebody checked in far from the site, and the office has not accepted that yet."""
        return bool(self.far_reason) and self.far_accepted_at is None

    @property
    def placed_well(self) -> bool:
        """The position of somebody who was there may be taken over as its site's."""
        return self.best_placed is not None and not self.doubtful and not self.position_taken

    @property
    def record_state(self) -> str:
        """How the ledger's record of the confirmation on site stands, "" where there is none; read once for many by the
        room's prepare."""
        return str(self.__dict__.get("_record_state", ""))

    @property
    def to_confirm(self) -> bool:
        """Its hazard is to be confirmed on site, and nobody has drafted that here yet."""
        return bool(self.hazard) and self.record_state in ("", "dropped")

    @property
    def distance_told(self) -> str:
        """How far from the site, in words; "" where that is not known."""
        return "" if self.distance is None else earth.in_words(self.distance)

    @property
    def best_placed(self) -> VisitMember | None:
        """Whose position would be taken over: the most exact one that is exact enough; that of somebody who was far
        only where nobody's was near. Read once for many by the room's prepare."""
        found: list[VisitMember] = self.__dict__.get("_members", [])
        near = [one for one in found if one.distance is not None and not one.far]
        good = [
            one
            for one in near or found
            if one.latitude is not None and one.accuracy is not None and one.accuracy <= GOOD_ACCURACY
        ]
        return min(good, key=lambda one: (one.accuracy or 0, one.pk), default=None)

    @property
    def people(self) -> frozenset[int]:
        """Who is there for those who visit; read once for many by the room's prepare."""
        found: frozenset[int] = self.__dict__.get("_people", frozenset())
        return found


class VisitMember(Scoped):
    """Somebody who was there, for which unit, since when, and where by the own device (as on the visit, which has the
    position of whoever told first), exactly so in the secret `position`; `far` where they checked in far from the site
    with a reason, and since when the office accepts that, so that coverage as of a day is told from what was known
    then."""

    scope_by = Through("visit")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="members")
    person = models.BigIntegerField()
    unit = models.BigIntegerField()
    arrived_at = models.DateTimeField()
    latitude = models.DecimalField(max_digits=5, decimal_places=COARSE, null=True)
    longitude = models.DecimalField(max_digits=5, decimal_places=COARSE, null=True)
    accuracy = models.PositiveIntegerField("定位误差（米）", null=True)
    no_position = models.CharField("没有定位的原因", max_length=120, default="", blank=True)
    distance = models.PositiveIntegerField("离场所（米）", null=True)
    told_at = models.DateTimeField(null=True)
    far = models.BooleanField("离场所过远", default=False)
    far_accepted_at = models.DateTimeField("认可到场距离的时间", null=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "person"], name="visitor_once_per_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.person}"
