"""The words of accident supervision (事故督导): what is looked at, which gaps a blind spot has, what a
study may find."""

from __future__ import annotations

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Labelled as Words


class SignalKind(Words):
    """Why something is to be looked at."""

    NEW_TYPE = "new_type"
    BLIND_SPOT = "blind_spot"
    ALERT = "alert"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"new_type": N_("新类型事故"), "blind_spot": N_("监管盲区"), "alert": N_("监测预警")}[self.value]


class Gap(Words):
    """What is missing around a kind of accident."""

    DEPARTMENT = "department"
    TASK = "task"
    VISIT = "visit"
    CRITERION = "criterion"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "department": N_("没有主管部门"),
            "task": N_("没有重点任务"),
            "visit": N_("近一年没有到场检查"),
            "criterion": N_("没有隐患判定标准"),
            "other": N_("其他缺口"),
        }[self.value]

    @property
    def filled_by(self) -> str:
        """How it is filled, as the page tells whoever does."""
        return {
            "department": N_("写明报请谁明确由哪个部门负责，以及明确的文件"),
            "task": N_("填写因此增加或修改的重点任务的编号，并写明怎样改"),
            "visit": N_("写明列入哪一轮督导，或哪一天检查了哪里"),
            "criterion": N_("写明建议增加或修改哪一条判定标准，报给了谁"),
            "other": N_("写明怎样补上"),
        }[self.value]


class Verdict(Words):
    """What a joint study comes to."""

    NEW = "new"
    KNOWN = "known"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"new": N_("确属新类型、盲区或异常，已举一反三"), "known": N_("不是新类型、新盲区")}[self.value]


class Trigger(Words):
    """By what a case was flagged."""

    CODE = "code"
    TEXT = "text"
    GROWTH = "growth"

    @property
    def label(self) -> str:
        """The office's word."""
        return {"code": N_("编码"), "text": N_("文字"), "growth": N_("增长")}[self.value]


STUDYING, CHECKING = "studying", "checking"
"""The parts of a department in a joint study, and of a unit that has sites of a sweep to check."""

STUDY_DAYS, SWEEP_DAYS = 30, 30
"""So many days a joint study, and a look-alike sweep, has at first: defaults of this product, no law."""

FOLLOW_UP_MONTHS, OVERDUE_MONTHS = 10, 12
"""So many months after an investigation's report was approved its recommendations are looked at again, and so many
after it they should have been assessed (《安全生产法》第八十六条): the first is a default of this product."""

MONTHS_OF_VISITS = 12
"""Nobody was there for so long: then a kind of place counts as not visited."""

PLACE_WORDS: tuple[str, ...] = (
    *("工地", "厂房", "仓库", "物流", "快递", "换电", "充电", "商场", "超市", "市场", "酒店", "宾馆", "民宿", "餐饮"),
    *("学校", "幼儿园", "医院", "养老", "加油站", "加气站", "码头", "车站", "停车", "密室", "剧本", "影院", "健身"),
    *("冷库", "污水", "化粪池", "隧道", "地铁", "桥梁", "垃圾", "回收", "汽修", "喷涂", "家具", "电池"),
)
"""Words by which a site's name tells what kind of place it is: a default of this product."""

LEDGER_VERBS = {
    "set_alert_budget": N_("修改误报预算"),
    "plan_study_visit": N_("安排现场调研"),
    "draft_study_paper": N_("起草研判文书"),
    "set_look_alikes": N_("修改排查名单"),
    "plan_look_alike_round": N_("安排排查督导"),
}
"""What the ledger calls acts that are no move."""

CONFLICTS: dict[str, str] = {
    "accident_signal_once_per_subject": N_("这条线索刚已列入，请刷新后查看"),
    "one_study_per_signal": N_("这条线索刚由他人开始研判，请刷新后查看"),
    "one_gap_per_position": N_("这处缺口刚由他人登记，请刷新后查看"),
    "cause_once_per_position": N_("这一条原因刚由他人登记，请刷新后查看"),
    "site_once_per_sweep": N_("这个场所刚由他人列入，请刷新后查看"),
    "one_alert_budget_per_office": N_("误报预算刚由他人修改，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""
