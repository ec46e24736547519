"""Who speaks for a unit, and who was sent to work together: liaison persons with what their units confirmed, task
forces with their members and who is on duty. All of it is dated: whoever left stays on record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.orgs.models.people import Person
from zhiben.orgs.models.structure import Dated, Unit
from zhiben.orgs.vocab import OF_UNITS, ForceRole, LiaisonPart

ACCOUNT = "账号"


class LiaisonPerson(Dated):
    """Somebody who answers the telephone for a unit: the liaison person (A角) or the deputy (B角). The telephone is
    kept secret."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="liaisons")
    part = models.CharField("角色", max_length=10, choices=[(one.value, one.label) for one in LiaisonPart])
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=ACCOUNT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "part"], condition=Q(valid_to__isnull=True), name="one_liaison_per_unit_and_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.part_shown}）"

    @property
    def part_shown(self) -> str:
        """A角 or B角."""
        return LiaisonPart(self.part).label


class LiaisonConfirmation(models.Model):
    """A unit has looked through its liaison persons in a quarter, and this is who they are."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="liaison_confirmations")
    quarter = models.DateField("季度首日")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "quarter"], name="one_confirmation_per_unit_and_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.quarter}"


class TaskForce(Dated, Placed):
    """A task force (工作专班) of an office. It lies with the office; units take part until the last day of the last
    member whom they have in it."""

    scope_by = Home(participation=True, outside=OF_UNITS, dated=True)

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所属安委办")
    host = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="设在单位")
    name = models.CharField("名称", max_length=80)

    class Meta(Placed.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(valid_to__isnull=True), name="one_task_force_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The task force's page."""
        return reverse("campaign:force", args=[self.pk])


class ForceMember(Dated, Scoped):
    """Somebody whom a unit has sent to a task force, from when to when; the telephone is kept secret."""

    scope_by = Through("force")

    force = models.ForeignKey(TaskForce, models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="派出单位")
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    role = models.CharField("专班职务", max_length=10, choices=[(one.value, one.label) for one in ForceRole])
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=ACCOUNT)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["force", "unit", "name"],
                condition=Q(valid_to__isnull=True),
                name="one_place_in_a_task_force_each",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def role_shown(self) -> str:
        """The office's word for the role."""
        return ForceRole(self.role).label


class Duty(Scoped):
    """Who is on duty for a task force on a day."""

    scope_by = Through("force")

    force = models.ForeignKey(TaskForce, models.PROTECT, related_name="duties")
    day = models.DateField("日期")
    member = models.ForeignKey(ForceMember, models.PROTECT, related_name="duties")

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["force", "day"], name="one_on_duty_each_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.member_id}"
