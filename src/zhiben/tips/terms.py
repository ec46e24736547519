"""The terms and bounds of public tips, each with its default. None of them is law that was found: an office sets its
own, and says by which rule."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.kernel.text import N_

WORKDAYS, DAYS, TIMES, MINUTES = N_("个工作日"), N_("日"), N_("次"), N_("分钟")
OURS = N_("本产品默认，非法定，请按本地规定修改")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: what it bounds, in what, its default, and how little and how much it may be."""

    key: str
    label: str
    unit: str
    default: int
    least: int = 1
    most: int = 365


TERMS = {
    term.key: term
    for term in (
        Term("accept", N_("收到举报后，决定是否受理的期限"), WORKDAYS, 5, most=30),
        Term("assign", N_("受理（或要求重新核查）以后，交办核查的期限"), WORKDAYS, 3, most=30),
        Term("verify", N_("交办以后，核查的期限"), WORKDAYS, 15, most=90),
        Term("answer", N_("报送核查结果以后，反馈举报人的期限"), WORKDAYS, 5, most=30),
        Term("reopen", N_("反馈以后，举报人可以要求重新核查的期限"), DAYS, 30),
        Term("reopenings", N_("一件举报最多重新核查"), TIMES, 2, least=0, most=10),
        Term("tell_address", N_("同一网络地址每小时最多收下举报"), TIMES, 10, most=1000),
        Term("tell_try_address", N_("同一网络地址每小时最多提交举报表单（没有收下的也算）"), TIMES, 60, most=1000),
        Term("tell_all", N_("全部网络地址每小时最多提交举报"), TIMES, 600, most=100_000 // 2),
        Term("follow_address", N_("同一网络地址每小时最多查询举报"), TIMES, 30, most=1000),
        Term("follow_all", N_("全部网络地址每小时最多查询举报"), TIMES, 2000, most=50_000),
        Term("question", N_("验证问题的有效时间"), MINUTES, 30, least=5, most=240),
    )
}
