"""The machine of an accident case: reported, investigated, its report submitted and approved (批复), its lessons
followed up, closed when none of four things was let go. Void is what was no accident; merged, what another case is."""

from __future__ import annotations

from zhiben.accidents.vocab import OPEN, PROVISIONAL, UPWARDS, Grade, Reach, Settled
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import role, rule
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

OFFICE = role(Role.OFFICE_OFFICER, N_("安委办工作人员"))
DEPARTMENT = role(Role.DEPARTMENT_OFFICER, N_("主管部门工作人员"))
RECORDER = OFFICE | DEPARTMENT
RECORDING_ROLES = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER)
"""Who enters, corrects and codes cases: officers of departments on their own line and ground, and the office."""

LET_NOTHING_GO = rule(
    N_("四不放过均已落实"),
    lambda a, r: bool(getattr(r, "let_nothing_go", False)),
    N_("四不放过尚未全部落实，不能结案"),
)
IS_EXTREME = rule(
    N_("特别重大事故"),
    lambda a, r: getattr(r, "graded", "") == Grade.EXTREME,
    N_("只有特别重大事故的批复时间可以延长"),
)

REASON = Need("reason", N_("理由"), "longtext")
FILES = Need("files", N_("附件"), "files", required=False)
ON = Need("on", N_("日期"), "date")
WHICH = Need("which", N_("四不放过"), "choice", choices=tuple((one.value, one.label) for one in Settled))
DAYS = N_("累计不超过60日")
NATURES = (("liable", N_("责任事故")), ("not_liable", N_("非责任事故")))

CASE = register(
    Machine(
        name="accident_case",
        title=N_("事故案件"),
        initial="reported",
        final=("closed", "void", "merged"),
        begun=N_("登记"),
        states=(
            State("reported", N_("已报告"), "warning"),
            State("investigating", N_("调查中"), "progress"),
            State("submitted", N_("调查报告待批复"), "progress"),
            State("approved", N_("已批复，整改中"), "info"),
            State("assessed", N_("已评估，待结案"), "info"),
            State("closed", N_("已结案"), "success"),
            State("void", N_("不予认定"), "neutral"),
            State("merged", N_("已并入另一案件"), "neutral"),
        ),
        moves=(
            Move(
                "investigate",
                N_("启动调查"),
                ("reported",),
                "investigating",
                RECORDER,
                needs=(
                    Need("level", N_("调查级别"), "choice", choices=tuple((one.value, one.label) for one in Reach)),
                    Need("team", N_("调查组"), longest=120),
                ),
            ),
            Move(
                "raise_level",
                N_("提级调查"),
                ("investigating", "submitted"),
                None,
                RECORDER,
                needs=(
                    Need("level", N_("调查级别"), "choice", choices=tuple((one.value, one.label) for one in Reach)),
                    Need("team", N_("调查组"), longest=120),
                    REASON,
                ),
                rare=True,
            ),
            Move(
                "report_up",
                N_("登记上报"),
                OPEN,
                None,
                RECORDER,
                needs=(
                    Need("level", N_("报到哪一级"), "choice", choices=tuple((one.value, one.label) for one in UPWARDS)),
                    Need("at", N_("时间"), help=N_("如2024-10-15 14:30"), longest=16),
                ),
            ),
            Move(
                "extend",
                N_("延长调查期限"),
                ("investigating",),
                None,
                OFFICE,
                needs=(
                    Need("days", N_("延长（日）"), "number", minimum=1, maximum=60, help=DAYS),
                    REASON,
                    Need("approval", N_("批准机关和文号"), longest=120),
                ),
                rare=True,
            ),
            Move(
                "appraise",
                N_("登记技术鉴定时间"),
                ("investigating",),
                None,
                RECORDER,
                needs=(
                    Need("days", N_("技术鉴定所需时间（日）"), "number", minimum=1, maximum=365),
                    Need("what", N_("鉴定事项"), longest=120),
                ),
                rare=True,
            ),
            Move(
                "submit",
                N_("提交调查报告"),
                ("investigating",),
                "submitted",
                RECORDER,
                needs=(ON, Need("nature", N_("事故性质"), "choice", choices=NATURES), FILES),
            ),
            Move(
                "approve",
                N_("批复"),
                ("submitted",),
                "approved",
                OFFICE,
                needs=(ON, Need("document", N_("批复文号"), longest=60)),
                tone="success",
            ),
            Move(
                "return_report",
                N_("退回调查报告"),
                ("submitted",),
                "investigating",
                OFFICE,
                (REASON,),
                tone="danger",
            ),
            Move(
                "extend_approval",
                N_("延长批复期限"),
                ("submitted",),
                None,
                OFFICE & IS_EXTREME,
                needs=(Need("days", N_("延长（日）"), "number", minimum=1, maximum=30), REASON),
                rare=True,
            ),
            Move(
                "settle",
                N_("认定四不放过"),
                ("approved", "assessed"),
                None,
                RECORDER,
                needs=(WHICH, Need("evidence", N_("依据"), "longtext"), FILES),
            ),
            Move(
                "unsettle",
                N_("撤销认定四不放过"),
                ("approved", "assessed"),
                None,
                RECORDER,
                needs=(WHICH, REASON),
                tone="warning",
                rare=True,
            ),
            Move(
                "assess",
                N_("登记整改落实评估"),
                ("approved",),
                "assessed",
                OFFICE,
                needs=(
                    ON,
                    Need("conclusion", N_("评估结论"), "longtext"),
                    Need("published", N_("评估结果公布处"), longest=120),
                ),
            ),
            Move("close", N_("结案"), ("assessed",), "closed", OFFICE & LET_NOTHING_GO, tone="success", undoable=True),
            Move(
                "void",
                N_("不予认定"),
                (*PROVISIONAL, "approved", "assessed"),
                "void",
                OFFICE,
                (REASON,),
                tone="danger",
            ),
            Move(
                "merge",
                N_("并入另一案件"),
                (*PROVISIONAL, "approved", "assessed"),
                "merged",
                OFFICE,
                needs=(Need("into", N_("并入"), "record"), REASON),
                shown=False,
                tone="danger",
            ),
            Move("carry_over", N_("补录已批复的案件"), ("reported",), "approved", RECORDER, shown=False),
        ),
    )
)
"""What an accident case may go through."""
