"""Rounds, the units they name with their answers, each item beside a name as it stood when the round closed, what had
become of it by the next one, and the papers beside a round's bulletin; by which address a person's calendar fetches
dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.dispatch.lifecycle import NAMING, ROUND
from zhiben.dispatch.lifecycle.rounds import of_month
from zhiben.dispatch.vocab import BESIDE_LABELS, OUTCOME_LABELS, REASON_LABELS, Beside, Reason
from zhiben.dispatch.wording import words_in
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel.cycle import Cycle, registered
from zhiben.kernel.periods import Period
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import OF_UNITS


class Round(Placed, Living):
    """One period of one cycle for one issuing office, at whose place it lies. `reminded_at`, `raised_at`: when it was
    told last that the next step waits."""

    machine = ROUND
    scope_by = Home(outside=OF_UNITS)
    dated: ClassVar[Mapping[str, str]] = {"district": "district", "street": "street"}

    cycle = models.CharField("周期", max_length=30)
    period_first = models.DateField("首日")
    period_last = models.DateField("末日")
    office = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="调度单位")
    as_of = models.DateTimeField("数据截止", null=True)
    bulletin = models.OneToOneField(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="round"
    )
    mistakes = models.PositiveIntegerField("印发后的重述和撤回", default=0)
    corrected = models.PositiveIntegerField("其中已更正", default=0)
    reminded_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(null=True)

    class Meta(Placed.Meta):
        verbose_name = "调度期"
        constraints: ClassVar = [
            declared_states(ROUND),
            models.UniqueConstraint(fields=["cycle", "period_first", "office"], name="one_round_per_period_and_office"),
            models.CheckConstraint(condition=Q(period_last__gte=F("period_first")), name="round_period_runs_forward"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "collecting")) | Q(as_of__isnull=False), name="closed_round_has_its_cut"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "collecting", "closed")) | Q(bulletin__isnull=False),
                name="drafted_round_has_its_bulletin",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "period_first", "id"], name="round_by_city"),
            models.Index(fields=["district", "period_first", "id"], name="round_by_district"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The round's page."""
        from django.urls import reverse

        return reverse(self.declared.page, args=[self.pk])

    @property
    def declared(self) -> Cycle:
        """The cycle's declaration."""
        return registered()[self.cycle]

    @property
    def period(self) -> Period:
        """The period with its label."""
        return self.declared.period_of(self.period_first)

    @property
    def title(self) -> str:
        """2024年10月上半月调度."""
        return f"{self.period.label}调度"

    @property
    def of_month(self) -> bool:
        """True for a month, whose papers are analyses of every unit."""
        return of_month(self)

    @property
    def bundle(self) -> str:
        """The name under which the round's measures are frozen."""
        return f"round-{self.pk}"

    @property
    def names(self) -> list[NamedUnit]:
        """All names of the round as they stand, whoever asks: approval depends on every one."""
        return list(NamedUnit._unfiltered().filter(round=self).order_by("pk"))

    @property
    def correction_state(self) -> str:
        """The state of the last correction's paper, "" without one."""
        return self._corrections.values_list("document__state", flat=True).first() or ""

    @property
    def authors(self) -> frozenset[int]:
        """Who drafted the present bulletin and who revised it, be it by deciding on a name or restating a figure: the
        draft follows these by itself."""
        written = self.bulletin.authors if self.bulletin else frozenset()
        decided = NamedUnit._unfiltered().filter(round=self).exclude(decided_by=0).values_list("decided_by", flat=True)
        return written | audit.hands(self._meta.label_lower, [self.pk], REWRITING)[self.pk] | frozenset(decided)

    @property
    def correction_authors(self) -> frozenset[int]:
        """The same of the last correction's paper."""
        row = self._corrections.select_related("document").defer("document__paper_json").first()
        return row.document.authors if row else frozenset()

    @property
    def correction_words(self) -> str:
        """What a person has written in the last correction's paper."""
        row = self._corrections.select_related("document").first()
        return words_in(row.document.paper) if row else ""

    @property
    def _corrections(self) -> models.QuerySet[SidePaper]:
        return SidePaper._unfiltered().filter(round=self, role=Beside.CORRECTION).order_by("-batch")

    @property
    def usual_distribution(self) -> str:
        """The line of everybody of the office's own level, as a person may change it before issuing."""
        return "发：" + "、".join(card.name for card in orgs.units_under(self.office_id))


REWRITING = ("draft", "redraft", "renew", "restate")
"""Moves of a round by which its papers say something else."""


class NamedUnit(Placed, Living):
    """A unit named in a round for one reason; the items are the facts. It lies with the issuing office; from the draft
    of the bulletin on the unit takes part, and answers until `reply_by`."""

    machine = NAMING
    scope_by = Home(participation=True, outside=OF_UNITS)

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="named")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField("单位", max_length=80)
    reason = models.CharField("原因", max_length=30, choices=REASON_LABELS.items())
    count = models.PositiveIntegerField("项数")
    reply_by = models.DateTimeField("答复期限", null=True)
    reply = models.TextField("答复", default="", blank=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    replied_by = models.BigIntegerField(default=0)
    late = models.BooleanField("逾期答复，安委办代记", default=False)
    opinion = models.TextField("安委办意见", default="", blank=True)
    decided_by = models.BigIntegerField(default=0)

    class Meta(Placed.Meta):
        verbose_name = "点名"
        constraints: ClassVar = [
            declared_states(NAMING),
            models.UniqueConstraint(fields=["round", "unit", "reason"], name="unit_named_once_per_reason"),
            models.CheckConstraint(condition=Q(count__gte=1), name="named_unit_has_a_fact"),
            models.CheckConstraint(
                condition=Q(state__in=("named", "agreed")) | ~Q(reply=""), name="contested_name_has_its_reply"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("kept", "struck")) | ~Q(opinion=""), name="decided_name_has_its_opinion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}：{Reason(self.reason).label}（{self.count}项）"

    def get_absolute_url(self) -> str:
        """The page on which the unit answers and the office decides."""
        from django.urls import reverse

        return reverse("dispatch:naming", args=[self.pk])


class NamedItem(Scoped):
    """One item beside a name, copied at the closing so that it reads the same for ever; `record` leads to it as it
    is today."""

    scope_by = Through("named")

    named = models.ForeignKey(NamedUnit, on_delete=models.PROTECT, related_name="items")
    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    number = models.CharField("编号", max_length=60)
    title = models.CharField("事项", max_length=300)
    due = models.DateField("期限", null=True)
    state = models.CharField("当时状态", max_length=30)
    days_late = models.IntegerField("逾期天数", default=0)

    class Meta(Scoped.Meta):
        verbose_name = "点名事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["named", "model", "record"], name="item_once_beside_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the name beside which it stands."""
        from django.urls import reverse

        return reverse("dispatch:naming", args=[self.named_id])


class FollowUp(Scoped):
    """What had become of an item, named in an earlier bulletin, when this round closed."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="follow_ups")
    item = models.ForeignKey(NamedItem, on_delete=models.PROTECT, related_name="follow_ups")
    outcome = models.CharField("办理结果", max_length=10, choices=OUTCOME_LABELS.items())
    state = models.CharField("本期状态", max_length=30)
    days_late = models.IntegerField("逾期天数", default=0)

    class Meta(Scoped.Meta):
        verbose_name = "上期点名事项办理情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "item"], name="item_followed_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.outcome}"


class Feed(models.Model):
    """A person's own address of the calendar: the digest of the word in it."""

    person = models.OneToOneField("orgs.Person", models.PROTECT, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class SidePaper(Scoped):
    """A paper beside the round's present bulletin: a correction of it, or a bulletin that was taken back. `batch` is
    how many restatements and withdrawals it covers; `about` the bulletin that a correction corrects."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="side_papers")
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="beside_round")
    about = models.ForeignKey("documents.OfficialDocument", on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField("文种", max_length=10, choices=BESIDE_LABELS.items())
    batch = models.PositiveIntegerField()

    class Meta(Scoped.Meta):
        verbose_name = "更正和原简报"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "role", "batch"], name="one_correction_per_batch"),
        ]

    def __str__(self) -> str:
        return f"{Beside(self.role).label} {self.document_id}"
