"""The verbs of the inbox: people told at once and every working morning, mail taken out and tried again, workbooks in
and out."""

from zhiben.inbox.operations.delivering import deliver, set_aside, try_again
from zhiben.inbox.operations.mornings import send_digests
from zhiben.inbox.operations.reaching import change_mail, choose_mails, confirm_mail, enter_mail, send_code
from zhiben.inbox.operations.telling import opened, opened_all, tell
from zhiben.inbox.operations.workbooks import (
    ask_import,
    check_totals,
    export_bytes,
    export_file,
    import_file,
    import_workbook,
    keep,
    known_sheet,
    take_in,
    try_out,
)

__all__ = [
    "ask_import",
    "change_mail",
    "check_totals",
    "choose_mails",
    "confirm_mail",
    "deliver",
    "enter_mail",
    "export_bytes",
    "export_file",
    "import_file",
    "import_workbook",
    "keep",
    "known_sheet",
    "opened",
    "opened_all",
    "send_code",
    "send_digests",
    "set_aside",
    "take_in",
    "tell",
    "try_again",
    "try_out",
]
