"""The machine of an official document, as far as a bulletin needs it: drafted, approved (signed), issued,
withdrawn."""

from __future__ import annotations

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


def own_office(role: Role, label: str) -> Permission:
    """Holds `role` at the very level of the record's issuing office: a city's officer does not act for a district's
    office."""

    def held(actor: Actor, record: Record) -> Verdict:
        place = record.coordinates
        grant = actor.holding(role.value, place, place.level)
        return Verdict(True, grant) if grant else Verdict(False, None, N_("须为{label}").format(label=label))

    return Permission(label, held)


OFFICER = own_office(Role.OFFICE_OFFICER, N_("发文安委办的经办人员"))
LEADER = own_office(Role.OFFICE_LEADER, N_("发文安委办的负责人"))

DOCUMENT = register(
    Machine(
        name="document",
        title=N_("公文"),
        states=(
            State("drafted", N_("起草中"), "progress"),
            State("approved", N_("已签发"), "info"),
            State("issued", N_("已印发"), "success"),
            State("withdrawn", N_("已撤回"), "danger"),
        ),
        initial="drafted",
        final=("withdrawn",),
        moves=(
            # A revision carries a whole paper, and a bulletin's later steps go with its round: no form of their own.
            Move("revise", N_("修改"), ("drafted",), None, may=OFFICER, shown=False),
            Move("approve", N_("签发"), ("drafted",), "approved", may=LEADER, shown=False),
            Move("issue", N_("印发"), ("approved",), "issued", may=OFFICER, shown=False),
            Move(
                "withdraw_issue",
                N_("撤回印发"),
                ("issued",),
                "withdrawn",
                may=LEADER,
                needs=(Need("reason", N_("撤回原因"), "longtext"), Need("correction", N_("更正说明"), "longtext")),
                shown=False,
            ),
        ),
    )
)
