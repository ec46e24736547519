"""The tables of the campaign: what it sets out to do, the plan system, the key-task list, meetings and notices."""

from zhiben.campaign.models.actions import (
    Campaign,
    CampaignAction,
    Indicator,
    LightLimits,
    Mechanism,
    Target,
    YearGoal,
)
from zhiben.campaign.models.coverage import NotApplicable
from zhiben.campaign.models.mechanisms import Decision, LiaisonNotice, Meeting, Receipt
from zhiben.campaign.models.plans import Consultation, MeasureWording, Plan, PlanMeasure, PlanVersion, load_authors
from zhiben.campaign.models.samples import Sample, SampledReport, load_sampled_at
from zhiben.campaign.models.tasks import Extension, KeyTask, Milestone, TaskReport
from zhiben.campaign.models.working import ListDesk, SavedView

__all__ = [
    "Campaign",
    "CampaignAction",
    "Consultation",
    "Decision",
    "Extension",
    "Indicator",
    "KeyTask",
    "LiaisonNotice",
    "LightLimits",
    "ListDesk",
    "MeasureWording",
    "Mechanism",
    "Meeting",
    "Milestone",
    "NotApplicable",
    "Plan",
    "PlanMeasure",
    "PlanVersion",
    "Receipt",
    "Sample",
    "SampledReport",
    "SavedView",
    "Target",
    "TaskReport",
    "YearGoal",
    "load_authors",
    "load_sampled_at",
]
