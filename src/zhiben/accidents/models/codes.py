"""Schemes of codes in versions: types of accidents and layers of causes. Reference data that everybody reads; what a
case was coded by is never rewritten, for a revised code is a new row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.accidents.vocab import Layer, Mark
from zhiben.foundation import vouching


class Vouched(vouching.Vouched):
    """What can be trusted as far as its mark says, until a person has verified it against the original."""

    marks = Mark

    class Meta(vouching.Vouched.Meta):
        abstract = True
        constraints: ClassVar = vouching.vouched(Mark)


class CodeScheme(Vouched):
    """One edition of a classification: of types, or of a layer of causes. `since` is the first day from which new
    records use it."""

    key = models.CharField("代号", max_length=20, unique=True)
    layer = models.CharField("用于", max_length=12)
    title = models.CharField("名称", max_length=80)
    document_no = models.CharField("标准号", max_length=40, blank=True)
    since = models.DateField("施行日期", null=True)
    until = models.DateField("废止日期", null=True)
    source = models.CharField("出处", max_length=300, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Vouched.Meta):
        constraints: ClassVar = [
            *Vouched.Meta.constraints,
            models.CheckConstraint(condition=Q(layer__in=list(Layer)), name="scheme_layer_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The scheme's page, with its codes."""
        return reverse("accidents:scheme", args=[self.pk])


class Code(Vouched):
    """One edition of a code. At most one of a code stands in a scheme; the others have ended, and stay for the cases
    that were coded by them."""

    scheme = models.ForeignKey(CodeScheme, models.PROTECT, related_name="codes")
    code = models.CharField("代码", max_length=12)
    label = models.CharField("名称", max_length=80)
    above = models.CharField("上级代码", max_length=12, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    ended_on = models.DateField("停用日期", null=True)

    class Meta(Vouched.Meta):
        constraints: ClassVar = [
            *Vouched.Meta.constraints,
            models.UniqueConstraint(fields=["scheme", "code", "edition"], name="one_edition_of_a_code"),
            models.UniqueConstraint(
                fields=["scheme", "code"], condition=Q(ended_on__isnull=True), name="one_code_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        """Its place on the scheme's page."""
        return f"{reverse('accidents:scheme', args=[self.scheme_id])}#code-{self.pk}"


class Crosswalk(Vouched):
    """An old code may be this new one, from `since` (None: from the beginning) to before `until` (None: still). One
    that leads to several says that a person has to choose; so does one that is to be looked at `by_hand`."""

    old = models.ForeignKey(Code, models.PROTECT, related_name="+")
    new = models.ForeignKey(Code, models.PROTECT, related_name="+")
    by_hand = models.BooleanField("须人工判断", default=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta(Vouched.Meta):
        constraints: ClassVar = [
            *Vouched.Meta.constraints,
            models.UniqueConstraint(
                fields=["old", "new"], condition=Q(until__isnull=True), name="one_way_between_two_codes"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="crosswalk_runs_forward",
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="crosswalk_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
