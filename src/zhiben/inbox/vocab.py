"""Words of the inbox that others may use: how urgent something is, kinds of robot, and kinds of notice, which upper
rooms name when they are loaded."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from zhiben.kernel.text import N_


class Urgency(IntEnum):
    """In which order things that wait are shown."""

    FIRST = -1
    LATE = 0
    TODAY = 1
    AHEAD = 2
    OPEN = 3

    @property
    def label(self) -> str:
        """The heading over such lines."""
        return URGENCIES[self]


URGENCIES = {
    Urgency.FIRST: N_("优先办理"),
    Urgency.LATE: N_("已逾期"),
    Urgency.TODAY: N_("今天到期"),
    Urgency.AHEAD: N_("以后到期"),
    Urgency.OPEN: N_("未定期限"),
}


class RobotKind(StrEnum):
    """Whose robot it is."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    WEBHOOK = "webhook"

    @property
    def label(self) -> str:
        """The office's word."""
        return ROBOTS[self]


ROBOTS = {
    RobotKind.WECOM: N_("企业微信群机器人"),
    RobotKind.DINGTALK: N_("钉钉群机器人"),
    RobotKind.WEBHOOK: N_("其他系统（JSON）"),
}

DIGEST = "inbox.digest"

_kinds: dict[str, str] = {DIGEST: N_("每日待办提示")}


def name_kind(kind: str, label: str) -> None:
    """Say what notices of a kind are called; a kind has one name."""
    if _kinds.setdefault(kind, label) != label:
        raise ValueError(f"the kind of notice {kind} is named twice")


def kind_label(kind: str) -> str:
    """The office's word for a kind of notice. Raises KeyError on one that no room has named."""
    return _kinds[kind]


LEDGER_VERBS = {
    "undo_import": N_("撤销导入"),
    "remember_head": N_("记住表头对应"),
    "forget_head": N_("忘记表头对应"),
    "change_mail": N_("更换邮件地址"),
    "confirm_mail": N_("确认邮件地址"),
    "keep_robot": N_("登记机器人"),
    "try_robot": N_("测试机器人"),
}
"""What the ledger calls acts on where somebody is reached (the address itself stays out of it), on robots (as well) and
on imports."""

OF_THE_OFFICE = {
    "orgs.person": ("change_mail", "confirm_mail"),
    "inbox.robot": ("keep_robot", "try_robot"),
    "inbox.knownhead": ("remember_head", "forget_head"),
}
"""Acts that are about the office itself and no business."""
