"""The machine of a joint study (联合研判; defaults of this product, not law): opened from a signal, with the sector's
departments on site; causes and lessons are written down, gaps filled; it closes with evidence."""

from __future__ import annotations

from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import part, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.accident_words import STUDYING, Gap, Verdict
from zhiben.supervision.lifecycle.signals import OFFICER, REASON


def _is_written(_actor: Actor, record: Any) -> bool:
    return bool(record.lessons) and bool(record.has_causes)


def _is_filled(_actor: Actor, record: Any) -> bool:
    return not record.open_gaps


DEPARTMENT = part(STUDYING, Role.DEPARTMENT_OFFICER, N_("参加研判的部门的人员"))
TAKES_PART = OFFICER | DEPARTMENT
WRITTEN = rule(N_("已写明原因和教训"), _is_written, N_("先登记原因、写明教训，再形成结论"))
FILLED = rule(N_("缺口都已补上"), _is_filled, N_("还有缺口没有补上，不能办结"))

STUDY = register(
    Machine(
        name="joint_study",
        title=N_("联合研判"),
        states=(
            State("under_way", N_("研判中"), "warning"),
            State("concluded", N_("已形成结论，补缺口"), "progress"),
            State("closed", N_("已办结"), "success"),
        ),
        initial="under_way",
        final=("closed",),
        begun=N_("开始研判"),
        moves=(
            Move(
                "invite",
                N_("增加参加部门"),
                ("under_way",),
                None,
                may=OFFICER,
                needs=(Need("unit", N_("部门"), "unit"),),
                rare=True,
            ),
            Move(
                "note_look",
                N_("登记现场调研"),
                ("under_way",),
                None,
                may=TAKES_PART,
                needs=(
                    Need("on", N_("日期"), "date"),
                    Need("who", N_("参加人员"), longest=200),
                    Need("text", N_("现场情况"), "longtext"),
                    Need("files", N_("照片、材料"), "files", required=False),
                ),
            ),
            # Has a form of its own, which offers the codes that there are.
            Move(
                "note_cause",
                N_("登记原因"),
                ("under_way",),
                None,
                may=TAKES_PART,
                needs=(Need("text", N_("原因"), "longtext"), Need("code", N_("原因代码"), "record", required=False)),
                shown=False,
            ),
            Move(
                "write_lessons",
                N_("写明教训"),
                ("under_way",),
                None,
                may=TAKES_PART,
                needs=(
                    Need(
                        "lessons",
                        N_("教训"),
                        "longtext",
                        help=N_("一行一条，写明今后怎样防"),
                        begins=lambda record: record.lessons,
                    ),
                ),
            ),
            Move(
                "note_gap",
                N_("登记缺口"),
                ("under_way",),
                None,
                may=OFFICER,
                needs=(
                    Need("gap", N_("哪一种"), "choice", choices=tuple((one.value, one.label) for one in Gap)),
                    Need("told", N_("缺什么"), longest=200),
                ),
                rare=True,
            ),
            # Has a form of its own for each gap.
            Move(
                "fill_gap",
                N_("补上缺口"),
                ("under_way", "concluded"),
                None,
                may=OFFICER,
                needs=(
                    Need("gap", N_("缺口"), "record"),
                    Need("how", N_("怎样补上"), "longtext"),
                    Need("task", N_("重点任务编号"), required=False),
                ),
                shown=False,
            ),
            Move(
                "extend",
                N_("延长期限"),
                ("under_way", "concluded"),
                None,
                may=OFFICER,
                needs=(Need("until", N_("新的期限"), "date"), REASON),
                rare=True,
            ),
            Move(
                "conclude",
                N_("形成结论"),
                ("under_way",),
                "concluded",
                may=OFFICER & WRITTEN,
                needs=(
                    Need("verdict", N_("结论"), "choice", choices=tuple((one.value, one.label) for one in Verdict)),
                    Need("conclusion", N_("说明"), "longtext"),
                ),
                tone="success",
            ),
            Move("resume", N_("继续研判"), ("concluded",), "under_way", may=OFFICER, needs=(REASON,), tone="warning"),
            Move(
                "close",
                N_("办结"),
                ("concluded",),
                "closed",
                may=OFFICER & FILLED,
                needs=(
                    Need("evidence", N_("办结依据"), "longtext", help=N_("教训怎样落实、缺口怎样补上，有何文件、记录")),
                    Need("files", N_("佐证材料"), "files"),
                ),
                tone="success",
            ),
        ),
    )
)
"""What a joint study may go through."""
