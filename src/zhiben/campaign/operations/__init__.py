"""The verbs of the campaign's frame, of the key-task list, of meetings and of notices."""

from zhiben.campaign.operations.breaking import Share, break_down, equal_shares
from zhiben.campaign.operations.correcting import correct, revise_draft
from zhiben.campaign.operations.deciding import (
    DecisionDraft,
    add_decision,
    decisions_to_tasks,
    drop_decision,
    link_decision,
    set_decision,
    task_number,
    task_numbers,
    unlink_decision,
)
from zhiben.campaign.operations.excusing import declare_not_applicable, take_not_applicable_back
from zhiben.campaign.operations.extending import ask_extension, decide_extension
from zhiben.campaign.operations.founding import (
    ActionDraft,
    IndicatorDraft,
    found_campaign,
    set_action,
    set_goal,
    set_indicator,
    set_light_limits,
)
from zhiben.campaign.operations.listing import Draft, assign_all, draft_tasks
from zhiben.campaign.operations.meeting import MeetingDraft, begin_official, call_meeting, set_meeting
from zhiben.campaign.operations.merging import REPLACEABLE, merge, split
from zhiben.campaign.operations.notifying import NoticeDraft, remind, send_notice
from zhiben.campaign.operations.plans import found_plan, hand_plan_over, revise_plan
from zhiben.campaign.operations.plans_hanging import KEEP, hang_many, hang_tasks, issue_plan
from zhiben.campaign.operations.plans_measures import MeasureDraft, draft_of, drafts_of, set_measures
from zhiben.campaign.operations.plans_signed import attach_signed
from zhiben.campaign.operations.reporting import nil_return, nil_returns, report_many
from zhiben.campaign.operations.retracting import redraft_tasks, restore_tasks, retract_tasks
from zhiben.campaign.operations.sampling import draw_sample, framed, usual_size
from zhiben.campaign.operations.steps import MilestoneDraft, read_steps, recurring, written_steps
from zhiben.campaign.operations.together import move_many, set_due_many
from zhiben.campaign.operations.viewing import change_view, drop_view, mark_seen, save_view

__all__ = [
    "KEEP",
    "REPLACEABLE",
    "ActionDraft",
    "DecisionDraft",
    "Draft",
    "IndicatorDraft",
    "MeasureDraft",
    "MeetingDraft",
    "MilestoneDraft",
    "NoticeDraft",
    "Share",
    "add_decision",
    "ask_extension",
    "assign_all",
    "attach_signed",
    "begin_official",
    "break_down",
    "call_meeting",
    "change_view",
    "correct",
    "decide_extension",
    "decisions_to_tasks",
    "declare_not_applicable",
    "draft_of",
    "draft_tasks",
    "drafts_of",
    "draw_sample",
    "drop_decision",
    "drop_view",
    "equal_shares",
    "found_campaign",
    "found_plan",
    "framed",
    "hand_plan_over",
    "hang_many",
    "hang_tasks",
    "issue_plan",
    "link_decision",
    "mark_seen",
    "merge",
    "move_many",
    "nil_return",
    "nil_returns",
    "read_steps",
    "recurring",
    "redraft_tasks",
    "remind",
    "report_many",
    "restore_tasks",
    "retract_tasks",
    "revise_draft",
    "revise_plan",
    "save_view",
    "send_notice",
    "set_action",
    "set_decision",
    "set_due_many",
    "set_goal",
    "set_indicator",
    "set_light_limits",
    "set_measures",
    "set_meeting",
    "split",
    "take_not_applicable_back",
    "task_number",
    "task_numbers",
    "unlink_decision",
    "usual_size",
    "written_steps",
]
