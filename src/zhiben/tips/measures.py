"""The numbers of public tips."""

from __future__ import annotations

from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_
from zhiben.tips.queries import figures

register(
    Measure(
        id="tips.received",
        title=N_("隐患投诉举报收到件数"),
        formula=N_("本年收到的隐患投诉举报件数（并案的、不予受理的都算），明细为举报"),
        unit=N_("件"),
        numerator=figures.received,
    ),
    Measure(
        id="tips.accepted_in_time",
        title=N_("举报按期受理率"),
        formula=N_(
            "本年收到的举报中，截至时点已决定（受理、不予受理或并案）和已过受理期限的，其中在受理期限当日24时以前决定的占比"
        ),
        unit="",
        numerator=figures.decided_in_time,
        denominator=figures.due_to_decide,
    ),
    Measure(
        id="tips.true",
        title=N_("举报核查属实率"),
        formula=N_("本年报送的核查结果中，结论为属实的占比；部分属实、不属实、无法查实的计入分母"),
        unit="",
        numerator=figures.found_true,
        denominator=figures.verified,
    ),
    Measure(
        id="tips.verified_in_time",
        title=N_("举报按期核查率"),
        formula=N_("本年交办的核查中，截至时点已报送结果和已过核查期限的，其中在核查期限当日24时以前报送的占比"),
        unit="",
        numerator=figures.verified_in_time,
        denominator=figures.verifications_due,
    ),
    Measure(
        id="tips.merged",
        title=N_("举报并案件数"),
        formula=N_("本年收到的举报中，截至时点已并入另一件办理的件数"),
        unit=N_("件"),
        numerator=figures.merged,
    ),
    Measure(
        id="tips.reopened",
        title=N_("举报人要求重新核查的件数"),
        formula=N_("本年举报人对反馈不满意、要求重新核查的举报件数（同一件几次要求的只计最近一次）"),
        unit=N_("件"),
        numerator=figures.reopened,
    ),
)
