"""What a person fills in about the campaign."""

from zhiben.campaign.forms.actions import ActionForm, GoalForm, IndicatorForm
from zhiben.campaign.forms.assigning import (
    Breakdown,
    MeasureTasksForm,
    SampleForm,
    TaskForm,
    assignable,
    begins_with,
    said_of,
)
from zhiben.campaign.forms.coverage import (
    ChainForm,
    ExcuseForm,
    FirstDayForm,
    HangForm,
    HolderForm,
    LastDayForm,
    LinksForm,
)
from zhiben.campaign.forms.plans import GoalsForm, IssueForm, MeasureForm, PlanForm, ReasonForm, SignedForm
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm, MoveChoice

__all__ = [
    "ActionForm",
    "Breakdown",
    "ChainForm",
    "DecisionForm",
    "ExcuseForm",
    "ExtendForm",
    "FirstDayForm",
    "GoalForm",
    "GoalsForm",
    "HangForm",
    "HolderForm",
    "IndicatorForm",
    "IssueForm",
    "LastDayForm",
    "LinksForm",
    "MeasureForm",
    "MeasureTasksForm",
    "MoveChoice",
    "PlanForm",
    "ReasonForm",
    "SampleForm",
    "SignedForm",
    "TaskForm",
    "assignable",
    "begins_with",
    "said_of",
]
