"""Cells of the coverage view of which the office has said, with its reason, that there is nothing to do. Nobody's
secret: whoever reads business data reads them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhiben.campaign.models.actions import Campaign, CampaignAction


class NotApplicable(models.Model):
    """A cell declared not applicable (不适用): an action in a district or a sector, or a link of a chain. It stands
    until it is taken back."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    action = models.ForeignKey(CampaignAction, models.PROTECT, null=True, related_name="+", verbose_name="行动")
    territory = models.ForeignKey("orgs.Territory", models.PROTECT, null=True, related_name="+", verbose_name="区")
    sector = models.ForeignKey("orgs.Sector", models.PROTECT, null=True, related_name="+", verbose_name="行业领域")
    link = models.ForeignKey("orgs.ChainLink", models.PROTECT, null=True, related_name="+", verbose_name="链条环节")
    reason = models.CharField("理由", max_length=300)
    declared_by = models.BigIntegerField()
    declared_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, territory__isnull=False, sector__isnull=True, link__isnull=True)
                | Q(action__isnull=False, territory__isnull=True, sector__isnull=False, link__isnull=True)
                | Q(action__isnull=True, territory__isnull=True, sector__isnull=True, link__isnull=False),
                name="not_applicable_is_said_of_one_cell",
            ),
            models.UniqueConstraint(
                fields=["campaign", "action", "territory"],
                condition=Q(taken_back_at__isnull=True, territory__isnull=False),
                name="district_cell_not_applicable_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "action", "sector"],
                condition=Q(taken_back_at__isnull=True, sector__isnull=False),
                name="sector_cell_not_applicable_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "link"],
                condition=Q(taken_back_at__isnull=True, link__isnull=False),
                name="link_not_applicable_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
