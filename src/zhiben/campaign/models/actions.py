"""What the campaign sets out to do: its years with their goals, its standing mechanisms, its actions, and the
indicators by which each action is measured. Nobody's secret: whoever reads business data reads them, and no row of them
lies in anybody's area."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.campaign.vocab import WITHIN, Limits, Origin


class Campaign(models.Model):
    """A campaign of one committee office, from its first year to its last."""

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    name = models.CharField("名称", max_length=80)
    basis = models.CharField("依据", max_length=200)
    source = models.CharField("出处", max_length=300, blank=True)
    first_year = models.PositiveSmallIntegerField("起始年")
    last_year = models.PositiveSmallIntegerField("终止年")
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "first_year"], name="one_campaign_per_office_and_year"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="campaign_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        """Its years."""
        return range(self.first_year, self.last_year + 1)


class Mechanism(models.Model):
    """One of the standing mechanisms (运行机制), in the city's order. What each does, other rooms' records tell."""

    key = models.CharField(max_length=20, unique=True)
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("机制", max_length=20)

    def __str__(self) -> str:
        return self.name


class YearGoal(models.Model):
    """What one year is for. `default` until the office has put in its own words."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="goals")
    year = models.PositiveSmallIntegerField("年份")
    goal = models.CharField("年度目标", max_length=200)
    default = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "year"], name="one_goal_per_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.goal}"


class LightLimits(models.Model):
    """Where the lights of a campaign's tasks turn, once its office has said so; without, by default."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="light_limits")
    behind_points = models.PositiveSmallIntegerField("落后百分点")
    near_days = models.PositiveSmallIntegerField("临近天数")
    near_percent = models.PositiveSmallIntegerField("临近应完成")
    idle_reports = models.PositiveSmallIntegerField("连续空报期数")
    returns = models.PositiveSmallIntegerField("退回次数")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__gte": 1 for name in WITHIN})
                & Q(**{f"{name}__lte": most for name, most in WITHIN.items()}),
                name="light_limits_are_within_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}"

    @property
    def limits(self) -> Limits:
        """As the lights read them."""
        return Limits(**{name: getattr(self, name) for name in WITHIN})


class CampaignAction(models.Model):
    """One line of action. Without a name it keeps the place of one that the office has yet to fill in."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("行动", max_length=80, blank=True)
    origin = models.CharField("来源", max_length=10, choices=[(one.value, one.label) for one in Origin])
    basis = models.CharField("依据", max_length=200, blank=True)
    source = models.CharField("出处", max_length=300, blank=True)
    owner = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="牵头单位")
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="one_action_per_position"),
            models.UniqueConstraint(fields=["campaign", "name"], condition=~Q(name=""), name="one_action_per_name"),
        ]

    def __str__(self) -> str:
        return self.name or _("（第{position}项行动，名称待填）").format(position=self.position)

    def get_absolute_url(self) -> str:
        """Where it stands among the others."""
        return f"{reverse('campaign:actions')}#action-{self.position}"

    @property
    def origin_shown(self) -> str:
        """The level from which it comes, in the office's word."""
        return Origin(self.origin).label


class Indicator(models.Model):
    """By what an action is measured: in the office's words, in those of the province's table, and where it comes from:
    a figure of ours (`measure`, its id) or a return that is filed elsewhere (`filed_in`)."""

    action = models.ForeignKey(CampaignAction, models.PROTECT, related_name="indicators")
    name = models.CharField("指标", max_length=80)
    unit = models.CharField("计量单位", max_length=20)
    owner = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    measure = models.CharField("取自指标", max_length=40, blank=True)
    filed_in = models.CharField("取自报表", max_length=80, blank=True)
    provincial_name = models.CharField("省表名称", max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "name"], name="one_indicator_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def amounts(self) -> dict[int, Decimal]:
        """The targets by year."""
        return {target.year: target.amount for target in self.targets.all()}


class Target(models.Model):
    """How much an indicator is to reach by the end of a year."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField("年份")
    amount = models.DecimalField("目标值", max_digits=15, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="one_target_per_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="target_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} {self.amount}"
