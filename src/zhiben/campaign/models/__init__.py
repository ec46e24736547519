"""The tables of the campaign: what it sets out to do, the plan system with what it need not cover, and the key-task
list."""

from zhiben.campaign.models.actions import Campaign, CampaignAction, Indicator, Target, YearGoal
from zhiben.campaign.models.coverage import NotApplicable
from zhiben.campaign.models.plans import Consultation, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.models.samples import Sample, SampledReport
from zhiben.campaign.models.tasks import Extension, KeyTask, Milestone, TaskReport

__all__ = [
    "Campaign",
    "CampaignAction",
    "Consultation",
    "Extension",
    "Indicator",
    "KeyTask",
    "MeasureWording",
    "Milestone",
    "NotApplicable",
    "Plan",
    "PlanMeasure",
    "PlanVersion",
    "Sample",
    "SampledReport",
    "Target",
    "TaskReport",
    "YearGoal",
]
