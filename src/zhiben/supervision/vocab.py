"""The words of supervision: its kinds and modes, what is drawn from, how targets come about, why one is not drawn."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.text import N_
from zhiben.orgs.vocab import UnitKind


class Labelled(StrEnum):
    """A choice with its label."""

    @property
    def label(self) -> str:
        """The office's word."""
        return LABELS[self]


class Kind(Labelled):
    """The five kinds of supervision, and visits that help."""

    COMPREHENSIVE = "comprehensive"
    SPECIAL = "special"
    LISTED_AREA = "listed_area"
    ACCIDENT = "accident"
    FULL_COVERAGE = "full_coverage"
    HELP = "help"


class Mode(Labelled):
    """Whether those who are visited know beforehand."""

    OPEN = "open"
    COVERT = "covert"


class FrameOf(Labelled):
    """What a frame lists."""

    STREETS = "streets"
    SITES = "sites"
    HAZARDS = "hazards"


class Choosing(Labelled):
    """How targets are taken from a frame."""

    DRAW = "draw"
    ALL = "all"


class How(Labelled):
    """How one target came about."""

    DRAWN = "drawn"
    INSTEAD = "instead"
    ALL = "all"
    NAMED = "named"


class Excused(Labelled):
    """Why one stands in the frame and is not drawn."""

    RECENT = "recent"


class Becomes(Labelled):
    """What a finding becomes."""

    HAZARD = "hazard"
    TASK = "task"
    WORK = "work"
    NOTE = "note"


class About(Labelled):
    """Of whom the items of a checklist ask."""

    SITES = "of_sites"
    DEPARTMENTS = "of_departments"


class Verdict(Labelled):
    """How an item of a checklist is answered on site."""

    MEETS = "meets"
    FAILS = "fails"
    NOT_APPLICABLE = "not_applicable"


class Again(Labelled):
    """What is seen on site of something that was found before: a note, and not the official re-check."""

    STILL = "still"
    MENDED = "mended"
    NOT_SEEN = "not_seen"


class Agreement(Labelled):
    """Whether what a unit has reported as done is so on site."""

    AGREES = "agrees"
    DIFFERS = "differs"


class Act(Labelled):
    """What a phone tells of a visit."""

    ARRIVE = "arrive"
    FIND = "find"
    CHECK = "check"
    AGAIN = "again"
    STRIKE = "strike"
    CLOSE = "close"
    ORIGINAL = "original"


class Outcome(StrEnum):
    """What became of an act that a phone told: done now or before; not yet, so that it is told again; not at all; or
    put before a person, for the same name said something else before."""

    DONE = "done"
    ALREADY = "already"
    WAITING = "waiting"
    REFUSED = "refused"
    DIFFERS = "differs"


class Occasion(Labelled):
    """What a special round is made for."""

    NEW_YEAR = "new_year"
    SPRING = "spring"
    TOMB = "tomb"
    MAY = "may"
    FLOOD = "flood"
    TYPHOON = "typhoon"
    HEAT = "heat"
    AUTUMN = "autumn"
    COLD = "cold"
    EVENT = "event"


LABELS: dict[str, str] = {
    Kind.COMPREHENSIVE: N_("综合督导"),
    Kind.SPECIAL: N_("专项督导"),
    Kind.LISTED_AREA: N_("高风险区域挂牌督导"),
    Kind.ACCIDENT: N_("事故督导"),
    Kind.FULL_COVERAGE: N_("重大隐患全覆盖督导"),
    Kind.HELP: N_("帮扶指导"),
    Mode.OPEN: N_("明察"),
    Mode.COVERT: N_("暗访"),
    FrameOf.STREETS: N_("各街镇的场所"),
    FrameOf.SITES: N_("选定范围的场所"),
    FrameOf.HAZARDS: N_("未销号的重大事故隐患"),
    Choosing.DRAW: N_("随机抽取"),
    Choosing.ALL: N_("全部列入"),
    How.DRAWN: N_("抽中"),
    How.INSTEAD: N_("递补"),
    How.ALL: N_("全部列入"),
    How.NAMED: N_("指定"),
    Excused.RECENT: N_("近期已查"),
    Becomes.HAZARD: N_("事故隐患"),
    Becomes.TASK: N_("重点任务"),
    Becomes.WORK: N_("攻坚工作问题"),
    Becomes.NOTE: N_("提示"),
    About.SITES: N_("场所"),
    About.DEPARTMENTS: N_("行业主管部门"),
    Verdict.MEETS: N_("符合"),
    Verdict.FAILS: N_("不符合"),
    Verdict.NOT_APPLICABLE: N_("不涉及"),
    Again.STILL: N_("仍存在"),
    Again.MENDED: N_("已整改"),
    Again.NOT_SEEN: N_("没看"),
    Agreement.AGREES: N_("与报送一致"),
    Agreement.DIFFERS: N_("与报送不一致"),
    Act.ARRIVE: N_("到场"),
    Act.FIND: N_("问题"),
    Act.CHECK: N_("逐项检查"),
    Act.AGAIN: N_("此前的问题"),
    Act.STRIKE: N_("撤去"),
    Act.CLOSE: N_("签字"),
    Act.ORIGINAL: N_("原图"),
    Occasion.NEW_YEAR: N_("岁末年初"),
    Occasion.SPRING: N_("春节"),
    Occasion.TOMB: N_("清明"),
    Occasion.MAY: N_("五一"),
    Occasion.FLOOD: N_("汛期"),
    Occasion.TYPHOON: N_("台风"),
    Occasion.HEAT: N_("高温"),
    Occasion.AUTUMN: N_("国庆、中秋"),
    Occasion.COLD: N_("低温寒潮"),
    Occasion.EVENT: N_("重大活动"),
}

LEAST_TEAM = 2
"""So many inspectors a visit has at least: the record is signed by two, as for enforcement (行政处罚法第四十二条)."""

RECENT_DAYS = 90
"""Who was visited within so many days is not drawn: a default of this product, no law."""

HEAVIER = 1
"""How many times as likely a site with open major hazards comes: a default of this product, no law."""

NEAR = 1_000
"""So many metres from its site, and the device's own error more, a check-in may be: a default of this product, no
law."""

MOST_BLUR = 500
"""The device's own error widens that by so many metres at most: a default of this product, no law."""

LONGEST_FOUND, LONGEST_BASIS = 1_000, 200
"""So many characters the words of a finding have, and its grounds, at most."""

EDITING_NOTE = N_("本产品默认，请核对修改后使用")
"""Said of a checklist that the product offers to begin with: a word to its keeper, and no basis of anything."""


def grounds(basis: str) -> str:
    """What a written basis is as one: the note of a list that is still to be edited is none."""
    return "" if basis == EDITING_NOTE else basis


UNKEEPABLE = N_("内容含有不能保存的字符，请删去后重新记下")
"""Said of words that databases do not keep."""

LONGEST_WITHOUT, LONGEST_DESPITE = 120, 500
"""So many characters has the reason why there is no position, and why it is far from the site, at most."""

COARSE = 2
"""So many decimals of a degree stand in clear of where somebody was: hundredths are about a kilometre."""

GOOD_ACCURACY = 100
"""A position whose error is at most so many metres may be taken over as its site's: a default of this product."""

PHOTO_SLACK = 10
"""So many minutes a photo may be older than the arrival, for clocks differ: a default of this product, no law."""

RECEIPT_DAYS = 5
"""So many working days an enforcement unit has to sign for what is handed over: a default of this product, no law."""

ENFORCING_KINDS = (UnitKind.DEPARTMENT, UnitKind.STREET)
"""Units of these kinds can be handed what needs an order or a penalty: departments, and streets, which enforce together
(综合执法). What a single unit may is not kept here: whoever hands over names the basis."""

ENFORCING = "enforcing"
"""The part of an enforcement unit in what was handed over to it: it reads the finding and its visit."""
OFFLINE = 5
"""What a phone tells more than so many minutes after it happened was without signal: a default of this product."""

SIGNED_DAYS = 7
"""So many days after its signature a visit still stands on the phones of who was there: a default of this product."""

CLOCKS_APART = 5
"""So many minutes may a device's clock and ours differ: a default of this product."""

PHRASES: tuple[tuple[str, str], ...] = (
    (Becomes.HAZARD, N_("疏散通道、安全出口堵塞或锁闭")),
    (Becomes.HAZARD, N_("消防设施缺失或不能使用")),
    (Becomes.HAZARD, N_("电气线路私拉乱接")),
    (Becomes.HAZARD, N_("临边、洞口没有防护")),
    (Becomes.HAZARD, N_("动火作业没有审批和看护")),
    (Becomes.HAZARD, N_("有限空间作业没有检测和监护")),
    (Becomes.HAZARD, N_("特种作业人员无证上岗")),
    (Becomes.HAZARD, N_("危险物品超量或违规存放")),
    (Becomes.WORK, N_("没有建立重大事故隐患台账")),
    (Becomes.WORK, N_("重大事故隐患没有按期整改")),
    (Becomes.WORK, N_("主要负责人没有带队检查")),
    (Becomes.WORK, N_("没有开展全员培训或演练")),
)
"""Usual findings, to be tapped on a phone: defaults of this product."""

TOLD_LATE, TOLD_OTHERWISE = "supervision_told_late", "supervision_told_otherwise"
NOTICES: dict[str, str] = {
    TOLD_LATE: N_("督导签字后上传"),
    TOLD_OTHERWISE: N_("督导记录有两个版本"),
}
"""Of what the visiting office is told at once."""

SENDING, VISITING = "sending", "visiting"
"""The parts in a visit of the office that sent its team, and of the units whose people are there."""

LISTING, TREATING = "listing", "treating"
"""The parts in a listed area of the office that lists it, and of its streets' offices."""

STREET_RISK = "street-risk"
"""How the study is called whose rows may justify a listing."""
WARNINGS = "warnings"
"""How the study is called whose limits follow from an office's budget of false alarms."""

BLIND_SPOTS = "blind-spots"
"""How the study is called that keeps what was missing around accidents."""


class AreaPaperKind(StrEnum):
    """What a paper about a listed area is."""

    NOTICE = "notice"
    KEPT = "kept"
    DELISTED = "delisted"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "notice": N_("挂牌督办通知书"),
            "kept": N_("继续挂牌通知"),
            "delisted": N_("解除督办通知书"),
        }[self.value]


ANSWERING = "answering"
"""The part in a finding of the unit that it was given to."""

LEDGER_VERBS = {
    "open_seal": N_("查看封存名单"),
    "add_keeper": N_("增加名单保管人"),
    "add_team": N_("编组"),
    "note_interest": N_("登记回避情形"),
    "end_interest": N_("终止回避情形"),
    "add_checklist": N_("建立检查表"),
    "amend_checklist": N_("修改检查表的适用范围"),
    "add_edition": N_("检查表新的一版"),
    "remove_edition": N_("撤回检查表的一版"),
    "answer_item": N_("逐项检查"),
    "see_again": N_("查看以前发现的问题"),
    "check_task": N_("现场核对报送"),
    "draw_tips": N_("抽取举报复核"),
    "judge_photo": N_("认定早于到场的照片"),
    "tell_late": N_("签字后上传"),
    "tell_otherwise": N_("同一条有两个版本"),
    "settle_version": N_("选定版本"),
    "join_late": N_("签字后补传到场"),
    "draft_report": N_("起草情况报告"),
    "draft_request": N_("起草提请挂牌的请示"),
    "draft_area_paper": N_("起草挂牌文书"),
}
"""What the ledger calls acts that are no move."""

CONFLICTS: dict[str, str] = {
    "one_tip_draw_per_round": N_("本轮刚由他人抽过，请刷新后查看"),
    "finding_once_per_key": N_("这一条刚由同组人员记录，请刷新后查看"),
    "finding_once_per_position": N_("同组人员刚记录了一条，请再发送一次"),
    "finding_is_handed_over_once_at_a_time": N_("这个问题刚由他人移交，请刷新后查看"),
    "photo_judged_once": N_("这张照片刚由他人认定，请刷新后查看"),
    "one_visit_per_target": N_("同组人员刚到场登记，请刷新后加入"),
    "phone_act_once_per_key": N_("这一条刚已收到"),
    "phone_version_once": N_("这一版本刚已收到"),
    "visitor_once_per_visit": N_("到场登记刚已收到"),
    "one_target_per_place_in_round": N_("该对象刚由他人列入，请刷新后查看"),
    "answer_once_per_key": N_("这一次刚发送过，请刷新后查看"),
    "seen_again_once_per_key": N_("这一次刚发送过，请刷新后查看"),
    "task_check_once_per_key": N_("这一次刚发送过，请刷新后查看"),
    "one_standing_answer_per_item": N_("同组人员刚答了这一项，请刷新后再答"),
    "one_standing_look_again": N_("同组人员刚看过这一条，请刷新后再看"),
    "one_standing_check_per_report": N_("同组人员刚核对了这一份，请刷新后再看"),
    "checklist_title_once_per_office": N_("本安委办刚有同名的检查表，请刷新后查看"),
    "one_edition_per_number_of_a_checklist": N_("这张检查表刚由他人改出一版，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""
