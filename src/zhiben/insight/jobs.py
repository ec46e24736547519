"""What the clock asks: every month all that is asked monthly, of the ground of every unit of which it is asked."""

from __future__ import annotations

from datetime import timedelta

from zhiben.accidents import queries as accidents
from zhiben.foundation.jobs import periodic, task
from zhiben.foundation.scope import scope
from zhiben.insight import operations
from zhiben.insight.questions import registered
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@task(title=N_("每月事故分析"))
def ask_monthly() -> int:
    """Returns how many questions stand asked for this month; none where no accident is known."""
    with scope(SYSTEM):
        if not accidents.any_seen():
            return 0
        monthly = [one for one in registered().values() if one.monthly]
        asked = [(one, unit) for one in monthly for unit in orgs.units(*sorted(one.of))]
        return len([operations.ask_of_this_month(*pair) for pair in asked])


periodic("insight.monthly", every=timedelta(days=1), task=ask_monthly)
