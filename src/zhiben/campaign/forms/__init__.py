"""What a person fills in about the campaign."""

from zhiben.campaign.forms.actions import ActionForm, GoalForm, IndicatorForm
from zhiben.campaign.forms.tasks import DecisionForm, ExtendForm
from zhiben.campaign.forms.working import (
    BESIDE,
    MERGE,
    SET_DUE,
    DueForm,
    MergeForm,
    MoveChoice,
    PartForm,
    ViewForm,
    parts_of,
)

__all__ = [
    "BESIDE",
    "MERGE",
    "SET_DUE",
    "ActionForm",
    "DecisionForm",
    "DueForm",
    "ExtendForm",
    "GoalForm",
    "IndicatorForm",
    "MergeForm",
    "MoveChoice",
    "PartForm",
    "ViewForm",
    "parts_of",
]
