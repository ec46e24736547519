"""Words of assistance: who asks, what comes of advice, what each step is called."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

LABEL = "assistance.helprequest"


class Outcome(StrEnum):
    """What came of a piece of advice, as the one helped says."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    DONE = "done"


OUTCOMES: dict[str, str] = {
    Outcome.ADOPTED: N_("已采纳，办理中"),
    Outcome.NOT_ADOPTED: N_("未采纳"),
    Outcome.DONE: N_("已落实"),
}

SATISFACTION: tuple[tuple[str, str], ...] = (
    ("5", N_("5分，很有帮助")),
    ("4", N_("4分，有帮助")),
    ("3", N_("3分，一般")),
    ("2", N_("2分，帮助不大")),
    ("1", N_("1分，没有帮助")),
)

ASKING = (
    Role.OFFICE_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.STREET_OFFICER,
    Role.ENTERPRISE_CONTACT,
)
"""Who asks for help at a site of theirs."""

ARRANGING = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER)
"""Who takes requests, chooses experts, and tells what came of a visit."""

EFFECT_MONTHS = 3
"""So many months before and after a visit are compared: a default of this product, no law."""

PATIENCE = 15
"""After so many days a request that nobody has arranged turns the light: a default of this product, no law."""

TOPICS: tuple[str, ...] = ("危险化学品", "矿山", "金属冶炼", "粉尘", "建筑施工", "燃气", "道路", "烟花爆竹", "工贸")
"""A sector whose name has one of these words is marked as high-risk at first: a default of this product, no law; the
office marks others, and takes marks away."""

QUEUE_RULE = N_("高风险行业领域的在前；其次，未整改重大隐患多的在前；再次，等得久的在前（默认）")
"""The order in which requests wait, in words."""

NO_PENALTY = N_("帮扶指导只帮不罚：到场看到的问题不据以处罚、不通报。发现重大事故隐患的，按规定报入隐患台账。")

LEDGER_VERBS = {
    "advise_help": N_("提出建议"),
    "answer_advice": N_("答复建议"),
    "add_expert": N_("登记专家"),
    "amend_expert": N_("更正专家"),
    "remove_expert": N_("撤销登记专家"),
    "mark_high_risk": N_("设定高风险行业领域"),
    "enter_help_visits": N_("补录帮扶到场"),
}

CONFLICTS = {
    "one_expert_per_name_and_employer": N_("这位专家刚刚已被登记，请刷新后核对"),
    "one_mark_per_sector": N_("高风险行业领域刚刚已被改动，请刷新后核对"),
    "one_help_visit_per_site_and_day": N_("该场所当日的帮扶刚刚已被登记，请刷新后核对"),
    "one_visit_per_request": N_("这次帮扶刚刚已登记到场，请刷新后核对"),
    "one_help_per_supervision_visit": N_("这次检查已记为另一次帮扶，不重复计数"),
    "one_number_per_request": N_("建议编号刚刚已被占用，请再提交一次"),
}
