"""A run of a scheme version over a period as of a cut-off, the card of each unit in it, what was filled in by hand, and
vetoes. A run that was final is never changed: one that puts it right stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.appraisal.lifecycle import CARD, RUN
from zhiben.appraisal.models.schemes import Indicator, Scheme, VetoRule, points
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Coordinates
from zhiben.orgs.vocab import OF_UNITS


class Run(Scoped, Living):
    """One appraisal. `as_of` is the cut-off: everything up to, not including it. `seed` is what the shares are drawn
    anew with."""

    machine = RUN
    scope_by = Through("scheme")

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="runs")
    first = models.DateField("期初")
    last = models.DateField("期末")
    as_of = models.DateTimeField("截止时点")
    self_by = models.DateField("自评期限")
    restates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    restated_for = models.TextField("重新考评的原因", default="", blank=True)
    objections_until = models.DateTimeField("申诉截止", null=True)
    told_at = models.DateTimeField("告知时间", null=True)
    scored_by = models.BigIntegerField(default=0)
    seed = models.BigIntegerField(default=0)
    notice = models.ForeignKey("documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Scoped.Meta):
        verbose_name = "考评"
        constraints: ClassVar = [
            declared_states(RUN),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="run_runs_forward"),
            models.UniqueConstraint(
                fields=["scheme", "first", "last"],
                condition=Q(restates__isnull=True) & ~Q(state="withdrawn"),
                name="one_run_per_scheme_and_period",
            ),
            models.UniqueConstraint(fields=["restates"], condition=~Q(state="withdrawn"), name="run_restated_once"),
            models.CheckConstraint(
                condition=Q(restates__isnull=True) | ~Q(restated_for=""), name="restated_run_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("told", "decided", "final")) | Q(objections_until__isnull=False),
                name="told_run_has_a_window",
            ),
            models.CheckConstraint(condition=~Q(state="final") | Q(notice__isnull=False), name="final_run_is_signed"),
        ]

    def __str__(self) -> str:
        again = "（重新考评）" if self.restates_id else ""
        return f"{self.scheme.name} {self.first}至{self.last}{again}"

    def get_absolute_url(self) -> str:
        """The run's page."""
        from django.urls import reverse

        return reverse("appraisal:run", args=[self.pk])

    @property
    def coordinates(self) -> Coordinates:
        """Where its office lies."""
        return self.scheme.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """The units scored by its scheme."""
        return self.scheme.participants

    @property
    def period(self) -> Period:
        """The days that it is about."""
        return Period(self.first, self.last, f"{self.first}至{self.last}")

    @property
    def cut_shown(self) -> str:
        """The cut-off as people say it: 2024年9月30日24时, or to the minute where it is not a day's end."""
        moment = self.as_of.astimezone(clock.TZ)
        if moment.time() != time():
            return clock.to_the_minute(moment)
        return f"{clock.in_words(moment.date() - timedelta(days=1))}24时"

    @property
    def window_is_over(self) -> bool:
        """Units may object no longer."""
        until: datetime | None = self.objections_until
        return until is not None and clock.now() > until

    @property
    def has_open_objections(self) -> bool:
        """Read once for many by the room's prepare."""
        return bool(self.__dict__.get("_open_objections", False))

    @property
    def has_objections(self) -> bool:
        """Read once for many by the room's prepare."""
        return bool(self.__dict__.get("_objections", False))

    @property
    def notice_stands(self) -> bool:
        """The notice was drafted, and neither made void nor taken back."""
        return self.notice is not None and self.notice.state not in ("void", "withdrawn")

    @property
    def notice_is_issued(self) -> bool:
        """The notice is with the units, or goes out in this very step."""
        if self.__dict__.get("_goes_out"):
            return True
        return self.notice is not None and self.notice.state in ("issued", "closed")


class Card(Placed, Living):
    """One unit in one run. It lies with the office; the unit takes part."""

    machine = CARD
    scope_by = Home(participation=True, outside=OF_UNITS)

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="cards")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=120)
    slice = models.BigIntegerField(default=0)

    class Meta(Placed.Meta):
        verbose_name = "考评卡"
        constraints: ClassVar = [
            declared_states(CARD),
            models.UniqueConstraint(fields=["run", "unit"], name="one_card_per_unit"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "id"], name="card_by_city"),
            models.Index(fields=["district", "state", "id"], name="card_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.run}"

    def get_absolute_url(self) -> str:
        """The card's page."""
        from django.urls import reverse

        return reverse("appraisal:card", args=[self.pk])

    @property
    def run_is_open(self) -> bool:
        """Units and office still fill in."""
        return self.run.state == "opened"

    @property
    def due(self) -> object:
        """By when the unit is to hand it in."""
        return self.run.self_by


class Entry(Scoped):
    """What was filled in by hand of one indicator for one unit: by the unit about itself, and by the office, whose is
    what counts. A value is told in the indicator's own scale; a rate in hundredths."""

    scope_by = Through("card")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="entries")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    self_points = points("自评分", null=True)
    self_note = models.TextField("自评说明", default="", blank=True)
    self_at = models.DateTimeField(null=True)
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=2, null=True)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=2, null=True)
    value = models.DecimalField("数值", max_digits=14, decimal_places=4, null=True)
    points = points("评分", null=True)
    note = models.TextField("评分依据", default="", blank=True)
    assessed_by = models.BigIntegerField(default=0)
    assessed_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = "填写项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "indicator"], name="one_entry_per_indicator"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True)
                | Q(numerator__isnull=False, numerator__gte=0, numerator__lte=F("denominator")),
                name="numerator_within_denominator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.indicator_id}"

    def get_absolute_url(self) -> str:
        """The card's page."""
        from django.urls import reverse

        return reverse("appraisal:card", args=[self.card_id])

    @property
    def is_assessed(self) -> bool:
        """The office has said something."""
        return self.assessed_at is not None


class VetoEvent(Scoped):
    """What happened in the year that vetoes a unit; one that was struck stays, with who struck it and why."""

    scope_by = Through("card")

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="vetoes")
    rule = models.ForeignKey(VetoRule, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    what = models.TextField("事由")
    noted_by = models.BigIntegerField()
    noted_at = models.DateTimeField()
    struck_by = models.BigIntegerField(default=0)
    struck_at = models.DateTimeField(null=True)
    struck_for = models.TextField("撤去原因", default="", blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "一票否决事项"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="veto_says_what"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True) | ~Q(struck_for=""), name="struck_veto_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.what}"

    def get_absolute_url(self) -> str:
        """The card's page."""
        from django.urls import reverse

        return reverse("appraisal:card", args=[self.card_id])
