"""The verbs of supervision."""

from zhiben.supervision.operations import giving, voiding  # noqa: F401 - their effects register themselves
from zhiben.supervision.operations.amending import SAID, amend_round, must_amend
from zhiben.supervision.operations.answering import (
    Answered,
    answer_item,
    answer_items,
    check_task,
    see_again,
    settle_task,
)
from zhiben.supervision.operations.area_papers import draft_area_paper
from zhiben.supervision.operations.areas import Proposal, close_measure, note_meeting, propose_area
from zhiben.supervision.operations.arriving import Position, arrive
from zhiben.supervision.operations.checklists import (
    ChecklistDraft,
    ItemDraft,
    add_checklist,
    add_edition,
    amend_checklist,
)
from zhiben.supervision.operations.drawing import name_target, replace
from zhiben.supervision.operations.finding import Batch, Found, issue, must_be_there, record
from zhiben.supervision.operations.freezing import freeze
from zhiben.supervision.operations.judging import judge_photo
from zhiben.supervision.operations.judging_signals import set_alert_budget
from zhiben.supervision.operations.listings import Together, draft_request, propose_listing
from zhiben.supervision.operations.planning import (
    Plan,
    Sent,
    add_keeper,
    end_interest,
    must_let_in,
    note_interest,
    plan_round,
    planned,
    set_team,
)
from zhiben.supervision.operations.positions import positions_kept, read_positions
from zhiben.supervision.operations.raising import take_up
from zhiben.supervision.operations.reporting import STANDS_NO_MORE, draft_report
from zhiben.supervision.operations.sending import assign, look, note_look
from zhiben.supervision.operations.studying import PAPERS, Opening, draft_study_paper, open_study, plan_study_visit
from zhiben.supervision.operations.sweeping import (
    Occasion,
    draft_look_alikes,
    plan_look_alike_round,
    set_look_alikes,
)
from zhiben.supervision.operations.syncing import Answer, sync
from zhiben.supervision.operations.telling import Said
from zhiben.supervision.operations.tip_draws import draw_tips
from zhiben.supervision.operations.transferring import HandOver, hand_over
from zhiben.supervision.operations.versions import may_settle, settle

__all__ = [
    "PAPERS",
    "SAID",
    "STANDS_NO_MORE",
    "Answer",
    "Answered",
    "Batch",
    "ChecklistDraft",
    "Found",
    "HandOver",
    "ItemDraft",
    "Occasion",
    "Opening",
    "Plan",
    "Position",
    "Proposal",
    "Said",
    "Sent",
    "Together",
    "add_checklist",
    "add_edition",
    "add_keeper",
    "amend_checklist",
    "amend_round",
    "answer_item",
    "answer_items",
    "arrive",
    "assign",
    "check_task",
    "close_measure",
    "draft_area_paper",
    "draft_look_alikes",
    "draft_report",
    "draft_request",
    "draft_study_paper",
    "draw_tips",
    "end_interest",
    "freeze",
    "hand_over",
    "issue",
    "judge_photo",
    "look",
    "may_settle",
    "must_amend",
    "must_be_there",
    "must_let_in",
    "name_target",
    "note_interest",
    "note_look",
    "note_meeting",
    "open_study",
    "plan_look_alike_round",
    "plan_round",
    "plan_study_visit",
    "planned",
    "positions_kept",
    "propose_area",
    "propose_listing",
    "read_positions",
    "record",
    "replace",
    "see_again",
    "set_alert_budget",
    "set_look_alikes",
    "set_team",
    "settle",
    "settle_task",
    "sync",
    "take_up",
]
