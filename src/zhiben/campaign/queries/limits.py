"""Where the lights of which task turn: by the campaign of its action, or where it has none by that on whose office's
ground it lies and in whose years it is due. What holds is what the office says today; lights of days gone by are not
kept."""

from __future__ import annotations

from collections.abc import Iterable

from zhiben.campaign.models import Campaign, CampaignAction, KeyTask, LightLimits
from zhiben.campaign.vocab import DEFAULT_LIMITS, Limits
from zhiben.orgs import queries as orgs


def limits_in(campaign: Campaign) -> Limits:
    """A campaign's limits, as its office has set them or by default."""
    row = LightLimits.objects.filter(campaign=campaign.pk).first()
    return row.limits if row else DEFAULT_LIMITS


def limits_of(tasks: Iterable[KeyTask]) -> dict[int, Limits]:
    """Task id → its limits, for those that have other ones than the default; a fixed number of queries."""
    said = {row.campaign_id: row for row in LightLimits.objects.select_related("campaign").order_by("campaign")}
    if not said:
        return {}
    actions = dict(CampaignAction.objects.values_list("pk", "campaign"))
    places = orgs.unit_coordinates({row.campaign.office_id for row in said.values()})
    grounds = [(places[row.campaign.office_id].territory, row) for row in said.values()]
    found: dict[int, Limits] = {}
    for task in tasks:
        row = said.get(actions.get(task.action_id or 0, 0))
        if task.action_id is None:
            near = (one for ground, one in grounds if ground.covers(task.coordinates))
            row = next((one for one in near if task.due.year in one.campaign.years), None)
        if row is not None:
            found[task.pk] = row.limits
    return found
