"""What the inbox keeps for a while: workbooks of imports, and what notices said."""

from __future__ import annotations

from datetime import datetime

from zhiben.foundation.files.passing import DAYS, IMPORT, MODEL, forget_files
from zhiben.foundation.retention import DEFAULT, Forgotten, Kind, declare, forgotten, in_blocks, withheld
from zhiben.inbox.models import ImportAct, Notice
from zhiben.kernel.text import N_

NOTICE = "inbox.notice"
YEAR = 365
GONE = N_("（已过保存期限，内容已清除）")
"""What a notice says whose words are gone; that it was sent, when, and whether it was read stays."""


def _workbooks(until: datetime) -> Forgotten:
    """What an import did, and the hash of its workbook, stay with the import."""
    files = ImportAct.objects.filter(at__lt=until, file__isnull=False).values_list("file", flat=True)
    return forget_files(IMPORT, until, besides=files)


def _notices(until: datetime) -> Forgotten:
    """Those that were read: what is unread waits for its reader."""
    rows = Notice.objects.filter(at__lt=until, read_at__isnull=False).exclude(title=GONE)
    held, ids = withheld(NOTICE), set(rows.values_list("pk", flat=True))
    for block in in_blocks(ids - held):
        Notice.objects.filter(pk__in=block).update(title=GONE, digest=None)
    return forgotten(ids - held, held=len(ids & held))


declare(Kind(IMPORT, N_("导入用的原始表格"), DAYS, DEFAULT, _workbooks, model=MODEL))
declare(Kind("notices", N_("已读消息的内容"), YEAR, DEFAULT, _notices, least=30, model=NOTICE))
