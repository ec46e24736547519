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
from zhiben.campaign.forms.plans import GoalsForm, IssueForm, MeasureForm, PlanForm, ReasonForm, SignedForm
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm, MoveChoice

__all__ = [
    "ActionForm",
    "Breakdown",
    "DecisionForm",
    "ExtendForm",
    "GoalForm",
    "GoalsForm",
    "IndicatorForm",
    "IssueForm",
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
