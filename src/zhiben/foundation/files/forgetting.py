"""What was begun to be sent and never came whole is of no use after a day."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.files.models import Upload
from zhiben.foundation.files.uploading import drop
from zhiben.foundation.jobs import periodic, task
from zhiben.kernel import clock
from zhiben.kernel.text import N_

KEPT = timedelta(days=1)
"""Long enough to go on after a night without signal."""


@task(title=N_("清理没有传完的文件"), short=True)
def forget_uploads() -> int:
    """Returns how many were forgotten; the files of those that came whole stay."""
    old = list(Upload.objects.filter(at__lt=clock.machine() - KEPT))
    for one in old:
        drop(one)
    return len(old)


periodic("foundation.forget_uploads", every=timedelta(days=1), task=forget_uploads)
