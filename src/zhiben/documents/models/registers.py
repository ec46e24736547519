"""Who issues under which code, and the registers of numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.documents.models.documents import OfficialDocument
from zhiben.documents.vocab import Numbering


class IssuingBody(models.Model):
    """How an office issues: its full name on papers, the code of its numbers (机关代字), and where they come from."""

    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField("发文机关全称", max_length=60)
    code = models.CharField("机关代字", max_length=8)
    numbering = models.CharField(
        "文号", max_length=10, choices=[(one.value, one.label) for one in Numbering], default=Numbering.OWN
    )
    contact = models.CharField("联系人及电话", max_length=100, default="", blank=True)

    class Meta:
        verbose_name = "发文设置"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit"], name="one_issuing_body_per_unit"),
            models.UniqueConstraint(fields=["code"], name="one_issuing_body_per_code"),
        ]

    def __str__(self) -> str:
        return self.full_name


class NumberRegister(models.Model):
    """The last number that an office has taken in a series (深安办, 深安办函, 简报) and a year; year 0 counts through
    all years (总第×期)."""

    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    series = models.CharField("系列", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号簿"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "series", "year"], name="one_register_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.series} {self.year}: {self.last}"


class TakenNumber(models.Model):
    """One number of a register: to which document it went, or why it is void. A gap without a row can't be."""

    register = models.ForeignKey(NumberRegister, on_delete=models.PROTECT, related_name="taken")
    number = models.PositiveIntegerField("序号")
    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, null=True, related_name="+")
    void = models.CharField("作废或系统外使用", max_length=200, default="", blank=True)
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "编号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "number"], name="number_taken_once"),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(void=""), name="number_has_document_or_void_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_id}: {self.number}"
