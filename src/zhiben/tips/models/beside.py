"""What stands beside a tip and lives by a machine of its own: a reward that names nobody, and the second look of a
round of supervision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Scoped, Through
from zhiben.kernel.rights import Coordinates
from zhiben.tips.lifecycle import RECHECK, REWARD
from zhiben.tips.models.tip import PublicTip
from zhiben.tips.vocab import CONCLUSIONS


class BesideTip(Scoped):
    """Seen and placed like the tip to which it belongs."""

    tip: PublicTip

    class Meta(Scoped.Meta):
        abstract = True

    @property
    def coordinates(self) -> Coordinates:
        """Where the tip lies."""
        return self.tip.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part in the tip."""
        return self.tip.participants


class Reward(BesideTip, Living):
    """An amount for a tip, by its number alone: approved by a leader, paid to whoever shows number and code."""

    machine = REWARD
    scope_by = Through("tip")

    tip = models.ForeignKey(PublicTip, models.PROTECT, related_name="rewards")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    basis = models.CharField("依据", max_length=200)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField("提出时间")
    reason = models.TextField("不予奖励的理由", blank=True)
    voucher = models.CharField("付款凭证号", max_length=60, blank=True)
    paid_by = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField("领取时间", null=True)

    class Meta(BesideTip.Meta):
        verbose_name = "举报奖励"
        constraints: ClassVar = [
            declared_states(REWARD),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reward_is_an_amount"),
            models.UniqueConstraint(fields=["tip"], condition=~Q(state="refused"), name="one_standing_reward_per_tip"),
            models.CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_by__gt=0, paid_at__isnull=False) & ~Q(voucher="")),
                name="paid_reward_has_its_voucher",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=0) | ~Q(paid_by=F("proposed_by")), name="another_pays_than_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip.number} {self.amount}元"

    def get_absolute_url(self) -> str:
        """The reward's page."""
        return reverse("tips:reward", args=[self.pk])


class Recheck(BesideTip, Living):
    """A verified tip that a round of supervision has drawn: somebody of another unit goes and looks again. The
    verification that was looked at is copied, for it may be overtaken; `round` and its title are the round's."""

    machine = RECHECK
    scope_by = Through("tip")

    tip = models.ForeignKey(PublicTip, models.PROTECT, related_name="rechecks")
    round = models.BigIntegerField("督导轮次")
    round_title = models.CharField("督导轮次", max_length=80)
    position_no = models.PositiveIntegerField("顺序")
    drawn_at = models.DateTimeField("抽中时间")
    verifier_unit = models.BigIntegerField("核查单位")
    conclusion = models.CharField("核查结论", max_length=10, choices=list(CONCLUSIONS.items()))
    note = models.TextField("现场情况", blank=True)
    position = models.CharField("位置", max_length=120, blank=True)
    checked_by = models.BigIntegerField(default=0)
    checked_unit = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField("复核时间", null=True)

    class Meta(BesideTip.Meta):
        verbose_name = "举报核查的抽查复核"
        constraints: ClassVar = [
            declared_states(RECHECK),
            models.UniqueConstraint(fields=["tip", "round"], name="one_recheck_per_tip_and_round"),
            models.CheckConstraint(
                condition=Q(state="drawn") | (Q(checked_by__gt=0, checked_at__isnull=False) & ~Q(note="")),
                name="recheck_names_who_looked",
            ),
            models.CheckConstraint(
                condition=Q(checked_unit=0) | ~Q(checked_unit=F("verifier_unit")), name="recheck_is_of_another_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip.number}（{self.round_title}）"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("tips:recheck", args=[self.pk])

    @property
    def verifiers(self) -> frozenset[int]:
        """Everybody who has verified the tip."""
        return self.tip.verifiers

    @property
    def conclusion_shown(self) -> str:
        """What the verification had come to, in words."""
        return CONCLUSIONS[self.conclusion]
