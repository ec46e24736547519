"""What returns demand of units, and what the rooms below do: papers that ask for a reply, meetings, reports on key
tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from zhiben.campaign import queries as campaign
from zhiben.documents import queries as documents
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.text import N_
from zhiben.reporting import queries
from zhiben.reporting.burden import Demand, Source, register


def _returns(period: Period) -> Iterator[Demand]:
    rows = queries.returns().filter(due__range=(period.first, period.last))
    for one in rows.exclude(form__state="withdrawn").exclude(state="excused"):
        what = N_("{form}（{period}）").format(form=one.form, period=one.period_label)
        yield Demand(
            unit=one.unit_id,
            what=what,
            basis=one.form.basis,
            items=len(one.form.asked),
            address=one.get_absolute_url(),
            office=one.office_id,
        )


def _papers(period: Period) -> Iterator[Demand]:
    for one in documents.asking_replies(period):
        paper = one.document
        yield Demand(
            unit=one.unit_id,
            what=N_("{title}（{number}）").format(title=paper.title, number=paper.number),
            basis=paper.basis or N_("公文要求答复"),
            address=paper.get_absolute_url(),
            office=paper.office_id,
        )


def _meetings(period: Period) -> Iterator[Demand]:
    rows = campaign.meetings().filter(state__in=("held", "minuted"), held_on__range=(period.first, period.last))
    for one in rows.prefetch_related("invited"):
        for unit in one.invited.all():
            yield Demand(
                unit=unit.pk,
                what=str(one),
                basis=N_("工作专班会议"),
                address=one.get_absolute_url(),
                office=one.force.office_id,
            )


def _task_reports(period: Period) -> Iterator[Demand]:
    half = half_month_of(period.first)
    while half.last <= period.last and half.ends <= clock.now():
        yield from _reports_of(half)
        half = half_month_of(half.last + timedelta(days=1))


def _reports_of(half: Period) -> Iterator[Demand]:
    rows: Any = campaign.expected(Cut(half.ends, half)).order_by()
    owed: Counter[int] = Counter(rows.values_list("unit_then", flat=True))
    for unit, count in owed.items():
        yield Demand(
            unit=unit,
            what=N_("{period}重点任务进展，{count}项").format(period=half.label, count=count),
            basis=N_("重点任务清单的报送频次"),
            count=count,
        )


register(
    Source(
        "returns",
        N_("报表"),
        N_("份"),
        N_("期限在本期内的报表填报：一张报表、一个单位、一期为一份；括号内为栏目数"),
        _returns,
        1,
    ),
    Source(
        "task_reports",
        N_("任务进展"),
        N_("项次"),
        N_("本期各半月应报进展的重点任务：一项任务一次为一项次"),
        _task_reports,
        2,
    ),
    Source(
        "papers",
        N_("要求答复的公文"),
        N_("件次"),
        N_("本期印发、要求答复的公文：一件公文发一个单位为一件次"),
        _papers,
        3,
    ),
    Source(
        "meetings", N_("专班会议"), N_("会次"), N_("本期召开的专班会议：一次会议一个参会单位为一会次"), _meetings, 4
    ),
)
