"""The workbooks of returns and outcomes."""

from zhiben.reporting.sheets.outcomes import PENALTIES, WORKS

__all__ = ["PENALTIES", "WORKS"]
