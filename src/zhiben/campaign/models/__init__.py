"""The tables of the campaign: what it sets out to do, and the key-task list."""

from zhiben.campaign.models.actions import Campaign, CampaignAction, Indicator, Target, YearGoal
from zhiben.campaign.models.tasks import Extension, KeyTask, TaskReport

__all__ = [
    "Campaign",
    "CampaignAction",
    "Extension",
    "Indicator",
    "KeyTask",
    "Target",
    "TaskReport",
    "YearGoal",
]
