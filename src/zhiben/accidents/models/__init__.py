"""The tables of accident cases."""

from zhiben.accidents.models.beside import Apart, CaseCause, DataFreeze, Revision, SourceRow, UpwardReport
from zhiben.accidents.models.case import AccidentCase, YearNumber
from zhiben.accidents.models.codes import Code, CodeScheme, Crosswalk
from zhiben.accidents.models.exposure import StreetExposure
from zhiben.accidents.models.told import TRACKED, Told

__all__ = [
    "TRACKED",
    "AccidentCase",
    "Apart",
    "CaseCause",
    "Code",
    "CodeScheme",
    "Crosswalk",
    "DataFreeze",
    "Revision",
    "SourceRow",
    "StreetExposure",
    "Told",
    "UpwardReport",
    "YearNumber",
]
