"""What the clock asks of tips: let go of counts each hour, and of who told tips that are long done with each day."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.jobs import periodic, task
from zhiben.kernel.text import N_
from zhiben.tips import operations


@task(title=N_("清理举报页的计数"), short=True)
def forget_counts() -> int:
    """Returns how many were let go."""
    return operations.forget_counts()


@task(title=N_("清除到期的举报人身份"), short=True)
def forget_identities() -> int:
    """Returns of how many tips."""
    return operations.forget_identities()


periodic("tips.counts", every=timedelta(hours=1), task=forget_counts)
periodic("tips.identities", every=timedelta(days=1), task=forget_identities)
