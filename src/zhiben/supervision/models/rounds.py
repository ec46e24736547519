"""Rounds of supervision, the frame of each as it was frozen, who keeps its list, and its teams."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from zhiben.foundation.lifecycle.models import Living, declared_states
from zhiben.foundation.scope.models import Home, Placed, Scoped, Through
from zhiben.orgs.vocab import OF_UNITS
from zhiben.supervision.lifecycle import ROUND
from zhiben.supervision.vocab import HEAVIER, LEAST_TEAM, RECENT_DAYS, Choosing, FrameOf, Kind, Mode, Occasion


class Round(Placed, Living):
    """One round of an office, at whose place it lies; the visited side does not see it. What a kind says is kept here
    as it was when the round was planned. `territories`, `sectors` and `sites` narrow the frame (empty: all); `size`
    targets are drawn, of every street at least `least`; `commitment` is the SHA-256 of the secret part of the seed,
    told when the frame is frozen, `public_source` the number that will be its other part; `report` the paper that
    tells what the round has come to."""

    machine = ROUND
    scope_by = Home(outside=OF_UNITS)

    office = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="安委办")
    kind = models.CharField("种类", max_length=20, choices=[(one.value, one.label) for one in Kind])
    mode = models.CharField("方式", max_length=10, choices=[(one.value, one.label) for one in Mode])
    occasion = models.CharField("时节", max_length=10, blank=True, choices=[(one.value, one.label) for one in Occasion])
    title = models.CharField("名称", max_length=80)
    first = models.DateField("首日")
    last = models.DateField("末日")
    purpose = models.TextField("检查什么", blank=True)
    basis = models.CharField("依据", max_length=200)
    frame_of = models.CharField("抽样框", max_length=10, choices=[(one.value, one.label) for one in FrameOf])
    choosing = models.CharField("怎样定对象", max_length=10, choices=[(one.value, one.label) for one in Choosing])
    territories = models.JSONField("区域", default=list)
    sectors = models.JSONField("行业领域", default=list)
    sites = models.JSONField("指定的场所", default=list)
    size = models.PositiveIntegerField("抽取个数", default=0)
    least = models.PositiveSmallIntegerField("每个街镇至少", default=0)
    recent_days = models.PositiveSmallIntegerField("多少天内查过的不抽", default=RECENT_DAYS)
    heavier = models.PositiveSmallIntegerField("有未销号重大隐患的权数", default=HEAVIER)
    from_outside = models.BooleanField("回避本区人员", default=True)
    team_size = models.PositiveSmallIntegerField("每组至少", default=LEAST_TEAM)
    public_source = models.CharField("用哪个公开数", max_length=120, blank=True)
    commitment = models.CharField("种子的摘要", max_length=64, blank=True)
    public_value = models.CharField("公开数", max_length=60, blank=True)
    seals_digest = models.CharField("封存摘要的合计摘要", max_length=64, blank=True)
    approval_no = models.CharField("批准文号", max_length=60, blank=True)
    planned_by = models.BigIntegerField()
    drawn_at = models.DateTimeField("抽取时间", null=True)
    report = models.ForeignKey("documents.OfficialDocument", models.PROTECT, null=True, related_name="+")

    class Meta(Placed.Meta):
        verbose_name = "督导轮次"
        constraints: ClassVar = [
            declared_states(ROUND),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="supervision_kind_is_known"),
            models.CheckConstraint(condition=Q(mode__in=list(Mode)), name="supervision_mode_is_known"),
            models.CheckConstraint(condition=Q(frame_of__in=list(FrameOf)), name="supervision_frame_is_known"),
            models.CheckConstraint(condition=Q(choosing__in=list(Choosing)), name="supervision_choosing_is_known"),
            models.CheckConstraint(condition=Q(occasion__in=["", *Occasion]), name="supervision_occasion_is_known"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="supervision_round_runs_forward"),
            models.CheckConstraint(condition=Q(team_size__gte=LEAST_TEAM), name="supervision_team_is_two_at_least"),
            models.CheckConstraint(
                condition=~Q(state="under_way") | Q(drawn_at__isnull=False), name="supervision_under_way_was_drawn"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The round's page."""
        return reverse("supervision:round", args=[self.pk])

    @property
    def keepers(self) -> frozenset[int]:
        """Who keeps the list of targets; read once for many by the room's prepare."""
        found: frozenset[int] = self.__dict__.get("_keepers", frozenset())
        return found


class Keeper(Scoped):
    """Somebody of the office who keeps a round's list, and since when."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, models.PROTECT, related_name="keeper_rows")
    person = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "person"], name="keeper_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.person}"


class Frame(Scoped):
    """What a round draws from, as it was frozen: lines of name, stratum and weight, their digest, and when. One that
    was thawed is kept, so that nobody freezes until a draw comes out right."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, models.PROTECT, related_name="frames")
    number = models.PositiveSmallIntegerField("第几次")
    text = models.TextField("抽样框")
    digest = models.CharField("摘要", max_length=64)
    count = models.PositiveIntegerField("个数")
    commitment = models.CharField("种子的摘要", max_length=64, blank=True)
    frozen_by = models.BigIntegerField()
    frozen_at = models.DateTimeField()
    thawed_why = models.TextField("退回理由", default="", blank=True)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="one_frame_per_number"),
            models.UniqueConstraint(fields=["round"], condition=Q(thawed_why=""), name="one_standing_frame_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} ({self.number})"

    @property
    def lines(self) -> list[str]:
        """The lines, sorted."""
        return self.text.split("\n") if self.text else []


class Excusal(Scoped):
    """One that stands in a frame with weight 0, and why."""

    scope_by = Through("frame")

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="excusals")
    name = models.CharField("名称", max_length=60)
    why = models.CharField("原因", max_length=10)
    told = models.CharField("说明", max_length=120)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["frame", "name"], name="excused_once_per_frame"),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.told}"


class Team(Scoped):
    """A team of a round: a number, and whom it sends."""

    scope_by = Through("round")

    round = models.ForeignKey(Round, models.PROTECT, related_name="teams")
    number = models.PositiveSmallIntegerField("组号")

    class Meta(Scoped.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "number"], name="one_team_per_number")]

    def __str__(self) -> str:
        return f"第{self.number}组"


class TeamMember(Scoped):
    """Somebody who goes out with a team, for which unit, and whether as its head."""

    scope_by = Through("team")

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    person = models.BigIntegerField()
    unit = models.BigIntegerField()
    heads = models.BooleanField("组长", default=False)

    class Meta(Scoped.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person"], name="member_once_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.person}"
