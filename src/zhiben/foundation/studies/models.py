"""The table of what analyses found. A row never changes: other data or another method make another row."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from zhiben.foundation.guards import refusing, register
from zhiben.foundation.scope.models import Home, Placed


class Study(Placed):
    """One analysis (`name`) of a unit's ground with its `parameters`, from the data of the day `as_of`. `inputs` is the
    table that went in, as CSV; `left_out` the rows that could not, each with why; `result` what the method gave, and
    `warnings` in which respects it is weak. `follows` is the study with the same parameters that was the newest before:
    what is found again after something else is another row."""

    scope_by = Home()

    name = models.CharField("分析", max_length=40)
    unit = models.BigIntegerField()
    parameters = models.JSONField(default=dict)
    as_of = models.DateField("数据截至")
    version = models.CharField("方法版本", max_length=20)
    counted = models.PositiveIntegerField("行数")
    left_out = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    result = models.JSONField(encoder=DjangoJSONEncoder)
    inputs = models.TextField()
    sha256 = models.CharField(max_length=64)
    follows = models.BigIntegerField(default=0)
    made_at = models.DateTimeField("计算时间")
    made_by = models.BigIntegerField(default=0)

    class Meta(Placed.Meta):
        app_label = "foundation"
        verbose_name = "分析结果"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "unit", "sha256", "follows"], name="study_is_kept_once")
        ]
        indexes: ClassVar = [models.Index(fields=["name", "unit", "-made_at"], name="study_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.as_of}"


STAYS = "a study stays as it was found"
STUDY = Study._meta.db_table
FOUND = register(refusing((STUDY,), ("study_stays", f"UPDATE ON {STUDY}", "OLD.id IS NOT NULL", STAYS)))
FOUND_KEPT = register(
    refusing((STUDY,), ("study_is_kept", f"DELETE ON {STUDY}", "OLD.id IS NOT NULL", STAYS), keeps_rows=True)
)
