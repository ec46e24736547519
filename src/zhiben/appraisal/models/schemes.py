"""A scheme as versioned values: who is scored among whom, by which indicators, and what vetoes the rest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.appraisal.lifecycle import SCHEME
from zhiben.appraisal.vocab import Aggregation, Audience, Better, Grade, Kind, VetoEffect
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.orgs.vocab import OF_UNITS


def points(label: str, **given: Any) -> models.DecimalField[Any, Any]:
    """A column of points."""
    return models.DecimalField(label, max_digits=8, decimal_places=2, **given)


def choices(words: type[Audience | Kind | Better | Aggregation | VetoEffect | Grade]) -> list[tuple[str, str]]:
    """The keys of a vocabulary with their words."""
    return [(one.value, one.label) for one in words]


class Scheme(Placed, Living):
    """One version of a scheme of one office. It lies with the office; once it is published, the units scored by it
    take part. `chosen` are units, empty for all of the kind."""

    machine = SCHEME
    scope_by = Home(participation=True, outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    audience = models.CharField("对象", max_length=20, choices=choices(Audience))
    chosen = models.JSONField("被考评单位", default=list)
    basis = models.TextField("依据", default="", blank=True)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    aggregation = models.CharField("合成方法", max_length=20, choices=choices(Aggregation), default=Aggregation.SUM)
    excellent = points("优秀（分以上）", default=90)
    good = points("良好（分以上）", default=80)
    passed = points("合格（分以上）", default=60)
    bonus_cap = points("加分合计上限", default=0)
    objection_days = models.PositiveSmallIntegerField("申诉期（工作日）", default=5)
    drafted_by = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        verbose_name = "考评方案"
        constraints: ClassVar = [
            declared_states(SCHEME),
            models.UniqueConstraint(fields=["office", "name", "year", "edition"], name="one_scheme_per_version"),
            models.UniqueConstraint(fields=["follows"], condition=~Q(state="dropped"), name="scheme_followed_once"),
            models.CheckConstraint(
                condition=Q(excellent__gt=F("good"), good__gt=F("passed"), passed__gt=0), name="grades_descend"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="scheme_has_a_name"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "id"], name="scheme_by_city"),
            models.Index(fields=["district", "state", "id"], name="scheme_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.year}年，第{self.edition}版）"

    def get_absolute_url(self) -> str:
        """The scheme's page."""
        from django.urls import reverse

        return reverse("appraisal:scheme", args=[self.pk])

    @property
    def is_scoring(self) -> bool:
        """A run is under way by the version that this one follows, or by itself; read once for many by the room's
        prepare."""
        return bool(self.__dict__.get("_scoring", False))

    @property
    def called(self) -> str:
        """As lookups know it."""
        return f"{self.name}（{self.year}）"


class Indicator(Scoped):
    """One indicator of a scheme. `measure` is a registered measure, `whole` another one whose count it is divided by;
    without it the value is its own."""

    scope_by = Through("scheme")

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField("次序")
    pillar = models.CharField("类别", max_length=60)
    name = models.CharField("指标", max_length=120)
    kind = models.CharField("计分方式", max_length=20, choices=choices(Kind))
    weight = points("权重")
    better = models.CharField("方向", max_length=10, choices=choices(Better), default=Better.MORE)
    measure = models.CharField("取数口径", max_length=60, default="", blank=True)
    whole = models.CharField("分母口径", max_length=60, default="", blank=True)
    worst = models.DecimalField("零分值", max_digits=14, decimal_places=4, null=True)
    best = models.DecimalField("满分值", max_digits=14, decimal_places=4, null=True)
    minimum = models.PositiveIntegerField("最小基数", default=1)
    per_item = points("每项扣分", default=0)
    most = points("最多扣分", null=True)
    guidance = models.TextField("评分说明", default="", blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "考评指标"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "name"], name="indicator_name_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="indicator_weighs_something"),
            models.CheckConstraint(condition=~Q(kind=Kind.AUTO) | ~Q(measure=""), name="automatic_indicator_is_bound"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.DEDUCTION) | Q(per_item__gt=0), name="deduction_takes_something_off"
            ),
            models.CheckConstraint(
                condition=Q(worst__isnull=True, best__isnull=True)
                | Q(better=Better.MORE, worst__lt=F("best"))
                | Q(better=Better.LESS, worst__gt=F("best")),
                name="goalposts_fit_the_direction",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The scheme's page."""
        from django.urls import reverse

        return reverse("appraisal:scheme", args=[self.scheme_id])

    @property
    def by_hand(self) -> bool:
        """Somebody has to fill it in."""
        return not self.measure

    @property
    def is_measured(self) -> bool:
        """Laid on goalposts, and not given points."""
        return self.worst is not None

    @property
    def weight_shown(self) -> str:
        """Without needless decimals."""
        return f"{self.weight.normalize():f}"


class VetoRule(Scoped):
    """What costs everything, or the better grades."""

    scope_by = Through("scheme")

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="veto_rules")
    name = models.CharField("情形", max_length=200)
    effect = models.CharField("后果", max_length=20, choices=choices(VetoEffect))
    cap = models.CharField("最高等次", max_length=20, choices=choices(Grade), default=Grade.GOOD)

    class Meta(Scoped.Meta):
        verbose_name = "一票否决情形"
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="veto_rule_says_what")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The scheme's page."""
        from django.urls import reverse

        return reverse("appraisal:scheme", args=[self.scheme_id])

    @property
    def effect_shown(self) -> str:
        """The effect with the grade that it caps at."""
        said = VetoEffect(self.effect).label
        return said + Grade(self.cap).label if self.effect == VetoEffect.CAP_GRADE else said
