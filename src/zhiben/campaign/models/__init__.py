"""The tables of the campaign: what it sets out to do, the plan system, and the key-task list."""

from zhiben.campaign.models.actions import Campaign, CampaignAction, Indicator, Target, YearGoal
from zhiben.campaign.models.plans import Consultation, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.models.tasks import Extension, KeyTask, Milestone, TaskReport
from zhiben.campaign.models.working import ListDesk, SavedView

__all__ = [
    "Campaign",
    "CampaignAction",
    "Consultation",
    "Extension",
    "Indicator",
    "KeyTask",
    "ListDesk",
    "MeasureWording",
    "Milestone",
    "Plan",
    "PlanMeasure",
    "PlanVersion",
    "SavedView",
    "Target",
    "TaskReport",
    "YearGoal",
]
