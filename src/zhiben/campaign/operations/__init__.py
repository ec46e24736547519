"""The verbs of the campaign's frame and of the key-task list."""

from zhiben.campaign.operations.breaking import Share, break_down, equal_shares
from zhiben.campaign.operations.correcting import revise_draft
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
from zhiben.campaign.operations.plans import found_plan, revise_plan
from zhiben.campaign.operations.plans_hanging import KEEP, hang_many, hang_tasks, issue_plan
from zhiben.campaign.operations.plans_measures import MeasureDraft, draft_of, drafts_of, set_measures
from zhiben.campaign.operations.plans_signed import attach_signed
from zhiben.campaign.operations.reporting import nil_return, nil_returns, report_many
from zhiben.campaign.operations.retracting import redraft_tasks, restore_tasks, retract_tasks
from zhiben.campaign.operations.sampling import draw_sample, framed, usual_size
from zhiben.campaign.operations.steps import MilestoneDraft, read_steps, recurring, written_steps
from zhiben.campaign.operations.together import Outcome, move_many

__all__ = [
    "KEEP",
    "ActionDraft",
    "Draft",
    "IndicatorDraft",
    "MeasureDraft",
    "MilestoneDraft",
    "Outcome",
    "Share",
    "ask_extension",
    "assign_all",
    "attach_signed",
    "break_down",
    "decide_extension",
    "draft_of",
    "draft_tasks",
    "drafts_of",
    "draw_sample",
    "equal_shares",
    "found_campaign",
    "found_plan",
    "framed",
    "hang_many",
    "hang_tasks",
    "issue_plan",
    "move_many",
    "nil_return",
    "nil_returns",
    "read_steps",
    "recurring",
    "redraft_tasks",
    "report_many",
    "restore_tasks",
    "retract_tasks",
    "revise_draft",
    "revise_plan",
    "set_action",
    "set_goal",
    "set_indicator",
    "set_measures",
    "usual_size",
    "written_steps",
]
