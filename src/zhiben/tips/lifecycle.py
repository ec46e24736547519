"""The machines of public tips (defaults of this product, not law): a tip from its receipt to the answer and beyond, a
reward that names nobody, and the second look of a round of supervision at a tip that was verified."""

from __future__ import annotations

from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Verdict, lent_for_other_work, other_than, role, rule
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.tips.vocab import CONCLUSIONS, VERIFIERS

OFFICE = role(Role.OFFICE_OFFICER, N_("安委办工作人员"))
LEADER = role(Role.OFFICE_LEADER, N_("安委办领导"))
REPORTER = role("system", N_("举报人（凭编号和查询码）"))
"""Whoever told the tip has no account: the system moves it for them, once number and code are right."""

PAYER = OFFICE & other_than("proposed_by", label=N_("提出奖励的人"))
"""Amount and payment are never one person's."""


def _of_the_unit(actor: Actor, record: Any) -> Verdict:
    """A place would not do: a district's officer is around its departments, and is none of them."""
    own = (one for one in actor.grants if one.role in VERIFIERS and one.unit == record.unit)
    found = next(own, None) if record.unit else None
    return Verdict(True, found) if found else Verdict(False, None, N_("须为承办核查的单位的工作人员"))


VERIFIER = Permission(N_("承办核查的单位的工作人员"), _of_the_unit)
ANOTHER = other_than("earlier_verifiers", label=N_("此前核查过这件举报的人"))


def _in_time(_actor: Actor, record: Any) -> bool:
    return bool(record.may_be_reopened)


def _differs(_actor: Actor, record: Any) -> bool:
    return bool(record.recheck_differs)


def _of_another_unit(actor: Actor, record: Any) -> bool:
    return record.verifier_unit not in actor.units and not actor.people & record.verifiers


REOPENABLE = rule(
    N_("在重新核查的期限和次数以内"), _in_time, N_("反馈后的期限已过，或重新核查的次数已满，请重新提交一件举报")
)
DIFFERING = rule(N_("抽查复核不一致"), _differs, N_("没有抽查复核不一致的结果"))
ELSEWHERE = rule(N_("核查单位以外的人员"), _of_another_unit, N_("复核须由核查单位以外、没有核查过这件举报的人员办理"))

REASON = Need("reason", N_("理由"), "longtext")

FOLLOWED = ("answered", "closed")
"""States in which whoever told a tip has its answer."""

OPEN = ("received", "accepted", "verifying", "verified", "answered")
"""States with which something is still to be done."""

TIP = register(
    Machine(
        name="public_tip",
        title=N_("隐患投诉举报"),
        initial="received",
        final=("closed", "declined", "merged"),
        begun=N_("收到举报"),
        states=(
            State("received", N_("待受理"), "info"),
            State("accepted", N_("已受理，待交办"), "progress"),
            State("verifying", N_("核查中"), "progress"),
            State("verified", N_("已核查，待反馈"), "warning"),
            State("answered", N_("已反馈"), "success"),
            State("closed", N_("已办结"), "success"),
            State("declined", N_("不予受理"), "neutral"),
            State("merged", N_("已并案"), "neutral"),
        ),
        moves=(
            Move(
                "accept",
                N_("受理"),
                ("received",),
                "accepted",
                OFFICE,
                needs=(
                    Need(
                        *("sector", N_("行业领域"), "record"),
                        begins=lambda tip: tip.sector_id,
                        help=N_("举报人选的行业可能不准，请核对；交办时该行业的部门排在前面"),
                    ),
                ),
                undoable=True,
            ),
            Move(
                "decline",
                N_("不予受理"),
                ("received",),
                "declined",
                OFFICE,
                needs=(Need("reason", N_("理由（举报人能看到）"), "longtext", longest=500),),
                undoable=True,
                tone="danger",
            ),
            Move(
                "merge",
                N_("并案"),
                ("received", "accepted"),
                "merged",
                OFFICE,
                needs=(
                    Need(
                        "other",
                        N_("并入哪一件（编号）"),
                        longest=20,
                        help=N_("可能是同一件事的，列在举报页上，可点“并入这件”"),
                    ),
                    Need("reason", N_("并案的理由"), "longtext", longest=500),
                ),
                tone="danger",
                rare=True,
            ),
            Move(
                "assign",
                N_("交办核查"),
                ("accepted",),
                "verifying",
                OFFICE,
                needs=(
                    Need(
                        "unit",
                        N_("核查单位"),
                        "unit",
                        help=N_("先列当地和该行业的单位，其他部门在后；不得交给被举报的单位"),
                    ),
                    Need("note", N_("交办要求"), "longtext", required=False, longest=500),
                ),
                undoable=True,
            ),
            Move(
                "reassign",
                N_("改派核查"),
                ("verifying",),
                None,
                OFFICE,
                needs=(Need("unit", N_("核查单位"), "unit"), REASON),
                rare=True,
            ),
            Move(
                "verify",
                N_("报送核查结果"),
                ("verifying",),
                "verified",
                VERIFIER & ANOTHER,
                needs=(
                    Need("conclusion", N_("核查结论"), "choice", choices=tuple(CONCLUSIONS.items())),
                    Need(
                        "account",
                        N_("核查情况"),
                        "longtext",
                        help=N_("何时、何人到场，看到什么；不写可能暴露举报人的话"),
                    ),
                    Need("files", N_("现场照片"), "files", required=False, help=N_("属实的须附本次到场拍的照片")),
                    Need("site", N_("场所"), required=False, longest=120, help=N_("属实的必填：名称、代码或本地编号")),
                    Need(
                        "elsewhere",
                        N_("与举报地点不在同一街道的缘由"),
                        required=False,
                        longest=200,
                        help=N_("场所不在举报的街道时必填，记入台账"),
                    ),
                    Need(
                        "title",
                        N_("隐患"),
                        required=False,
                        longest=200,
                        help=N_("属实的必填，随即报入隐患台账，来源为投诉举报"),
                    ),
                    Need(
                        "hazard",
                        N_("已在台账的隐患编号"),
                        required=False,
                        longest=40,
                        help=N_("台账里已有的，填编号，不再重复上报"),
                    ),
                ),
            ),
            Move("send_back", N_("退回重查"), ("verified",), "verifying", OFFICE, needs=(REASON,), tone="danger"),
            Move(
                "answer",
                N_("反馈举报人"),
                ("verified",),
                "answered",
                OFFICE,
                needs=(
                    Need(
                        "text",
                        N_("反馈内容"),
                        "longtext",
                        longest=1000,
                        help=N_("举报人凭编号和查询码看到；并案的各位举报人看到同一份，不要写任何举报人的情况"),
                    ),
                ),
                undoable=True,
                tone="success",
            ),
            Move("close", N_("办结"), ("answered",), "closed", OFFICE, undoable=True, tone="success"),
            Move("confirm", N_("举报人满意，办结"), ("answered",), "closed", REPORTER, shown=False),
            Move(
                "reopen",
                N_("举报人要求重新核查"),
                FOLLOWED,
                "accepted",
                REPORTER & REOPENABLE,
                counted=True,
                shown=False,
            ),
            Move(
                *("reinvestigate", N_("复核不一致，重新核查"), FOLLOWED, "accepted"),
                OFFICE & DIFFERING,
                needs=(REASON,),
                tone="danger",
            ),
        ),
    )
)

REWARD = register(
    Machine(
        name="tip_reward",
        title=N_("举报奖励"),
        initial="proposed",
        final=("refused", "paid"),
        begun=N_("提出奖励"),
        states=(
            State("proposed", N_("待批准"), "warning"),
            State("approved", N_("已批准，待领取"), "info"),
            State("refused", N_("不予奖励"), "neutral"),
            State("paid", N_("已领取"), "success"),
        ),
        moves=(
            Move(
                "approve",
                N_("批准奖励"),
                ("proposed",),
                "approved",
                lent_for_other_work(LEADER, "proposed_by", did=N_("提出")),
                undoable=True,
                tone="success",
            ),
            Move(
                "refuse",
                N_("不予奖励"),
                ("proposed", "approved"),
                "refused",
                lent_for_other_work(LEADER, "proposed_by", did=N_("提出")),
                needs=(REASON,),
                tone="danger",
            ),
            # Has a page of its own: the code that is shown must stand in no ledger.
            Move(
                "pay",
                N_("登记领取"),
                ("approved",),
                "paid",
                PAYER,
                needs=(Need("voucher", N_("付款凭证号")),),
                shown=False,
            ),
        ),
    )
)

RECHECKER = (
    role(Role.INSPECTOR, N_("督导检查员"))
    | role(Role.OFFICE_OFFICER, N_("安委办工作人员"))
    | role(Role.DEPARTMENT_OFFICER, N_("部门工作人员"))
    | role(Role.DISTRICT_OFFICER, N_("区工作人员"))
) & ELSEWHERE

SEEN = (
    Need("note", N_("现场情况"), "longtext"),
    Need("position", N_("位置"), longest=120, required=False),
)
SHOWN = (*SEEN, Need("files", N_("现场照片"), "files"))

RECHECK = register(
    Machine(
        name="tip_recheck",
        title=N_("举报核查的抽查复核"),
        initial="drawn",
        final=("agrees", "differs", "unclear"),
        begun=N_("抽中"),
        states=(
            State("drawn", N_("待复核"), "warning"),
            State("agrees", N_("与核查结论一致"), "success"),
            State("differs", N_("与核查结论不一致"), "danger"),
            State("unclear", N_("无法判断"), "neutral"),
        ),
        moves=(
            Move("agree", N_("一致"), ("drawn",), "agrees", RECHECKER, needs=SHOWN, undoable=True),
            Move("differ", N_("不一致"), ("drawn",), "differs", RECHECKER, needs=SHOWN, undoable=True),
            Move("cannot_tell", N_("无法判断"), ("drawn",), "unclear", RECHECKER, needs=SEEN, undoable=True),
        ),
    )
)
