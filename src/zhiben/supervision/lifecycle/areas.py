"""The machine of a listed area (defaults of this product, not law): the office's leader lists it, its district submits
how it will be treated, the leader approves; it is looked at every month, its measures are closed
one by one, and it is taken off the list after an acceptance visit by two, or kept on it for longer."""

from __future__ import annotations

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, lent_for_other_work, part
from zhiben.kernel.rights import Actor, Level
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role
from zhiben.supervision.vocab import LISTING


def _of_the_district(actor: Actor, record: Record) -> Verdict:
    for role in (Role.DISTRICT_OFFICER, Role.OFFICE_OFFICER):
        if grant := actor.holding(role, record.coordinates.territory, Level.DISTRICT):
            return Verdict(True, grant)
    return Verdict(False, None, N_("须为所在区的经办人员"))


OFFICER = part(LISTING, Role.OFFICE_OFFICER, N_("挂牌的安委办的经办人员"), very=True)
LEADER = lent_for_other_work(
    part(LISTING, Role.OFFICE_LEADER, N_("挂牌的安委办的负责人"), very=True), "proposed_by", did=N_("提请")
)
DISTRICT = Permission(N_("所在区的经办人员"), _of_the_district)
REASON = Need("reason", N_("理由"), "longtext")

AREA = register(
    Machine(
        name="listed_area",
        title=N_("挂牌区域"),
        states=(
            State("proposed", N_("拟挂牌"), "info"),
            State("listed", N_("已挂牌，待报方案"), "warning"),
            State("planned", N_("方案待批"), "progress"),
            State("treating", N_("治理中"), "warning"),
            State("inspecting", N_("待验收"), "progress"),
            State("accepted", N_("已验收摘牌"), "success"),
            State("dropped", N_("不挂牌"), "neutral"),
        ),
        initial="proposed",
        final=("accepted", "dropped"),
        begun=N_("提请挂牌"),
        moves=(
            Move(
                "list",
                N_("决定挂牌"),
                ("proposed",),
                "listed",
                may=LEADER,
                needs=(Need("decision", N_("决定文号"), longest=60, help=N_("安委会批准挂牌的文件")),),
                tone="success",
            ),
            Move("drop", N_("不挂牌"), ("proposed",), "dropped", may=LEADER, needs=(REASON,), tone="danger"),
            Move(
                "submit_plan",
                N_("报治理方案"),
                ("listed",),
                "planned",
                may=DISTRICT,
                needs=(
                    Need(
                        "measures",
                        N_("治理措施"),
                        "longtext",
                        help=N_("一行一条：措施；责任单位；完成日期，如“打通消防通道；民治街道；2024-12-20”"),
                    ),
                ),
            ),
            Move("approve_plan", N_("批准方案"), ("planned",), "treating", may=LEADER, tone="success"),
            Move("return_plan", N_("退回方案"), ("planned",), "listed", may=LEADER, needs=(REASON,), tone="warning"),
            Move(
                "excuse_month",
                N_("说明当月未查"),
                ("listed", "planned", "treating", "inspecting"),
                None,
                may=OFFICER,
                needs=(Need("month", N_("月份"), help=N_("如2024-10")), REASON),
                rare=True,
            ),
            # Has a form of its own, which offers the meetings that there are.
            Move(
                "note_meeting",
                N_("登记会商"),
                ("listed", "planned", "treating", "inspecting"),
                None,
                may=OFFICER,
                needs=(Need("meeting", N_("会议"), "record"),),
                shown=False,
            ),
            # Has a form of its own, at the measure.
            Move(
                "close_measure",
                N_("措施完成"),
                ("treating", "inspecting"),
                None,
                may=DISTRICT,
                needs=(
                    Need("position", N_("措施"), "number", minimum=1),
                    Need("result", N_("完成情况"), longest=200),
                ),
                shown=False,
            ),
            Move(
                "ask_acceptance",
                N_("申请验收"),
                ("treating",),
                "inspecting",
                may=DISTRICT,
                needs=(Need("text", N_("治理情况"), "longtext"), Need("files", N_("材料"), "files")),
            ),
            Move(
                "accept",
                N_("验收通过"),
                ("inspecting",),
                "accepted",
                may=LEADER,
                needs=(
                    Need("conclusion", N_("验收结论"), "longtext"),
                    Need(
                        "despite",
                        N_("条件没有都具备仍摘牌的理由"),
                        "longtext",
                        required=False,
                        help=N_("摘牌的两个条件都具备的不填；有一条不具备或未评估的必填，印在解除督办通知书里"),
                    ),
                ),
                tone="success",
            ),
            Move(
                "extend",
                N_("继续挂牌（延长治理）"),
                ("inspecting",),
                "treating",
                may=LEADER,
                needs=(REASON, Need("until", N_("新的期限"), "date")),
                tone="warning",
            ),
        ),
    )
)
