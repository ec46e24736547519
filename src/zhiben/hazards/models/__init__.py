"""The tables of the hazard ledger."""

from zhiben.hazards.models import closing  # noqa: F401 - its guards register themselves
from zhiben.hazards.models.attempt import Attempt
from zhiben.hazards.models.beside import Request, SiteRecord
from zhiben.hazards.models.criteria import Criterion, CriterionStandard
from zhiben.hazards.models.following import Control, LookDraw, SecondLook
from zhiben.hazards.models.hazard import Hazard, YearNumber, load_attempts
from zhiben.hazards.models.limits import ClockSetting
from zhiben.hazards.models.listing import Listing
from zhiben.hazards.models.signals import LastLook, Signal, SignalSubject, TemplateSentence

__all__ = [
    "Attempt",
    "ClockSetting",
    "Control",
    "Criterion",
    "CriterionStandard",
    "Hazard",
    "LastLook",
    "Listing",
    "LookDraw",
    "Request",
    "SecondLook",
    "Signal",
    "SignalSubject",
    "SiteRecord",
    "TemplateSentence",
    "YearNumber",
    "load_attempts",
]
