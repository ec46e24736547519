"""Official documents, whom they went to, and the register of numbers. A document's record is its paper as JSON; PDF
bytes are a view of it, kept once issued."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.vocab import KIND_LABELS, LINE_LABELS
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.rendering import Paper, from_json
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through


class OfficialDocument(Placed, Living):
    """One paper of one office. It lies with its issuing office; units it was issued to take part as "addressed"."""

    machine = DOCUMENT
    scope_by = Home(participation=True)

    kind = models.CharField("种类", max_length=20, choices=KIND_LABELS.items())
    title = models.CharField("标题", max_length=200)
    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="发文单位")
    paper_json = models.TextField("内容")
    paper_sha256 = models.CharField(max_length=64)

    year = models.PositiveSmallIntegerField("年度", null=True)
    issue_no = models.PositiveIntegerField("期号", null=True)
    total_no = models.PositiveIntegerField("总期号", null=True)

    drafted_by = models.BigIntegerField(default=0)
    signed_by = models.BigIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)
    signed_sha256 = models.CharField(max_length=64, default="", blank=True)
    issued_at = models.DateTimeField(null=True)
    withdrawal = models.TextField("撤回原因", default="", blank=True)
    correction = models.TextField("更正说明", default="", blank=True)

    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField(default=0)
    renderer = models.CharField(max_length=60, default="", blank=True)
    font_hashes = models.JSONField(default=dict)

    class Meta(Placed.Meta):
        verbose_name = "公文"
        constraints: ClassVar = [
            declared_states(DOCUMENT),
            models.UniqueConstraint(fields=["office", "kind", "year", "issue_no"], name="document_number_once_a_year"),
            models.UniqueConstraint(fields=["office", "kind", "total_no"], name="document_total_number_once"),
            models.CheckConstraint(
                condition=~Q(state="issued")
                | Q(issue_no__isnull=False, total_no__isnull=False, file__isnull=False, issued_at__isnull=False),
                name="issued_document_has_number_and_bytes",
            ),
            models.CheckConstraint(
                condition=Q(state="drafted") | (~Q(signed_by=0) & Q(signed_at__isnull=False)),
                name="document_past_draft_is_signed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "kind", "state", "id"], name="document_by_city"),
            models.Index(fields=["district", "kind", "state", "id"], name="document_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.number}"

    def get_absolute_url(self) -> str:
        """The document's page."""
        from django.urls import reverse

        return reverse("documents:page", args=[self.pk])

    @property
    def paper(self) -> Paper:
        """What the document says."""
        return from_json(self.paper_json)

    @property
    def number(self) -> str:
        """第19期（总第19期）, or nothing before it is issued."""
        return f"第{self.issue_no}期（总第{self.total_no}期）" if self.issue_no else ""


class Addressee(Scoped):
    """One unit on the distribution list of an issued document, with the name under which it was printed."""

    scope_by = Through("document")

    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, related_name="addressees")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    line = models.CharField(max_length=10, choices=LINE_LABELS.items())

    class Meta(Scoped.Meta):
        verbose_name = "分发单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "unit"], name="document_goes_to_a_unit_once"),
        ]

    def __str__(self) -> str:
        return self.name


class NumberRegister(models.Model):
    """The last number that an office has taken for a kind of paper in a year; year 0 counts through all years
    (总第×期)."""

    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号簿"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "kind", "year"], name="one_register_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind} {self.year}: {self.last}"


class TakenNumber(models.Model):
    """One number of a register: to which document it went, or why it is void. A gap without a row can't be."""

    register = models.ForeignKey(NumberRegister, on_delete=models.PROTECT, related_name="taken")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, null=True, related_name="+")
    void = models.CharField("作废原因", max_length=200, default="", blank=True)
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
