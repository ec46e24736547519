"""The tables of assistance."""

from zhiben.assistance.models.experts import Expert, HighRisk
from zhiben.assistance.models.requests import Advice, HelpRequest, HelpVisit

__all__ = ["Advice", "Expert", "HelpRequest", "HelpVisit", "HighRisk"]
