"""What a leader instructed, in words or on photos that lie beside it. The letter that was made of it stands in its
reminder, whose source it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiben.dispatch.lifecycle import INSTRUCTION
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed
from zhiben.kernel.machine import State
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import OF_UNITS

if TYPE_CHECKING:
    from zhiben.dispatch.models.reminders import Reminder

AGAIN = State("followed", N_("待重新办理"), "warning")
SHORT = 40
"""So much of its words is its name."""


class Instruction(Placed, Living):
    """An instruction of an office's `leader`, entered by `written_by`, who may stand in for that one. `source` is the
    registered kind of the `record` that it is about ("" and 0: none), `told` how that was called then."""

    machine = INSTRUCTION
    scope_by = Home(outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="安委办")
    text = models.TextField("批示", default="", blank=True)
    source = models.CharField("所批事项的种类", max_length=20, default="", blank=True)
    record = models.BigIntegerField(default=0)
    told = models.TextField("所批事项", default="", blank=True)
    leader = models.BigIntegerField("批示人")
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField("批示时间")
    remark = models.TextField("阅存说明", default="", blank=True)

    class Meta(Placed.Meta):
        verbose_name = "领导批示"
        constraints: ClassVar = [
            declared_states(INSTRUCTION),
            models.CheckConstraint(condition=~Q(state="noted") | ~Q(remark=""), name="noted_instruction_says_why"),
            models.CheckConstraint(
                condition=Q(source="", record=0) | (~Q(source="") & Q(record__gt=0)),
                name="instruction_is_about_a_record_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        line = " ".join(self.text.split()) or _("（见照片）")
        return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"

    def get_absolute_url(self) -> str:
        """The instruction's page."""
        from django.urls import reverse

        return reverse("dispatch:instruction", args=[self.pk])

    @property
    def state_shown(self) -> State:
        """As people are told: one whose letter stands no longer is to be acted on again. As stored where the room's
        prepare has not read the letters."""
        again = self.state == "followed" and self.__dict__.get("_standing") == ""
        return AGAIN if again else super().state_shown

    @property
    def written_in_place(self) -> int:
        """Who wrote it in the leader's place, 0 where the leader did."""
        return self.written_by if self.written_by != self.leader else 0

    @property
    def letter(self) -> Reminder | None:
        """The newest reminder made of it; read once for many by the room's prepare."""
        found: Reminder | None = self.__dict__.get("_letter")
        return found

    @property
    def standing_letter(self) -> str:
        """What its letter is called that was neither made void nor withdrawn, "" where there is none; read once for
        many by the room's prepare."""
        return str(self.__dict__.get("_standing", ""))

    @property
    def waits(self) -> bool:
        """Something is to be made of it: nobody has acted yet, or the letter stands no longer."""
        return self.state == "open" or (self.state == "followed" and not self.standing_letter)
