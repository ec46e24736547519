"""The province's ranking of its cities as it was published: every edition of every month stays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhiben.dispatch.vocab import EDITION_LABELS, Edition
from zhiben.foundation.scope.models import Home, Placed
from zhiben.orgs.vocab import OF_UNITS


class ProvincialRank(Placed):
    """One city's value of one indicator in one month, as one edition printed it. It lies with the city whose office
    took it in. `value` is in percentage points where `share` says so."""

    scope_by = Home(outside=OF_UNITS)

    region = models.CharField("地市", max_length=40)
    indicator = models.CharField("指标", max_length=60)
    month = models.DateField("月份首日")
    edition = models.CharField("版次", max_length=10, choices=EDITION_LABELS.items())
    published_on = models.DateField("公布日期")
    numerator = models.PositiveIntegerField("分子", null=True)
    denominator = models.PositiveIntegerField("分母", null=True)
    value = models.DecimalField("指标值", max_digits=14, decimal_places=4, null=True)
    share = models.BooleanField("百分比")
    fewer_is_better = models.BooleanField("低者优", default=False)
    rank = models.PositiveIntegerField("位次", null=True)
    file_sha256 = models.CharField(max_length=64)

    class Meta(Placed.Meta):
        verbose_name = "全省排名"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "region", "indicator", "month", "edition", "published_on"],
                name="rank_once_per_edition",
            ),
            models.UniqueConstraint(
                fields=["city", "region", "indicator", "month"],
                condition=Q(edition=Edition.FIRST),
                name="rank_first_published_once",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) & Q(denominator__isnull=True)
                | Q(denominator__gte=F("numerator"), numerator__isnull=False, denominator__isnull=False),
                name="rank_counts_are_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}{self.month:%Y-%m}{self.indicator}（{Edition(self.edition).label}）"
