"""The catalogue of determination standards: standards, and their clauses in editions. Reference data that everybody
reads; what a hazard was judged by is never rewritten, for a revised clause is a new row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation import vouching
from zhiben.hazards.vocab import Mark

YEAR = re.compile(r"[〔\[(（](\d{4})[〕\])）]|-(\d{4})\b")
"""The year in a document's number: 〔2023〕 or GB …-2025."""

NUMERALS = "零一二三四五六七八九"


class Vouched(vouching.Vouched):
    """What can be trusted as far as its mark says, until a person has verified it against the original."""

    marks = Mark

    class Meta(vouching.Vouched.Meta):
        abstract = True
        constraints = vouching.vouched(Mark)


class CriterionStandard(Vouched):
    """A published determination standard. What was not found is left empty; `sectors` are words, set apart by 、."""

    code = models.CharField("代号", max_length=20, unique=True)
    title = models.CharField("名称", max_length=120)
    document_no = models.CharField("文号", max_length=60, blank=True)
    issuing_body = models.CharField("发布机关", max_length=80, blank=True)
    issued_on = models.DateField("发布日期", null=True)
    effective_on = models.DateField("施行日期", null=True)
    repealed_on = models.DateField("废止日期", null=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    sectors = models.CharField("行业领域", max_length=200, blank=True)
    source = models.CharField("出处", max_length=300, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Vouched.Meta):
        constraints = [
            *Vouched.Meta.constraints,
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="standard_does_not_supersede_itself"),
        ]

    def __str__(self) -> str:
        return self.document_no or self.title

    def get_absolute_url(self) -> str:
        """The standard's page, with its clauses."""
        return reverse("hazards:standard", args=[self.pk])

    @property
    def sector_words(self) -> tuple[str, ...]:
        """The sectors that it is for, as words."""
        return tuple(word for word in self.sectors.split("、") if word)

    @property
    def since(self) -> date | None:
        """The first day on which it can have applied: the one it names, that of its issue, or the first day of the year
        in its number; None where nothing is known."""
        if self.effective_on or self.issued_on:
            return self.effective_on or self.issued_on
        found = YEAR.search(self.document_no)
        return date(int(found[1] or found[2]), 1, 1) if found else None

    @property
    def until(self) -> date | None:
        """The first day on which it applies no longer; None as far as is known."""
        return self.repealed_on or (self.superseded_by.effective_on if self.superseded_by else None)

    def ended_by(self, day: date) -> bool:
        """Applies no longer on `day`: its last day is gone, or it is superseded, nobody knows since when."""
        return self.until <= day if self.until is not None else self.superseded_by is not None

    def applies_on(self, day: date) -> bool:
        """In force on `day`, as far as the days are known."""
        return not (self.ended_by(day) or _any_after(day, (self.since,)))


class Criterion(Vouched):
    """One edition of a clause. At most one of a code stands; the others have ended, and stay for the hazards that were
    judged by them."""

    standard = models.ForeignKey(CriterionStandard, models.PROTECT, related_name="clauses")
    code = models.CharField("代号", max_length=30)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    article = models.CharField("条", max_length=30, blank=True)
    item_no = models.CharField("项", max_length=10, blank=True)
    category = models.CharField("类别", max_length=40, blank=True)
    summary = models.CharField("情形", max_length=300)
    keywords = models.CharField("关键词", max_length=300, blank=True)
    valid_from = models.DateField("自", null=True)
    valid_to = models.DateField("至", null=True)

    class Meta(Vouched.Meta):
        constraints = [
            *Vouched.Meta.constraints,
            models.UniqueConstraint(fields=["code", "edition"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="one_edition_of_a_clause_stands"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="clause_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.summary}"

    def get_absolute_url(self) -> str:
        """Its place on the standard's page."""
        return f"{reverse('hazards:standard', args=[self.standard_id])}#clause-{self.pk}"

    @property
    def citation(self) -> str:
        """As it is cited in the ledger and on papers: 应急管理部令第10号第十一条第（三）项."""
        if not self.standard.document_no:
            return self.code
        if not self.article:
            return f"{self.standard.document_no}（{self.code}）"
        apart = "" if self.article.startswith("第") else " "
        item = f"第（{in_numerals(self.item_no)}）项" if self.item_no else ""
        return f"{self.standard.document_no}{apart}{self.article}{item}"

    def applies_on(self, day: date) -> bool:
        """In force on `day`, as far as the days are known."""
        return not (
            _any_after(day, (self.valid_from, self.standard.since))
            or _any_reached(day, (self.valid_to, self.standard.until))
        )


def _any_after(day: date, firsts: Iterable[date | None]) -> bool:
    return any(first is not None and day < first for first in firsts)


def _any_reached(day: date, ends: Iterable[date | None]) -> bool:
    return any(end is not None and end <= day for end in ends)


def in_numerals(number: str) -> str:
    """A number below 100 as papers write it; anything else as it is."""
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 100):
        return number
    tens, ones = divmod(int(number), 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十") + (NUMERALS[ones] if ones else "")
