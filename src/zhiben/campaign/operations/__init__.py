"""The verbs of the campaign's frame and of the key-task list."""

from zhiben.campaign.operations.extending import ask_extension, decide_extension
from zhiben.campaign.operations.founding import (
    ActionDraft,
    IndicatorDraft,
    found_campaign,
    set_action,
    set_goal,
    set_indicator,
)
from zhiben.campaign.operations.listing import Draft, assign_all, draft_tasks
from zhiben.campaign.operations.merging import REPLACEABLE, merge, split
from zhiben.campaign.operations.reporting import nil_return, nil_returns, report_many
from zhiben.campaign.operations.retracting import redraft_tasks, restore_tasks, retract_tasks
from zhiben.campaign.operations.together import MOST, Outcome, move_many, set_due_many
from zhiben.campaign.operations.viewing import change_view, drop_view, mark_seen, save_view

__all__ = [
    "MOST",
    "REPLACEABLE",
    "ActionDraft",
    "Draft",
    "IndicatorDraft",
    "Outcome",
    "ask_extension",
    "assign_all",
    "change_view",
    "decide_extension",
    "draft_tasks",
    "drop_view",
    "found_campaign",
    "mark_seen",
    "merge",
    "move_many",
    "nil_return",
    "nil_returns",
    "redraft_tasks",
    "report_many",
    "restore_tasks",
    "retract_tasks",
    "save_view",
    "set_action",
    "set_due_many",
    "set_goal",
    "set_indicator",
    "split",
]
