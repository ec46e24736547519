"""The workbooks of the campaign, one module for each of its lists."""

from zhiben.campaign.sheets.plans import MEASURES
from zhiben.campaign.sheets.tasks import TASKS, rows_out

__all__ = ["MEASURES", "TASKS", "rows_out"]
