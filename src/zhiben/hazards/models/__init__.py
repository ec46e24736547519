"""The tables of the hazard ledger."""

from zhiben.hazards.models.attempt import Attempt
from zhiben.hazards.models.beside import Listing, Request, SiteRecord
from zhiben.hazards.models.criteria import Criterion, CriterionStandard
from zhiben.hazards.models.hazard import Hazard, YearNumber, load_attempts

__all__ = [
    "Attempt",
    "Criterion",
    "CriterionStandard",
    "Hazard",
    "Listing",
    "Request",
    "SiteRecord",
    "YearNumber",
    "load_attempts",
]
