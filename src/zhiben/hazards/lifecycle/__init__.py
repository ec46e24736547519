"""The machines of a hazard, of what stands beside it, of a listing, and of a signal. All of "who may" stands here."""

from zhiben.hazards.lifecycle.beside import CONTROL, CONTROLLER, LOOKER, REQUEST, SECOND_LOOK, SITE_RECORD
from zhiben.hazards.lifecycle.hazard import HAZARD
from zhiben.hazards.lifecycle.listing import BODY_OFFICER, LISTING
from zhiben.hazards.lifecycle.people import (
    ACCEPTER,
    CITY_OFFICE,
    DISTRICT_OFFICE,
    FIRST,
    OFFICE,
    REPORTER,
    REPORTING_ROLES,
    RESPONSIBLE_UNIT,
    SECOND,
    SECTOR_DEPARTMENT,
    takes_over,
)
from zhiben.hazards.lifecycle.signal import SIGNAL

__all__ = [
    "ACCEPTER",
    "BODY_OFFICER",
    "CITY_OFFICE",
    "CONTROL",
    "CONTROLLER",
    "DISTRICT_OFFICE",
    "FIRST",
    "HAZARD",
    "LISTING",
    "LOOKER",
    "OFFICE",
    "REPORTER",
    "REPORTING_ROLES",
    "REQUEST",
    "RESPONSIBLE_UNIT",
    "SECOND",
    "SECOND_LOOK",
    "SECTOR_DEPARTMENT",
    "SIGNAL",
    "SITE_RECORD",
    "takes_over",
]
