"""How much there is in a street of what accidents come from: the size by which streets are compared."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.accidents.vocab import SIZES
from zhiben.foundation.scope.models import Home, Placed
from zhiben.orgs.vocab import Role


class StreetExposure(Placed):
    """The sizes of a street in a year, at home in the street; an empty one is not known. The ledger keeps what was
    told before."""

    scope_by = Home(outside=(Role.ENTERPRISE_CONTACT,))

    year = models.PositiveSmallIntegerField("年份")
    employees = models.PositiveIntegerField("从业人员", null=True)
    enterprises = models.PositiveIntegerField("企业数", null=True)
    high_risk = models.PositiveIntegerField("其中高风险企业数", null=True)
    construction = models.PositiveIntegerField("在建工地", null=True)
    road_km = models.DecimalField("道路里程（公里）", max_digits=8, decimal_places=2, null=True)
    source = models.CharField("数据来源", max_length=200)
    told_at = models.DateTimeField()
    told_by = models.BigIntegerField()

    class Meta(Placed.Meta):
        verbose_name = "街道规模"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "year"], name="one_exposure_per_street_and_year"),
            models.CheckConstraint(condition=Q(street__gt=0), name="exposure_is_of_a_street"),
            models.CheckConstraint(condition=~Q(source=""), name="exposure_says_from_where"),
            models.CheckConstraint(
                condition=Q(road_km__isnull=True) | Q(road_km__gte=0), name="roads_are_no_less_than_0"
            ),
            models.CheckConstraint(
                condition=Q(high_risk__isnull=True) | Q(enterprises__isnull=True) | Q(high_risk__lte=F("enterprises")),
                name="high_risk_is_among_enterprises",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["city", "year"], name="exposure_city_year")]

    def __str__(self) -> str:
        return f"{self.year} ({self.street})"

    @property
    def sizes(self) -> dict[str, int | Decimal | None]:
        """What is known, by the name of the size."""
        return {name: getattr(self, name) for name in SIZES}
