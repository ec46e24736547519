"""The verbs of dispatch: of the round, of each naming in it, of corrections, of a week's chasing, of what leaders
instructed, of reminders, of a person's own calendar."""

from zhiben.dispatch.operations.chasing import chase, must_chase
from zhiben.dispatch.operations.correcting import approve_correction, correct, issue_correction, word_correction
from zhiben.dispatch.operations.feeding import end_feed, renew_feed
from zhiben.dispatch.operations.instructions import instruct
from zhiben.dispatch.operations.issuing import issue_set
from zhiben.dispatch.operations.naming import agree, contest, keep, note_agreed, note_late, strike
from zhiben.dispatch.operations.reminders import (
    LADDER,
    Origin,
    amend_task,
    escalate,
    hold,
    open_task,
    remind,
    settle,
)
from zhiben.dispatch.operations.rounds import (
    approve,
    close,
    collect,
    draft,
    issue,
    open_due,
    open_round,
    redraft,
    renew,
    restate,
    withdraw_issue,
)
from zhiben.dispatch.operations.studio import held, release_section, restore_section, take_section, write_section

__all__ = [
    "LADDER",
    "Origin",
    "agree",
    "amend_task",
    "approve",
    "approve_correction",
    "chase",
    "close",
    "collect",
    "contest",
    "correct",
    "draft",
    "end_feed",
    "escalate",
    "held",
    "hold",
    "instruct",
    "issue",
    "issue_correction",
    "issue_set",
    "keep",
    "must_chase",
    "note_agreed",
    "note_late",
    "open_due",
    "open_round",
    "open_task",
    "redraft",
    "release_section",
    "remind",
    "renew",
    "renew_feed",
    "restate",
    "restore_section",
    "settle",
    "strike",
    "take_section",
    "withdraw_issue",
    "word_correction",
    "write_section",
]
