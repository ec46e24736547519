"""What is told of a tip: each verification with its unit and conclusion, and the words that its reporter adds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.foundation.scope.models import Scoped, Through
from zhiben.kernel.machine import State
from zhiben.tips.models.tip import PublicTip
from zhiben.tips.vocab import CONCLUSIONS, Conclusion


class Verification(Scoped):
    """One verification, numbered: given to which unit until which day, by whom and in whose stead (0: nobody) it was
    made, and what it came to. One that the office sent back stays as it was, and the same unit makes the next.
    `before` is who made the last one that stood."""

    scope_by = Through("tip")

    tip = models.ForeignKey(PublicTip, models.PROTECT, related_name="verifications")
    number = models.PositiveSmallIntegerField("第几次")
    unit = models.BigIntegerField("核查单位")
    note = models.TextField("交办要求", blank=True)
    assigned_by = models.BigIntegerField()
    assigned_at = models.DateTimeField("交办时间")
    due = models.DateField("核查期限")
    before = models.BigIntegerField(default=0)
    verifier = models.BigIntegerField(default=0)
    verifier_for = models.BigIntegerField(default=0)
    verified_at = models.DateTimeField("核查时间", null=True)
    conclusion = models.CharField("核查结论", max_length=10, blank=True, choices=list(CONCLUSIONS.items()))
    account = models.TextField("核查情况", blank=True)
    sent_back_at = models.DateTimeField("退回时间", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "举报核查"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tip", "number"], name="one_number_per_verification"),
            models.CheckConstraint(
                condition=Q(conclusion="", verified_at__isnull=True, verifier=0)
                | (Q(conclusion__in=list(Conclusion), verified_at__isnull=False, verifier__gt=0) & ~Q(account="")),
                name="verification_is_made_by_somebody_or_not_yet",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | Q(verified_at__isnull=False),
                name="verification_is_sent_back_once_made",
            ),
            models.CheckConstraint(
                condition=Q(before=0) | (~Q(verifier=F("before")) & ~Q(verifier_for=F("before"))),
                name="another_person_verifies_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip.number} ({self.number})"

    @property
    def people(self) -> frozenset[int]:
        """Who made it, and in whose stead."""
        return frozenset({self.verifier, self.verifier_for} - {0})

    @property
    def stands(self) -> bool:
        """It was made, and not sent back."""
        return self.verified_at is not None and self.sent_back_at is None

    @property
    def conclusion_shown(self) -> State | None:
        """The conclusion's word and tone; None before there is one."""
        return Conclusion(self.conclusion).shown if self.conclusion else None


class Word(Scoped):
    """What was said between the office and whoever told the tip: added by the reporter, or the office's answer. What
    came from the reporter is noted by the office when it is read."""

    scope_by = Through("tip")

    tip = models.ForeignKey(PublicTip, models.PROTECT, related_name="words")
    from_reporter = models.BooleanField("举报人")
    text = models.TextField("内容")
    at = models.DateTimeField("时间")
    noted_at = models.DateTimeField("已阅", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "补充和反馈"
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="word_says_something")]

    def __str__(self) -> str:
        return f"{self.tip.number} {self.at}"

    def get_absolute_url(self) -> str:
        """The tip's page, on which it stands."""
        return self.tip.get_absolute_url()
