"""What was brought about: batches of records, works and penalties one by one, and the tallies by unit and month in
which all of them, and certified returns, are counted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.scope.models import Home, Placed
from zhiben.orgs.vocab import Role
from zhiben.reporting.outcomes import BASES, BY_KEY, RECORDS, RETURN

OUTSIDE = (Role.ENTERPRISE_CONTACT,)
"""These see no outcomes for their place alone."""

KINDS = [(kind.key, kind.title) for kind in BY_KEY.values()]


class Batch(Placed):
    """A file of records that was brought in as one act: the kept file is the records, `layout` how it is written. Of
    its records `repeated` stand in another batch, too. At home with whoever brought it; one that is withdrawn says
    why."""

    scope_by = Home(outside=OUTSIDE)

    kind = models.CharField("成果", max_length=30, choices=KINDS)
    sha256 = models.CharField("文件哈希", max_length=64)
    name = models.CharField("文件名", max_length=160)
    size = models.PositiveBigIntegerField("字节")
    rows = models.PositiveIntegerField("记录数")
    sessions = models.PositiveIntegerField("场次")
    people = models.PositiveIntegerField("人数", null=True)
    digest = models.CharField("汇总哈希", max_length=64)
    layout = models.JSONField(default=dict)
    repeated = models.PositiveIntegerField("与其他批次重复", default=0)
    unit = models.BigIntegerField("导入单位")
    brought_by = models.BigIntegerField()
    brought_at = models.DateTimeField("导入时间")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(default=0)
    reason = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta(Placed.Meta):
        verbose_name = "成果批次"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "sha256"], condition=Q(withdrawn_at__isnull=True), name="outcome_file_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by=0, reason="")
                | Q(Q(withdrawn_at__isnull=False), ~Q(reason="")),
                name="withdrawn_batch_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "brought_at"], name="batch_by_kind")]

    def __str__(self) -> str:
        return f"{self.name}（{BY_KEY[self.kind].title}，{self.rows}条）"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:batch", args=[self.pk])


class Work(Placed):
    """One engineering work that is done: fire facilities of old premises renewed, or an exit opened. At home in its
    street; `unit` is whose it is."""

    scope_by = Home(outside=OUTSIDE)

    kind = models.CharField("类别", max_length=30, choices=KINDS)
    number = models.CharField("项目编号", max_length=40)
    unit = models.BigIntegerField("填报单位")
    premises = models.CharField("场所名称", max_length=120)
    address = models.CharField("地址", max_length=200)
    content = models.CharField("改造内容", max_length=300, blank=True)
    done_on = models.DateField("完成日期")
    checked_by = models.CharField("核验人", max_length=60)
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField("登记时间")
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta(Placed.Meta):
        verbose_name = "工程治理记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="one_work_per_number"),
            models.CheckConstraint(condition=~Q(number=""), name="work_has_a_number"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="") | Q(Q(voided_at__isnull=False), ~Q(void_reason="")),
                name="voided_work_says_why",
            ),
            models.CheckConstraint(condition=Q(street__gt=0), name="work_lies_in_a_street"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.premises}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:work", args=[self.pk])


class Penalty(Placed):
    """One decision on a penalty (行政处罚决定书). At home in its street with the authority that decided."""

    scope_by = Home(outside=OUTSIDE)

    number = models.CharField("处罚决定书文号", max_length=60, unique=True)
    unit = models.BigIntegerField("处罚机关")
    party = models.CharField("当事人", max_length=120)
    decided_on = models.DateField("决定日期")
    sanction = models.CharField("处罚种类", max_length=60)
    amount = models.DecimalField("罚款金额（元）", max_digits=14, decimal_places=2, default=0)
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField("登记时间")
    voided_at = models.DateTimeField("作废时间", null=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta(Placed.Meta):
        verbose_name = "行政处罚记录"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(number=""), name="penalty_has_a_number"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="") | Q(Q(voided_at__isnull=False), ~Q(void_reason="")),
                name="voided_penalty_says_why",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="penalty_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.party}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reporting:penalty", args=[self.pk])


class Tally(Placed):
    """How much of an outcome a unit brought about in a month, from exactly one source: a batch, a work, a penalty, or a
    certified return (by id). It counts from `entered_at` until `ended_at`, so that a day's figure can be told later;
    `start` tells from where on the index of its batch names its records."""

    scope_by = Home(outside=OUTSIDE)

    kind = models.CharField("成果", max_length=30, choices=KINDS)
    unit = models.BigIntegerField("单位")
    unit_name = models.CharField("单位名称", max_length=80)
    month = models.DateField("月份")
    amount = models.PositiveBigIntegerField("数量")
    people = models.PositiveIntegerField("人数", null=True)
    sessions = models.PositiveIntegerField("场次", null=True)
    start = models.PositiveIntegerField(null=True)
    basis = models.CharField("依据", max_length=10, choices=list(BASES.items()))
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="tallies")
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="tallies")
    penalty = models.ForeignKey(Penalty, models.PROTECT, null=True, related_name="tallies")
    return_id = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        verbose_name = "成果计数"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    basis=RETURN,
                    return_id__isnull=False,
                    batch__isnull=True,
                    work__isnull=True,
                    penalty__isnull=True,
                )
                | Q(
                    Q(batch__isnull=False, work__isnull=True, penalty__isnull=True)
                    | Q(batch__isnull=True, work__isnull=False, penalty__isnull=True)
                    | Q(batch__isnull=True, work__isnull=True, penalty__isnull=False),
                    basis=RECORDS,
                    return_id__isnull=True,
                ),
                name="tally_has_one_source",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("entered_at")),
                name="tally_ends_after_it_is_entered",
            ),
            models.UniqueConstraint(
                fields=["kind", "unit", "month", "batch"],
                condition=Q(ended_at__isnull=True, batch__isnull=False),
                name="one_tally_per_batch",
            ),
            models.UniqueConstraint(
                fields=["kind", "unit", "month", "return_id"],
                condition=Q(ended_at__isnull=True, return_id__isnull=False),
                name="one_tally_per_return",
            ),
            models.UniqueConstraint(
                fields=["work"], condition=Q(ended_at__isnull=True, work__isnull=False), name="one_tally_per_work"
            ),
            models.UniqueConstraint(
                fields=["penalty"],
                condition=Q(ended_at__isnull=True, penalty__isnull=False),
                name="one_tally_per_penalty",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "month"], name="tally_kind_month"),
            models.Index(fields=["kind", "unit", "month"], name="tally_kind_unit_month"),
            models.Index(fields=["return_id"], name="tally_by_return"),
        ]

    def __str__(self) -> str:
        told = BY_KEY[self.kind]
        return f"{told.title} {self.unit_name} {self.month:%Y-%m} {self.amount}{told.unit}（{BASES[self.basis]}）"

    def get_absolute_url(self) -> str:
        """Where it came from."""
        return reverse("reporting:tally", args=[self.pk])
