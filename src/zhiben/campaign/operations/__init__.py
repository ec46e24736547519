"""The verbs of the campaign's frame and of the key-task list."""

from zhiben.campaign.operations.breaking import Share, break_down, equal_shares
from zhiben.campaign.operations.extending import ask_extension, decide_extension
from zhiben.campaign.operations.founding import (
    ActionDraft,
    IndicatorDraft,
    found_campaign,
    set_action,
    set_goal,
    set_indicator,
)
from zhiben.campaign.operations.listing import Draft, MilestoneDraft, assign_all, draft_tasks, set_milestones
from zhiben.campaign.operations.reporting import nil_return, nil_returns, report_many
from zhiben.campaign.operations.retracting import redraft_tasks, restore_tasks, retract_tasks
from zhiben.campaign.operations.together import Outcome, move_many

__all__ = [
    "ActionDraft",
    "Draft",
    "IndicatorDraft",
    "MilestoneDraft",
    "Outcome",
    "Share",
    "ask_extension",
    "assign_all",
    "break_down",
    "decide_extension",
    "draft_tasks",
    "equal_shares",
    "found_campaign",
    "move_many",
    "nil_return",
    "nil_returns",
    "redraft_tasks",
    "report_many",
    "restore_tasks",
    "retract_tasks",
    "set_action",
    "set_goal",
    "set_indicator",
    "set_milestones",
]
