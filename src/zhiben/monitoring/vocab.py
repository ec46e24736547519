"""Words of monitoring and early warning that others may use: levels, what is watched, why a request was refused, and
the defaults of this product."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum, StrEnum

from zhiben.kernel.machine import State
from zhiben.kernel.text import N_


class Level(IntEnum):
    """How grave an alert is; the smaller the graver, in the colours by which warnings are marked in China."""

    RED = 1
    ORANGE = 2
    YELLOW = 3
    BLUE = 4

    @property
    def label(self) -> str:
        """The office's word."""
        return {1: N_("一级（红）"), 2: N_("二级（橙）"), 3: N_("三级（黄）"), 4: N_("四级（蓝）")}[self.value]

    @property
    def shown(self) -> State:
        """The word and its tone."""
        tone = {1: "danger", 2: "warning", 3: "progress", 4: "info"}[self.value]
        return State(str(self.value), self.label, tone)


class Refused(StrEnum):
    """Why a request of a feed was not taken; only how many there were is kept."""

    FORGED = "forged"
    CLOCK = "clock"
    PAUSED = "paused"
    BODY = "body"
    REUSED = "reused"

    @property
    def label(self) -> str:
        """The office's word."""
        return {
            "forged": N_("密钥或签名不对（可能是伪造）"),
            "clock": N_("时间戳相差超过5分钟（可能是重放，或对方时钟不准）"),
            "paused": N_("接入已暂停"),
            "body": N_("内容不合要求"),
            "reused": N_("同一事件编号、内容不同"),
        }[self.value]


WATCHED = (
    N_("重大危险源罐区、库区"),
    N_("可燃有毒气体"),
    N_("粉尘涉爆除尘系统"),
    N_("有限空间气体"),
    N_("液氨制冷"),
    N_("深基坑、高支模变形"),
    N_("塔吊、施工升降机"),
    N_("电气火灾"),
    N_("消防水压、水位"),
    N_("视频智能识别"),
)
"""What is watched, until an office writes a list of its own: a default of this product, no official list."""

LIGHTS = {
    "alive": State("alive", N_("在线"), "success"),
    "dead": State("dead", N_("断联"), "danger"),
    "silent": State("silent", N_("尚未收到过"), "warning"),
}
"""How a feed that is not paused stands at a glance."""

WINDOW = timedelta(minutes=5)
"""How far a request's time may be from ours."""

LARGEST = 64 * 1024
"""Bytes of a request's body."""

BEAT, RATE, FOLD, MISSED = 15, 60, 30, 3
"""Defaults of this product: minutes between two signs of life, alerts a minute, minutes within which alerts of one
sensor and level are one, and how many signs of life have to be missing before a feed counts as dead."""

OVERLAP = timedelta(hours=24)
"""How long the older key still holds after a new one was made: a default of this product."""

MOST_REFUSED = 10_000
"""Refusals of one kind are counted up to here within an hour; from then on nothing is written."""

KEPT = timedelta(days=90)
"""How long it is remembered which events were told already: a default of this product."""

TRIAGE = {
    Level.RED: timedelta(minutes=30),
    Level.ORANGE: timedelta(hours=2),
    Level.YELLOW: timedelta(hours=24),
    Level.BLUE: timedelta(hours=72),
}
"""By when an alert has to be judged; later it is the office's to see to that. Defaults of this product, no law."""

OPEN = ("received", "watched")
"""States of alerts with which something is still to be done."""

SYSTEM, FEED, KINDS = "monitoring.monitoringsystem", "monitoring.feed", "monitoring.watchedkind"
"""How the ledger calls them."""

LEDGER_VERBS = {
    "tell_monitoring": N_("登记监测预警系统"),
    "remove_monitoring": N_("撤销登记监测预警系统"),
    "set_watched": N_("改动监测对象清单"),
    "set_feed": N_("更正接入"),
    "link_systems": N_("改动接入的系统"),
    "rotate_key": N_("更换接入密钥"),
    "triage_alerts": N_("批量研判告警"),
}
"""What the ledger calls acts that are no move."""

OF_THE_OFFICE = {KINDS: ("set_watched",)}
"""Acts that are about the office itself and no business."""

CONFLICTS = {
    "one_monitored_enterprise_per_code": N_("该企业刚由他人登记，请刷新后核对"),
    "one_monitoring_system_per_object": N_("该企业的这一监测对象刚由他人登记，请刷新后核对"),
    "one_event_per_feed": N_("该事件刚由另一请求登记，请重发"),
    "one_feed_per_name": N_("刚有他人登记了同名的接入，请刷新后核对"),
}
"""What to tell who was slower than somebody else, by the constraint's name."""
