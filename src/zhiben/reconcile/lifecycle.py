"""The machines of a comparison of two ledgers and of each difference that it leaves (defaults of this product, not
law)."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import of_the_unit, own_office
from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.reconcile.vocab import CAUSE_LABELS, WORKING_DAYS

OFFICER = own_office(Role.OFFICE_OFFICER, N_("比对台账的安委办的经办人员"))


def _nothing_doubtful(_actor: Actor, record: Any) -> bool:
    return not record.doubtful


NOTHING_DOUBTFUL = rule(N_("疑似的都已核对"), _nothing_doubtful, N_("还有疑似同一条的没有核对"))
OWNING = of_the_unit(N_("责任单位的人员"))
CAUSES = tuple((cause.value, label) for cause, label in CAUSE_LABELS.items())

COMPARISON = register(
    Machine(
        name="comparison",
        title=N_("台账比对"),
        states=(
            State("open", N_("核对中"), "progress"),
            State("settled", N_("已定"), "success"),
            State("discarded", N_("已作废"), "neutral"),
        ),
        initial="open",
        final=("settled", "discarded"),
        begun=N_("比对"),
        moves=(
            Move("settle", N_("定下并列出差异"), ("open",), "settled", may=OFFICER & NOTHING_DOUBTFUL, tone="success"),
            Move("write_letters", N_("起草核对函"), ("settled",), None, may=OFFICER),
            Move(
                "discard",
                N_("作废"),
                ("open",),
                "discarded",
                may=OFFICER,
                needs=(Need("reason", N_("作废原因"), "longtext", help=N_("如传错文件；核对过的结果不再沿用")),),
                tone="danger",
            ),
        ),
    )
)

DISCREPANCY = register(
    Machine(
        name="discrepancy",
        title=N_("台账差异"),
        states=(
            State("open", N_("待交办"), "warning"),
            State("assigned", N_("已交办"), "progress"),
            State("resolved", N_("已处理待确认"), "info"),
            State("confirmed", N_("已确认"), "success"),
            State("gone", N_("已消除"), "success"),
        ),
        initial="open",
        final=("confirmed", "gone"),
        begun=N_("列出差异"),
        moves=(
            Move(
                "assign",
                N_("交办"),
                ("open", "assigned"),
                "assigned",
                may=OFFICER,
                needs=(
                    Need("unit", N_("责任单位"), "unit", begins=lambda one: one.unit_id),
                    Need(
                        "due",
                        N_("期限"),
                        "date",
                        begins=lambda one: max(one.due, clock.today()),
                        help=N_("默认为列出后第{days}个工作日，是本系统的默认值，可改").format(days=WORKING_DAYS),
                    ),
                    Need("cause", N_("原因"), "choice", required=False, choices=CAUSES, begins=lambda one: one.cause),
                ),
            ),
            Move(
                "resolve",
                N_("处理"),
                ("assigned",),
                "resolved",
                may=OWNING | OFFICER,
                needs=(
                    Need("cause", N_("原因"), "choice", choices=CAUSES, begins=lambda one: one.cause),
                    Need("resolution", N_("处理情况"), "longtext", help=N_("改了哪一边、怎样改的、依据是什么")),
                    Need("files", N_("证明材料"), "files", required=False),
                ),
                tone="success",
            ),
            Move("confirm", N_("确认"), ("resolved",), "confirmed", may=OFFICER, tone="success"),
            Move(
                "reopen",
                N_("退回重办"),
                ("resolved", "confirmed"),
                "open",
                may=OFFICER,
                needs=(Need("reason", N_("退回原因"), "longtext"),),
                tone="danger",
            ),
            Move("vanish", N_("再次比对已一致"), ("open", "assigned", "resolved"), "gone", OFFICER, shown=False),
            Move(
                "merge",
                N_("与另一条是同一处，并入"),
                ("open", "assigned", "resolved"),
                "gone",
                may=OFFICER,
                needs=(Need("into", N_("并入的差异"), "text"),),
                shown=False,
            ),
            Move("recur", N_("再次比对又出现"), ("resolved", "confirmed", "gone"), "open", OFFICER, shown=False),
            Move("turn", N_("再次比对变为另一种差异"), ("open", "assigned"), None, OFFICER, shown=False),
        ),
    )
)
