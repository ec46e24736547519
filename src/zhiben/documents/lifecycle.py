"""The machines of an official document and of its delivery to one unit. What travels with another record (a bulletin
with its round) is signed, issued and withdrawn by that record's moves only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhiben.kernel.machine import Machine, Move, Need, State, register
from zhiben.kernel.permission import Permission, Record, Verdict, lent_for_other_work, other_than, rule
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
SIGNING_LEADER = lent_for_other_work(LEADER, "authors", did=N_("起草或修改"))

ANSWERING = (
    *(Role.OFFICE_LEADER, Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER),
    *(Role.DISTRICT_OFFICER, Role.STREET_OFFICER),
)
"""The roles in which a person answers for the unit that a document was sent to."""


def of_the_unit(label: str) -> Permission:
    """Answers for the unit that the record was sent or given to (`unit_id`, if it was)."""

    def answers(actor: Actor, record: Record) -> Verdict:
        unit = getattr(record, "unit_id", None)
        for grant in actor.grants:
            if unit and grant.unit == unit and grant.role in ANSWERING:
                return Verdict(True, grant)
        return Verdict(False, None, N_("须为{label}").format(label=label))

    return Permission(label, answers)


RECIPIENT = of_the_unit(N_("收文单位的人员"))


def _stands(label: str, holds: Callable[[Any], bool], why: str = "") -> Permission:
    """A rule that asks the record only."""
    return rule(label, lambda _actor, record: holds(record), why)


ALONE = _stands(
    N_("公文单独办理"),
    lambda one: one.along or not one.carried,
    N_("随调度期一并办理，请到该期调度页面办理"),
)
ALONG = _stands(N_("随其他记录办理"), lambda one: bool(one.carried and one.along))
OWN_NUMBERS = _stands(N_("文号由本系统编"), lambda one: bool(one.own_numbers), N_("本单位的文号由OA编，请用另一种签发"))
OA_NUMBERS = _stands(N_("文号由OA编"), lambda one: not one.own_numbers, N_("本单位的文号由本系统编，请用另一种签发"))
SETTLED = _stands(N_("各单位都已办结"), lambda one: bool(one.settled), N_("还有单位未签收，或答复未评估"))
STANDING = _stands(N_("公文未撤回"), lambda one: bool(one.stands), N_("该公文已撤回，无需签收或答复"))
REVIEWER = (OFFICER & other_than("drafted_by", label=N_("起草人"))) | SIGNING_LEADER

OPINION = Need("opinion", N_("批示"), "longtext", required=False, help=N_("可不填"))
PHOTO = Need("photos", N_("批示照片"), "files", required=False)
SCAN = Need("scan", N_("签批原件扫描件"), "files")
SIGNER = Need("signer", N_("签发人"), help=N_("在纸上签发的负责人姓名"))
REASON = Need("reason", N_("原因"), "longtext")
REMARK = Need("remark", N_("意见"), "longtext")

BEFORE_ISSUE = ("drafted", "in_review", "reviewed", "signed", "numbered")

DOCUMENT = register(
    Machine(
        name="document",
        title=N_("公文"),
        states=(
            State("drafted", N_("起草中"), "progress"),
            State("in_review", N_("核稿中"), "progress"),
            State("reviewed", N_("待签发"), "warning"),
            State("signed", N_("已签发待编号"), "info"),
            State("numbered", N_("已签发待印发"), "info"),
            State("issued", N_("已印发"), "success"),
            State("closed", N_("已办结"), "success"),
            State("withdrawn", N_("已撤回"), "danger"),
            State("void", N_("已作废"), "neutral"),
        ),
        initial="drafted",
        final=("withdrawn", "void"),
        moves=(
            # A revision carries a whole paper, and a carried document's steps go with its record: no form of their own.
            Move("revise", N_("修改"), ("drafted",), None, may=OFFICER, shown=False),
            Move("approve", N_("随签"), ("drafted",), "numbered", may=SIGNING_LEADER & ALONG, shown=False),
            Move("submit", N_("送核"), ("drafted",), "in_review", may=OFFICER & ALONE, undoable=True),
            Move("remark", N_("批注"), BEFORE_ISSUE, None, may=OFFICER | LEADER, needs=(REMARK,)),
            Move(
                "pass_review",
                N_("核稿通过"),
                ("in_review",),
                "reviewed",
                may=REVIEWER & ALONE,
                needs=(Need("remark", N_("核稿意见"), "longtext", required=False, help=N_("可不填")),),
                undoable=True,
            ),
            Move(
                "sign",
                N_("签发"),
                ("reviewed",),
                "numbered",
                may=SIGNING_LEADER & ALONE & OWN_NUMBERS,
                needs=(OPINION, PHOTO),
                tone="success",
            ),
            Move(
                "sign_on_paper",
                N_("登记纸质签发"),
                ("reviewed",),
                "numbered",
                may=OFFICER & ALONE & OWN_NUMBERS,
                needs=(SIGNER, SCAN),
            ),
            Move(
                "sign_unnumbered",
                N_("签发（文号由OA编）"),
                ("reviewed",),
                "signed",
                may=SIGNING_LEADER & ALONE & OA_NUMBERS,
                needs=(OPINION, PHOTO),
                tone="success",
            ),
            Move(
                "sign_unnumbered_on_paper",
                N_("登记纸质签发（文号由OA编）"),
                ("reviewed",),
                "signed",
                may=OFFICER & ALONE & OA_NUMBERS,
                needs=(SIGNER, SCAN),
            ),
            Move(
                "return_draft",
                N_("退回修改"),
                ("in_review", "reviewed"),
                "drafted",
                may=REVIEWER & ALONE,
                needs=(REMARK,),
                tone="warning",
            ),
            Move(
                "number",
                N_("录入文号"),
                ("signed",),
                "numbered",
                may=OFFICER & ALONE,
                needs=(Need("number", N_("文号"), help=N_("如 深安办〔2024〕12号")),),
            ),
            Move("issue", N_("印发"), ("numbered",), "issued", may=OFFICER & ALONE, tone="success"),
            Move("close", N_("办结"), ("issued",), "closed", may=OFFICER & ALONE & SETTLED, tone="success"),
            Move(
                "withdraw_issue",
                N_("撤回印发"),
                ("issued", "closed"),
                "withdrawn",
                may=SIGNING_LEADER & ALONE,
                needs=(Need("reason", N_("撤回原因"), "longtext"), Need("correction", N_("更正说明"), "longtext")),
                tone="danger",
            ),
            Move(
                "void", N_("作废"), BEFORE_ISSUE, "void", may=(OFFICER | LEADER) & ALONE, needs=(REASON,), tone="danger"
            ),
        ),
    )
)

REPLY = Need("text", N_("答复"), "longtext")
FILES = Need("files", N_("附件"), "files", required=False)

DELIVERY = register(
    Machine(
        name="delivery",
        title=N_("收文"),
        states=(
            State("sent", N_("待签收"), "warning"),
            State("received", N_("已签收"), "info"),
            State("replied", N_("已答复"), "progress"),
            State("evaluated", N_("已评估"), "success"),
        ),
        initial="sent",
        final=("evaluated",),
        moves=(
            Move("receive", N_("签收"), ("sent",), "received", may=RECIPIENT & STANDING),
            Move("reply", N_("答复"), ("sent", "received"), "replied", may=RECIPIENT & STANDING, needs=(REPLY, FILES)),
            Move(
                "record_reply",
                N_("代录答复"),
                ("sent", "received"),
                "replied",
                may=OFFICER & STANDING,
                needs=(
                    REPLY,
                    Need("files", N_("答复原件"), "files"),
                    Need("by_whom", N_("答复单位经办人"), required=False),
                ),
            ),
            Move(
                "evaluate",
                N_("认可答复"),
                ("replied",),
                "evaluated",
                may=OFFICER,
                needs=(Need("assessment", N_("评估意见"), "longtext"),),
                tone="success",
            ),
            Move(
                "return_reply", N_("退回补充"), ("replied",), "received", may=OFFICER, needs=(REASON,), tone="warning"
            ),
        ),
    )
)
