"""What a person fills in about the campaign."""

from zhiben.campaign.forms.actions import ActionForm, GoalForm, IndicatorForm
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm, MoveChoice

__all__ = ["ActionForm", "DecisionForm", "ExtendForm", "GoalForm", "IndicatorForm", "MoveChoice"]
