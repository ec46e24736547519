"""What a person fills in about the campaign."""

from zhiben.campaign.forms.actions import ActionForm, GoalForm, IndicatorForm
from zhiben.campaign.forms.plans import GoalsForm, IssueForm, MeasureForm, PlanForm, ReasonForm, SignedForm
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm, MoveChoice

__all__ = [
    "ActionForm",
    "DecisionForm",
    "ExtendForm",
    "GoalForm",
    "GoalsForm",
    "IndicatorForm",
    "IssueForm",
    "MeasureForm",
    "MoveChoice",
    "PlanForm",
    "ReasonForm",
    "SignedForm",
]
