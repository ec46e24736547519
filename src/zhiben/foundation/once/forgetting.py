"""Keys of forms that were sent long ago are of no use."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.jobs import periodic, task
from zhiben.foundation.once.models import Sent
from zhiben.kernel import clock
from zhiben.kernel.text import N_

KEPT = timedelta(days=7)
"""Nobody sends a form again after so long."""


@task(title=N_("清理已办表单的标记"), short=True)
def forget_sent() -> int:
    """Returns how many were forgotten."""
    return Sent.objects.filter(at__lt=clock.machine() - KEPT).delete()[0]


periodic("foundation.forget_sent", every=timedelta(days=1), task=forget_sent)
