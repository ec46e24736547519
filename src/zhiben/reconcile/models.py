"""Comparisons of two ledgers, every row of either in its set, what people have said of doubtful pairs, and the
differences that were left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.orgs.vocab import OF_UNITS
from zhiben.reconcile.lifecycle import COMPARISON, DISCREPANCY
from zhiben.reconcile.vocab import APART, BETWEEN, CAUSE_LABELS, FOUND_LABELS, PAIRED, SHEET_NAME, Cause, Found, Side


class Comparison(Placed, Living):
    """Two ledgers that an office has laid side by side, at whose place it lies. `columns` are pairs of headings that
    say the same; a ledger without `…_sha256` is the house's own, as it stood when it was compared. `words`: by left
    headings, words of either that people have said to mean one; `proposed_words`: such as may, in so many rows of so
    many. `reaches`: by side the first and the last day, stray ones aside; `left_out`: by side the numbers of rows that
    were taken for totals or notes."""

    machine = COMPARISON
    scope_by = Home(outside=OF_UNITS)

    title = models.CharField("名称", max_length=120)
    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="安委办")
    left_name = models.CharField("左表", max_length=60)
    right_name = models.CharField("右表", max_length=60)
    left_sha256 = models.CharField(max_length=64, default="", blank=True)
    right_sha256 = models.CharField(max_length=64, default="", blank=True)
    left_headings = models.JSONField(default=list)
    right_headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    words = models.JSONField(default=list)
    proposed_words = models.JSONField(default=list)
    left_out = models.JSONField("未参加比对的行", default=dict)
    reaches = models.JSONField("起止日期", default=dict)
    period_first = models.DateField("比对期间首日", null=True)
    period_last = models.DateField("比对期间末日", null=True)
    reused = models.PositiveIntegerField("沿用以前核对的对数", default=0)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField("比对时间")

    class Meta(Placed.Meta):
        verbose_name = "台账比对"
        constraints: ClassVar = [
            declared_states(COMPARISON),
            models.CheckConstraint(
                condition=Q(period_first__isnull=True, period_last__isnull=True)
                | Q(period_last__gte=F("period_first")),
                name="comparison_period_runs_forward",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "made_at"], name="comparison_by_office")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The comparison's page."""
        from django.urls import reverse

        return reverse("reconcile:page", args=[self.pk])

    @property
    def doubtful(self) -> int:
        """How many pairs wait for a person's word, whoever asks."""
        return ComparedRow._unfiltered().filter(comparison=self, side=Side.LEFT, found=Found.REVIEW).count()

    @property
    def known_words(self) -> list[list[Any]]:
        """The words that are taken for one, then those that may be, in the order in which a person is asked."""
        return [*self.words, *self.proposed_words]

    def name_of(self, side: str) -> str:
        """What the ledger of that side is called."""
        return self.left_name if side == Side.LEFT else self.right_name

    def headings_of(self, side: str) -> list[str]:
        """Its headings."""
        found: list[str] = self.left_headings if side == Side.LEFT else self.right_headings
        return found

    def is_own(self, side: str) -> bool:
        """True where the ledger of that side is the house's own."""
        return not (self.left_sha256 if side == Side.LEFT else self.right_sha256)

    def place_of(self, row: ComparedRow) -> str:
        """Where a person finds a row: in its file, or in the house's own ledger by its number, its first column."""
        return _("编号{number}").format(number=row.cells[0]) if self.is_own(row.side) and row.cells[0] else row.place

    def whose(self, row: ComparedRow) -> str:
        """In which ledger a row stands, and where there."""
        return self.name_of(row.side) + self.place_of(row)

    def uncompared(self, side: str) -> list[str]:
        """Its headings that tell something and were compared with none of the other ledger."""
        from zhiben.analysis.linkage.columns import left_over

        return left_over(self.headings_of(side), (pair[0 if side == Side.LEFT else 1] for pair in self.columns))


class ComparedRow(Scoped):
    """One row of one of the ledgers, as it was, in its set; `text` holds its cells. `number` is its row in its own
    file, on its `sheet` where several were read; of a pair the left row leads to the `other`, and knows the headings in
    which they differ and the bits that speak for them. `key` and `steady` tell whether a row of a later ledger is the
    same; `beyond` that its day lies outside of the other's period."""

    scope_by = Through("comparison")

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="rows")
    side = models.CharField("台账", max_length=5)
    sheet = models.CharField("工作表", max_length=SHEET_NAME, default="", blank=True)
    number = models.PositiveIntegerField("行")
    text = models.TextField("内容", default="", blank=True)
    key = models.CharField(max_length=40, blank=True)
    steady = models.CharField(max_length=40, default="", blank=True)
    day = models.DateField("日期", null=True)
    found = models.CharField("归类", max_length=10, choices=FOUND_LABELS.items())
    other = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="counterpart")
    fields = models.JSONField(default=list)
    score = models.FloatField("把握", null=True)
    group = models.PositiveIntegerField("重复组", default=0)
    beyond = models.BooleanField(default=False)

    class Meta(Scoped.Meta):
        verbose_name = "比对行"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comparison", "side", "sheet", "number"], name="row_once_in_a_comparison"),
            models.CheckConstraint(condition=Q(found__in=list(Found)), name="compared_row_stands_in_one_set"),
            models.CheckConstraint(
                condition=Q(side=Side.RIGHT, other__isnull=True)
                | Q(side=Side.LEFT, found__in=PAIRED, other__isnull=False)
                | Q(side=Side.LEFT, found__in=APART, other__isnull=True),
                name="left_row_of_a_pair_has_the_other",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["comparison", "found", "side", "number"], name="compared_by_set")]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.side} {self.number}"

    @property
    def cells(self) -> list[str]:
        """The row's cells, as many as its ledger has headings."""
        return self.text.split(BETWEEN)

    @property
    def place(self) -> str:
        """Where a person finds it in the file."""
        return _("“%(sheet)s”第%(number)s行" if self.sheet else "第%(number)s行") % vars(self)


class Answer(Scoped):
    """What somebody has said of a doubtful pair; the keys of its rows let the next comparison of the same ledgers know
    it, which keeps it as `followed`, with who said it and when. `withdrawn`: such a word was taken back here.
    `fields`: in which the two do not say the same."""

    scope_by = Through("comparison")

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="answers")
    left = models.ForeignKey(ComparedRow, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(ComparedRow, on_delete=models.PROTECT, related_name="+")
    same = models.BooleanField("是同一条")
    fields = models.JSONField(default=list)
    followed = models.BooleanField("沿用", default=False)
    withdrawn = models.BooleanField("已撤回", default=False)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(Scoped.Meta):
        verbose_name = "核对"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["left", "right"], condition=Q(withdrawn=False), name="pair_answered_once"),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(followed=True), name="withdrawn_answer_was_followed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {'=' if self.same else '≠'} {self.right_id}"


class Discrepancy(Placed, Living):
    """A difference between two ledgers that somebody has to clear up: a pair that does not say the same, or a row that
    only one of them has. It lies with the office; the unit that it is given to takes part. `comparison` and `row`:
    where it was seen last. `letter` tells its unit of it; `former_letter` lists it, though it is another unit's now;
    what a letter that is not issued yet says of it holds no longer since `letter_changed_at`."""

    machine = DISCREPANCY
    scope_by = Home(participation=True, outside=OF_UNITS)
    dated: ClassVar[Mapping[str, str]] = {"due": "due", "unit": "unit_id"}

    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="discrepancies")
    row = models.ForeignKey(ComparedRow, on_delete=models.PROTECT, related_name="discrepancies")
    subject = models.CharField("差异", max_length=300)
    cause = models.CharField("原因", max_length=12, choices=CAUSE_LABELS.items(), default="", blank=True)
    proposed = models.BooleanField("原因由系统提出", default=False)
    unit = models.ForeignKey(
        "orgs.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="责任单位"
    )
    due = models.DateField("期限")
    letter = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="核对函"
    )
    former_letter = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="原核对函"
    )
    letter_changed_at = models.DateTimeField(null=True)
    resolution = models.TextField("处理情况", default="", blank=True)
    opened_on = models.DateField("首次列出日期")
    closed_on = models.DateField("了结日期", null=True)

    class Meta(Placed.Meta):
        verbose_name = "台账差异"
        constraints: ClassVar = [
            declared_states(DISCREPANCY),
            models.UniqueConstraint(fields=["row"], name="one_discrepancy_per_row"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "gone")) | Q(unit__isnull=False),
                name="assigned_discrepancy_has_its_unit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "assigned", "gone")) | (~Q(cause="") & ~Q(resolution="")),
                name="resolved_discrepancy_has_cause_and_resolution",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("confirmed", "gone"), closed_on__isnull=False)
                | (~Q(state__in=("confirmed", "gone")) & Q(closed_on__isnull=True)),
                name="closed_discrepancy_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Its page."""
        from django.urls import reverse

        return reverse("reconcile:discrepancy", args=[self.pk])

    @property
    def cause_label(self) -> str:
        """The cause as pages tell it, "" while nobody has said."""
        return Cause(self.cause).label if self.cause else ""

    @property
    def age(self) -> int:
        """Days since it was first listed, until it was confirmed or gone."""
        until: date = self.closed_on or clock.today()
        return (until - self.opened_on).days

    @property
    def late(self) -> bool:
        """True when its day has passed and the unit that it was given to has done nothing."""
        return self.state == "assigned" and self.due < clock.today()


class Sighting(Scoped):
    """That a difference was met in a comparison: the same one, week after week, at that row of each."""

    scope_by = Through("comparison")

    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="sightings")
    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="sightings")
    row = models.OneToOneField(ComparedRow, on_delete=models.PROTECT, related_name="sighting")

    class Meta(Scoped.Meta):
        verbose_name = "差异的出现"

    def __str__(self) -> str:
        return f"{self.discrepancy_id} {self.comparison_id}"
