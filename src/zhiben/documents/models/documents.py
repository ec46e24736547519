"""A document and its versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.vocab import KIND_LABELS, Signing
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.rendering import Paper, from_json
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.orgs.vocab import OF_UNITS

ISSUED = ("issued", "closed", "withdrawn")
SIGNED = ("signed", "numbered", *ISSUED)


class OfficialDocument(Placed, Living):
    """One paper of one office. It lies with its issuing office; units it was issued to take part as "addressed".
    `carried` ones are signed, issued and withdrawn together with another record."""

    machine = DOCUMENT
    scope_by = Home(participation=True, outside=OF_UNITS)
    along = False
    """True while the record that carries the document moves it."""

    kind = models.CharField("种类", max_length=30, choices=KIND_LABELS.items())
    title = models.CharField("标题", max_length=200)
    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="发文单位")
    basis = models.CharField("依据", max_length=300, default="", blank=True)
    reply_by = models.DateField("答复期限", null=True, blank=True)
    recipients = models.JSONField("主送、抄送", default=list)
    carried = models.BooleanField(default=False)
    paper_json = models.TextField("内容")
    paper_sha256 = models.CharField(max_length=64)

    number = models.CharField("文号", max_length=60, default="", blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True)
    issue_no = models.PositiveIntegerField("序号", null=True)
    total_no = models.PositiveIntegerField("总期号", null=True)

    drafted_by = models.BigIntegerField(default=0)
    reviewed_by = models.BigIntegerField(default=0)
    signed_by = models.BigIntegerField(default=0)
    signer = models.CharField("签发人", max_length=60, default="", blank=True)
    signing = models.CharField("签发方式", max_length=10, default=Signing.SCREEN)
    opinion = models.TextField("批示", default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_sha256 = models.CharField(max_length=64, default="", blank=True)
    issued_at = models.DateTimeField(null=True)
    withdrawal = models.TextField("撤回原因", default="", blank=True)
    correction = models.TextField("更正说明", default="", blank=True)
    voiding = models.TextField("作废原因", default="", blank=True)

    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField(default=0)
    renderer = models.CharField(max_length=60, default="", blank=True)
    font_hashes = models.JSONField(default=dict)

    class Meta(Placed.Meta):
        verbose_name = "公文"
        constraints: ClassVar = [
            declared_states(DOCUMENT),
            models.UniqueConstraint(
                fields=["office", "kind", "number"], condition=~Q(number=""), name="document_number_once"
            ),
            models.UniqueConstraint(fields=["office", "kind", "total_no"], name="document_total_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=ISSUED) | ~Q(number="") & Q(file__isnull=False, issued_at__isnull=False),
                name="issued_document_has_number_and_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED) | (~Q(signed_by=0) & Q(signed_at__isnull=False)),
                name="document_past_signing_is_signed",
            ),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(voiding=""), name="void_document_says_why"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "kind", "state", "id"], name="document_by_city"),
            models.Index(fields=["district", "kind", "state", "id"], name="document_by_district"),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.number}" if self.total_no else f"{self.title} {self.number}".strip()

    def get_absolute_url(self) -> str:
        """The document's page."""
        from django.urls import reverse

        return reverse("documents:page", args=[self.pk])

    @property
    def paper(self) -> Paper:
        """What the document says."""
        return from_json(self.paper_json)

    @property
    def authors(self) -> frozenset[int]:
        """Who drafted the document and who revised it; whoever asks, for signing depends on all of them."""
        revised = Version._unfiltered().filter(document=self).values_list("written_by", flat=True)
        return frozenset({self.drafted_by, *revised} - {0})

    @property
    def own_numbers(self) -> bool:
        """True when the office's numbers come from its own register; read once for many by the room's prepare."""
        found: bool = self.__dict__.get("_own_numbers", True)
        return found

    @property
    def settled(self) -> bool:
        """True when nobody's receipt or reply is waited for; read once for many by the room's prepare."""
        found: bool = self.__dict__.get("_settled", False)
        return found


class Version(Scoped):
    """What a document said after one revision; the newest is what it says now."""

    scope_by = Through("document")

    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    paper_json = models.TextField("内容")
    sha256 = models.CharField(max_length=64)
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta(Scoped.Meta):
        verbose_name = "公文版本"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"

    @property
    def paper(self) -> Paper:
        """What this version says."""
        return from_json(self.paper_json)
