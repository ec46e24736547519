"""The verbs of the inbox: people told at once and every working morning, mail taken out and tried again, robots kept
and told, workbooks in and out."""

from zhiben.inbox.operations.acts import ask_undo, undo, undo_import
from zhiben.inbox.operations.delivering import deliver, set_aside, try_again
from zhiben.inbox.operations.mornings import send_digests, without_digest
from zhiben.inbox.operations.posting import post, post_again, post_waiting, rest
from zhiben.inbox.operations.reaching import change_mail, choose_mails, confirm_mail, enter_mail, send_code
from zhiben.inbox.operations.remembering import forget, known_heads, last_layout
from zhiben.inbox.operations.robots import keep_robot, try_robot
from zhiben.inbox.operations.telling import audiences, opened, opened_all, tell
from zhiben.inbox.operations.workbooks import (
    ask_import,
    check_totals,
    export_bytes,
    export_file,
    import_file,
    import_workbook,
    keep,
    keep_pasted,
    known_sheet,
    marked_copy,
    take_in,
    try_out,
)

__all__ = [
    "ask_import",
    "ask_undo",
    "audiences",
    "change_mail",
    "check_totals",
    "choose_mails",
    "confirm_mail",
    "deliver",
    "enter_mail",
    "export_bytes",
    "export_file",
    "forget",
    "import_file",
    "import_workbook",
    "keep",
    "keep_pasted",
    "keep_robot",
    "known_heads",
    "known_sheet",
    "last_layout",
    "marked_copy",
    "opened",
    "opened_all",
    "post",
    "post_again",
    "post_waiting",
    "rest",
    "send_code",
    "send_digests",
    "set_aside",
    "take_in",
    "tell",
    "try_again",
    "try_out",
    "try_robot",
    "undo",
    "undo_import",
    "without_digest",
]
