"""The tables of the hazard ledger."""

from zhiben.hazards.models import closing  # noqa: F401 - its guards register themselves
from zhiben.hazards.models.attempt import Attempt
from zhiben.hazards.models.beside import Listing, Request, SiteRecord
from zhiben.hazards.models.hazard import Hazard, YearNumber, load_attempts

__all__ = ["Attempt", "Hazard", "Listing", "Request", "SiteRecord", "YearNumber", "load_attempts"]
