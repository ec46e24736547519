"""Outlines of districts that the office has brought itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhiben.orgs.models.structure import Territory


class TerritoryOutline(models.Model):
    """The rings of one district in degrees, as the office's file told them; where they come from, with the map review
    number (审图号) if there is one."""

    territory = models.OneToOneField(Territory, models.PROTECT, primary_key=True, related_name="+")
    rings = models.JSONField()
    source = models.CharField("来源和审图号", max_length=120)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="outline_names_its_source")]

    def __str__(self) -> str:
        return f"{self.territory_id}"
