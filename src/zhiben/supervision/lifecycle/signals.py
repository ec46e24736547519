"""The machine of a signal of accident supervision (defaults of this product, not law): it waits until an officer of the
office has it studied, says why it is nothing new, merges it into another, or tells what became of an alert. An answer
may be taken back."""

from __future__ import annotations

from typing import Any

from zhiben.documents.lifecycle import own_office
from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.accident_words import SignalKind

OFFICER = own_office(Role.OFFICE_OFFICER, N_("本安委办的经办人员"))
REASON = Need("reason", N_("理由"), "longtext")


def _of_kind(kind: SignalKind) -> Permission:
    def holds(_actor: Actor, record: Any) -> bool:
        return bool(record.kind == kind)

    return rule(kind.label, holds, N_("只用于“{kind}”的线索").format(kind=kind.label))


OF_NEW_TYPE, OF_BLIND_SPOT, OF_ALERT = (_of_kind(kind) for kind in SignalKind)

ANSWERED = ("not_new", "not_blind", "confirmed", "false_alarm", "unclear")

SIGNAL = register(
    Machine(
        name="accident_signal",
        title=N_("事故督导线索"),
        states=(
            State("waiting", N_("待研判"), "warning"),
            State("studying", N_("研判中"), "progress"),
            State("studied", N_("已研判"), "success"),
            State("not_new", N_("不是新类型"), "neutral"),
            State("not_blind", N_("不是盲区"), "neutral"),
            State("merged", N_("已并入另一条"), "neutral"),
            State("confirmed", N_("预警属实"), "danger"),
            State("false_alarm", N_("误报"), "neutral"),
            State("unclear", N_("预警不能判断"), "info"),
        ),
        initial="waiting",
        final=("studied", "merged"),
        begun=N_("列入线索"),
        moves=(
            # Has a page of its own, on which the study is opened.
            Move("study", N_("研判"), ("waiting",), "studying", may=OFFICER, shown=False),
            Move("finish", N_("研判办结"), ("studying",), "studied", may=OFFICER, shown=False),
            Move(
                "not_new",
                N_("不是新类型"),
                ("waiting", "studying"),
                "not_new",
                may=OFFICER & OF_NEW_TYPE,
                needs=(REASON,),
            ),
            Move(
                "not_blind",
                N_("不是盲区"),
                ("waiting", "studying"),
                "not_blind",
                may=OFFICER & OF_BLIND_SPOT,
                needs=(REASON,),
            ),
            Move(
                "merge",
                N_("合并"),
                ("waiting",),
                "merged",
                may=OFFICER,
                needs=(Need("into", N_("并入第几条"), help=N_("另一条线索的序号，如12"), longest=12), REASON),
            ),
            Move(
                "confirm",
                N_("预警属实"),
                ("waiting", "studying", "unclear"),
                "confirmed",
                may=OFFICER & OF_ALERT,
                needs=(REASON,),
                tone="danger",
            ),
            Move(
                "call_false",
                N_("误报"),
                ("waiting", "studying", "unclear"),
                "false_alarm",
                may=OFFICER & OF_ALERT,
                needs=(REASON,),
            ),
            Move(
                "leave_open",
                N_("不能判断"),
                ("waiting", "studying"),
                "unclear",
                may=OFFICER & OF_ALERT,
                needs=(REASON,),
            ),
            Move("wait_again", N_("撤回答复"), ANSWERED, "waiting", may=OFFICER, needs=(REASON,), rare=True),
        ),
    )
)
