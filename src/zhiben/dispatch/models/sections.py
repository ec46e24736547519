"""What a person has made of one section of a round's bulletin, and who holds it while writing."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.dispatch.vocab import HOLD_FOR, PART_LABELS
from zhiben.foundation.scope.models import Scoped, Through
from zhiben.kernel import clock


class Section(Scoped):
    """One section: another text than the suggested one ("" while the suggestion stands), what was suggested when it
    was written, the record that it rests on; and by whom it is held since when."""

    scope_by = Through("round")

    round = models.ForeignKey("dispatch.Round", on_delete=models.PROTECT, related_name="sections")
    part = models.CharField("部分", max_length=12, choices=PART_LABELS.items())
    text = models.TextField("文字", default="", blank=True)
    suggested = models.TextField("改写时的建议", default="", blank=True)
    source = models.CharField("来源记录", max_length=60, default="", blank=True)
    source_path = models.CharField(max_length=60, default="", blank=True)
    edited_by = models.BigIntegerField(default=0)
    edited_at = models.DateTimeField(null=True)
    held_by = models.BigIntegerField(default=0)
    held_since = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = "简报各部分"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "part"], name="section_once_per_round"),
            models.CheckConstraint(
                condition=Q(held_by=0) | Q(held_since__isnull=False), name="held_section_says_since_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.part}"

    @property
    def free_from(self) -> datetime | None:
        """From when on somebody else may take it over; None while nobody holds it."""
        return self.held_since + HOLD_FOR if self.held_by and self.held_since else None

    def held_against(self, person: int) -> bool:
        """True while somebody else holds it."""
        return self.held_by not in (0, person)

    def may_be_taken_by(self, person: int) -> bool:
        """True when nobody else holds it, or holds it too long."""
        until = self.free_from
        return not self.held_against(person) or until is None or clock.now() >= until
