"""The words of official documents: their kinds, the lines of a distribution list, how numbers come about."""

from __future__ import annotations

from enum import StrEnum

from zhiben.kernel.text import N_


class Labelled(StrEnum):
    """A choice with its label."""

    @property
    def label(self) -> str:
        """The office's word."""
        return LABELS[self]


class Kind(Labelled):
    """A kind of paper."""

    BULLETIN = "bulletin"
    NOTICE = "notice"
    LETTER = "letter"
    CIRCULAR = "circular_notice"
    REMINDER = "reminder_letter"
    URGING = "urging_letter"
    INTERVIEW = "interview_notice"
    MINUTES = "minutes"
    LISTING = "listed_supervision_notice"
    DELISTING = "delisting_notice"
    REPORT = "report"
    REQUEST = "request"
    ANALYSIS = "monthly_analysis"
    COMMENDATION = "commendation"


class Line(Labelled):
    """Where an addressee stands: superiors, peers and subordinates at the foot of a bulletin; 主送 and 抄送 of all
    other papers."""

    UP = "up"
    ACROSS = "across"
    DOWN = "down"
    MAIN = "main"
    COPY = "copy"


class Numbering(Labelled):
    """Where an office's document numbers come from."""

    OWN = "own"
    OA = "oa"


class Signing(Labelled):
    """How a document was signed."""

    SCREEN = "screen"
    PAPER = "paper"


LABELS: dict[str, str] = {
    Kind.BULLETIN: N_("简报"),
    Kind.ANALYSIS: N_("月度分析"),
    Kind.NOTICE: N_("通知"),
    Kind.LETTER: N_("函"),
    Kind.CIRCULAR: N_("通报"),
    Kind.REMINDER: N_("提醒函"),
    Kind.URGING: N_("督促函"),
    Kind.INTERVIEW: N_("约谈通知"),
    Kind.MINUTES: N_("纪要"),
    Kind.LISTING: N_("挂牌督办通知书"),
    Kind.DELISTING: N_("解除督办通知书"),
    Kind.REPORT: N_("报告"),
    Kind.REQUEST: N_("请示"),
    Kind.COMMENDATION: N_("表彰决定"),
    Line.UP: N_("报"),
    Line.ACROSS: N_("送"),
    Line.DOWN: N_("发"),
    Line.MAIN: N_("主送"),
    Line.COPY: N_("抄送"),
    Numbering.OWN: N_("本系统编号"),
    Numbering.OA: N_("用本单位OA的文号"),
    Signing.SCREEN: N_("在线签发"),
    Signing.PAPER: N_("纸质签发"),
}

KIND_LABELS = {kind: kind.label for kind in Kind}
LINE_LABELS = {line: line.label for line in Line}

AT_THE_FOOT = (Line.UP, Line.ACROSS, Line.DOWN)
"""The lines of a bulletin's distribution list."""

ADDRESSED = "addressed"
"""The part in which a unit takes part in a document that was issued to it."""

ISSUED, WITHDRAWN, REPLIED, RETURNED = (f"documents.{name}" for name in ("issued", "withdrawn", "replied", "returned"))
WHOLE = (
    *(
        "重大事故隐患",
        "安全生产",
        "治本攻坚",
        "三年行动",
        "挂牌督办",
        "综合督导",
        "专项督导",
        "重点任务",
        "提醒函",
        "督促函",
    ),
    *(
        "液化石油气",
        "配送",
        "城镇燃气",
        "有限空间",
        "危险化学品",
        "电动自行车",
        "储能电站",
        "工业园区",
        "工作专班",
        "委员会",
    ),
)
"""Words that no line of a title is to end in the middle of."""

NOTICES = {
    ISSUED: N_("收到公文"),
    WITHDRAWN: N_("公文撤回"),
    REPLIED: N_("收到答复"),
    RETURNED: N_("退回"),
}
"""What is said at once to whom it concerns."""

CONFLICTS = {
    "document_number_once": N_("该文号刚被本单位另一份公文使用，请换一个"),
    "document_total_number_once": N_("该总期号刚被另一份公文使用，请刷新后重试"),
    "number_taken_once": N_("该文号已登记使用，请换一个"),
    "document_goes_to_a_unit_once": N_("该单位已在分发名单中，请刷新后查看"),
    "document_version_once": N_("刚有他人修改了这份公文，请刷新后再改"),
    "one_issuing_body_per_code": N_("该机关代字刚由另一单位登记，请换一个"),
    "one_issuing_body_per_unit": N_("刚有他人登记了本单位的发文设置，请刷新后查看"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""
