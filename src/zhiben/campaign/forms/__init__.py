"""What a person fills in about the campaign."""

from zhiben.campaign.forms.actions import ActionForm, GoalForm, IndicatorForm
from zhiben.campaign.forms.liaison import LiaisonForm, NoticeForm
from zhiben.campaign.forms.mechanisms import (
    DutyForm,
    DutyTurnForm,
    ForceForm,
    MadeDecisionForm,
    MeetingForm,
    MemberForm,
    MinutesForm,
    StandingMemberForm,
    SwapForm,
    TaskNumberForm,
)
from zhiben.campaign.forms.plans import GoalsForm, IssueForm, MeasureForm, PlanForm, ReasonForm, SignedForm
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm, MoveChoice

__all__ = [
    "ActionForm",
    "DecisionForm",
    "DutyForm",
    "DutyTurnForm",
    "ExtendForm",
    "ForceForm",
    "GoalForm",
    "GoalsForm",
    "IndicatorForm",
    "IssueForm",
    "LiaisonForm",
    "MadeDecisionForm",
    "MeasureForm",
    "MeetingForm",
    "MemberForm",
    "MinutesForm",
    "MoveChoice",
    "NoticeForm",
    "PlanForm",
    "ReasonForm",
    "SignedForm",
    "StandingMemberForm",
    "SwapForm",
    "TaskNumberForm",
]
