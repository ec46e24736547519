"""The workbooks of the hazard ledger, one module for each of its lists."""

from zhiben.hazards.sheets.criteria import CRITERIA, CRITERION_STANDARDS
from zhiben.hazards.sheets.hazards import HAZARDS, NOT_IMPORTABLE, rows_out

__all__ = ["CRITERIA", "CRITERION_STANDARDS", "HAZARDS", "NOT_IMPORTABLE", "rows_out"]
