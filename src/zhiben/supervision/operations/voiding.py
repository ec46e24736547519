"""What stands in the way of making a visit void: whatever others were told of it, or have built upon it."""

from __future__ import annotations

from django.db.models import Q

from zhiben.foundation.lifecycle import Change, effect
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_
from zhiben.supervision.lifecycle import VISIT
from zhiben.supervision.lifecycle.transfers import NOWHERE
from zhiben.supervision.models import Finding, ListedArea, TaskCheck, Transfer, Visit
from zhiben.supervision.operations.confirming import must_not_be_confirmed
from zhiben.supervision.vocab import Agreement

_OF_THE_VISIT = ("recorded", "noted", "struck")
"""States of a finding that nobody else was told of."""


@effect(VISIT, "void")
def _void(change: Change) -> None:
    """What was given to units stands with them: a visit that they were written to about is not void."""
    visit: Visit = change.record
    if Finding._unfiltered().filter(visit=visit).exclude(state__in=_OF_THE_VISIT).exists():
        raise Refused(N_("这次检查的问题已交办或已转隐患台账，不能作废"))
    _must_not_be_handed_over(visit)
    _must_not_end_an_area(visit)
    _must_not_settle_a_report(visit)
    must_not_be_confirmed(visit)


def _must_not_be_handed_over(visit: Visit) -> None:
    rows = Transfer._unfiltered().filter(finding__visit=visit).exclude(state__in=NOWHERE)
    one = rows.select_related("unit").order_by("pk").first()
    if one is None:
        return
    if one.state == "sent":
        raise Refused(N_("这次检查的问题已移交{unit}，请先撤回移交，再作废检查"), unit=one.unit.name)
    raise Refused(N_("这次检查的问题已移交{unit}并由其签收，不能作废"), unit=one.unit.name)


def _must_not_end_an_area(visit: Visit) -> None:
    area = ListedArea._unfiltered().filter(visit=visit.pk).first()
    if area is not None:
        raise Refused(N_("这次检查是挂牌区域“{title}”的验收检查，该区域已验收摘牌，不能作废"), title=area.title)


def _must_not_settle_a_report(visit: Visit) -> None:
    """A drawn report that was settled otherwise than this visit has seen it does not rest on this visit."""
    so = Q(verdict=Agreement.AGREES, report__state="true") | Q(verdict=Agreement.DIFFERS, report__state="untrue")
    if TaskCheck._unfiltered().filter(so, visit=visit, standing=True).exists():
        raise Refused(N_("任务报送抽查已按这次检查的现场核对办理，不能作废"))
