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
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm, MoveChoice

__all__ = [
    "ActionForm",
    "DecisionForm",
    "DutyForm",
    "DutyTurnForm",
    "ExtendForm",
    "ForceForm",
    "GoalForm",
    "IndicatorForm",
    "LiaisonForm",
    "MadeDecisionForm",
    "MeetingForm",
    "MemberForm",
    "MinutesForm",
    "MoveChoice",
    "NoticeForm",
    "StandingMemberForm",
    "SwapForm",
    "TaskNumberForm",
]
