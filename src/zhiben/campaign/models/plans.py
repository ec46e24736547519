"""The plan system: one master plan, a sub-plan for each district and each sector. A plan lasts; its versions are
drafted, consulted on, issued and superseded. A measure keeps its number through the versions, and the tasks that hang
on it; what it says is each version's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.campaign.lifecycle import CONSULTATION, PLAN
from zhiben.campaign.models.actions import Campaign, CampaignAction
from zhiben.campaign.vocab import PREPARED, PlanKind
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates


class Plan(Placed):
    """One plan of the system. At home with the unit that answers for it; units that its measures name take part."""

    scope_by = Home(participation=True)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="plans")
    kind = models.CharField("类别", max_length=10, choices=[(one.value, one.label) for one in PlanKind])
    title = models.CharField("名称", max_length=120)
    owner = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="责任单位")
    territory = models.ForeignKey("orgs.Territory", models.PROTECT, null=True, related_name="+", verbose_name="区")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, null=True, related_name="+", verbose_name="行业领域")
    founded_at = models.DateTimeField()
    current = models.OneToOneField(
        "campaign.PlanVersion", models.PROTECT, null=True, related_name="+", verbose_name="现行版本"
    )

    class Meta(Placed.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(kind=PlanKind.MASTER), name="one_master_plan_per_campaign"
            ),
            models.UniqueConstraint(fields=["campaign", "territory"], name="one_plan_per_district"),
            models.UniqueConstraint(fields=["campaign", "sector"], name="one_plan_per_sector"),
            models.CheckConstraint(
                condition=Q(kind=PlanKind.MASTER, territory__isnull=True, sector__isnull=True)
                | Q(kind=PlanKind.DISTRICT, territory__isnull=False, sector__isnull=True)
                | Q(kind=PlanKind.SECTOR, territory__isnull=True, sector__isnull=False),
                name="plan_is_of_the_whole_or_a_district_or_a_sector",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The plan's page."""
        return reverse("campaign:plan", args=[self.pk])


class PlanVersion(Scoped, Living):
    """A plan as it was drafted, issued, superseded. `consulted` counts how often it was put to the units; `text` is
    what the signed file says, as far as it could be read."""

    machine = PLAN
    scope_by = Through("plan")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    goals = models.TextField("目标", blank=True)
    reason = models.CharField("修订原因", max_length=400, blank=True)
    consulted = models.PositiveSmallIntegerField(default=0)
    reply_by = models.DateField("反馈期限", null=True)
    document_no = models.CharField("文号", max_length=40, blank=True)
    issued_on = models.DateField("印发日期", null=True)
    text = models.TextField(blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            declared_states(PLAN),
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=PREPARED),
                name="one_version_being_prepared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}（第{self.number}版）"

    def get_absolute_url(self) -> str:
        """The version's page."""
        return reverse("campaign:plan_version", args=[self.plan_id, self.number])

    @property
    def settled(self) -> bool:
        """Nobody is waited for any more: every unit has answered or let the day pass, and every opinion was dealt
        with."""
        waited_for = ("objected",) if self.late else ("asked", "objected")
        return not Consultation.objects.filter(draft=self.pk, state__in=waited_for).exists()

    @property
    def late(self) -> bool:
        """True when the day by which the units were to reply has passed."""
        return self.reply_by is not None and clock.now() >= clock.day_end(self.reply_by)

    @property
    def authors(self) -> frozenset[int]:
        """Who began the version, wrote in it, put it to the units or sent it to review; read once, unless
        `load_authors` has done so for many."""
        if "_authors" not in self.__dict__:
            load_authors([self])
        found: frozenset[int] = self.__dict__["_authors"]
        return found

    @property
    def coordinates(self) -> Coordinates:
        """Where the plan lies."""
        return self.plan.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part in the plan."""
        return self.plan.participants


def load_authors(versions: Iterable[PlanVersion]) -> None:
    """Read with one query who has prepared each of many versions, as the ledger tells."""
    found = {one.pk: one for one in versions}
    people = audit.hands("campaign.planversion", found, ("begin", "set_measures", "consult", "submit"))
    for pk, version in found.items():
        version.__dict__["_authors"] = people[pk]


class PlanMeasure(Scoped):
    """A measure of a plan, by the number that it keeps. `upper` is the measure of the master plan that it carries out
    by the version in force, which no longer has it when it is `dropped`."""

    scope_by = Through("plan")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures")
    number = models.CharField("编号", max_length=20)
    upper = models.ForeignKey("self", models.PROTECT, null=True, related_name="lower", verbose_name="上级措施")
    dropped = models.BooleanField(default=False)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_measure_per_number"),
            models.CheckConstraint(condition=~Q(upper=F("id")), name="measure_is_not_above_itself"),
        ]

    def __str__(self) -> str:
        return self.number


class MeasureWording(Scoped):
    """What one version says of a measure: what is to be done and reached, by whom, until when, for which action, which
    link of a chain and which measure of the master plan."""

    scope_by = Through("version")

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="wordings")
    measure = models.ForeignKey(PlanMeasure, models.PROTECT, related_name="wordings")
    position = models.PositiveSmallIntegerField("顺序")
    text = models.CharField("措施", max_length=600)
    goal = models.CharField("目标", max_length=300, blank=True)
    action = models.ForeignKey(CampaignAction, models.PROTECT, null=True, related_name="+", verbose_name="行动")
    upper = models.ForeignKey(PlanMeasure, models.PROTECT, null=True, related_name="+", verbose_name="上级措施")
    link = models.ForeignKey("orgs.ChainLink", models.PROTECT, null=True, related_name="+", verbose_name="链条环节")
    lead_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    assisting = models.ManyToManyField("orgs.Unit", related_name="+", verbose_name="配合单位")
    due = models.DateField("完成时限", null=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "measure"], name="one_wording_per_version_and_measure"),
        ]

    def __str__(self) -> str:
        return self.text


class Consultation(Scoped, Living):
    """What a unit was asked about a version, and what it answered; `round` counts how often the version was put to the
    units, for what was recalled and changed is asked about anew."""

    machine = CONSULTATION
    scope_by = Through("draft")

    draft = models.ForeignKey(PlanVersion, models.PROTECT, related_name="consultations")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="征求意见单位")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    opinion = models.TextField("意见", blank=True)
    adopted = models.CharField("是否采纳", max_length=10, blank=True)
    answer = models.TextField("处理说明", blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            declared_states(CONSULTATION),
            models.UniqueConstraint(fields=["draft", "unit", "round"], name="one_consultation_per_draft_and_unit"),
        ]

    def __str__(self) -> str:
        return str(self.draft)

    def get_absolute_url(self) -> str:
        """The version's page, on which it is shown."""
        return self.draft.get_absolute_url()

    @property
    def adopted_shown(self) -> str:
        """Whether the opinion was adopted, in the office's word."""
        return dict(CONSULTATION.by_name["answer"].needs[0].choices).get(self.adopted, "")

    @property
    def plan(self) -> Plan:
        """The plan that is asked about."""
        return self.draft.plan

    @property
    def open(self) -> bool:
        """True while the version is being consulted on."""
        return self.draft.state == "consulting"

    @property
    def unsettled(self) -> bool:
        """True while what the version says can still be changed."""
        return self.draft.state in ("drafted", "consulting")

    @property
    def due(self) -> date | None:
        """The day by which the unit is to reply."""
        return self.draft.reply_by if self.state == "asked" else None

    @property
    def coordinates(self) -> Coordinates:
        """Where the plan lies."""
        return self.draft.coordinates

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]:
        """Who takes part in the plan."""
        return self.draft.participants
