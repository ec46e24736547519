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
from zhiben.campaign.forms.coverage import ChainForm, ExcuseForm, FirstDayForm, HolderForm, LastDayForm, LinksForm
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
    "Breakdown",
    "ChainForm",
    "DecisionForm",
    "DutyForm",
    "DutyTurnForm",
    "ExcuseForm",
    "ExtendForm",
    "FirstDayForm",
    "ForceForm",
    "GoalForm",
    "GoalsForm",
    "HolderForm",
    "IndicatorForm",
    "IssueForm",
    "LastDayForm",
    "LiaisonForm",
    "LinksForm",
    "MadeDecisionForm",
    "MeasureForm",
    "MeasureTasksForm",
    "MeetingForm",
    "MemberForm",
    "MinutesForm",
    "MoveChoice",
    "NoticeForm",
    "PlanForm",
    "ReasonForm",
    "SampleForm",
    "SignedForm",
    "StandingMemberForm",
    "SwapForm",
    "TaskForm",
    "TaskNumberForm",
    "assignable",
    "begins_with",
    "said_of",
]
