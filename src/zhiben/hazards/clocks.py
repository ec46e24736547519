"""The clocks that run around a hazard, each with the local rules that were found for it. None of them is national law
in force for everybody: the first is this product's default, and an office sets its own."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.kernel.text import N_

DAYS, WORKDAYS, MONTHS, PERCENT = N_("日"), N_("个工作日"), N_("个月"), "％"


@dataclass(frozen=True, slots=True)
class Preset:
    """What one place has ruled, where that was read, and how far it was checked."""

    name: str
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: what it measures, in what, its named presets, the default first, and how little and how much it may
    be."""

    key: str
    label: str
    unit: str
    presets: tuple[Preset, ...]
    least: int = 1
    most: int = 365

    @property
    def default(self) -> Preset:
        """What holds until the office sets something else."""
        return self.presets[0]


HUBEI = N_("湖北地方规定（转载件，未核对原文）http://m.jxly88.cn/Laws/Local/Hubei/201103/174523_2.shtml")
QINGDAO = N_("青岛2012年规定（转载件，未核对原文）http://m.ahappybud.com/Article/Detail_4577_13_20_4_31.html")
OURS = N_("本产品默认，非法定，请按本地规定修改")

CLOCKS = {
    clock.key: clock
    for clock in (
        Clock(
            "rectify_longest",
            N_("整改期限最晚定到几个月以后（核定、延期、重新打开，从办理当日算起）"),
            MONTHS,
            (Preset(N_("默认"), 60, OURS),),
            most=120,
        ),
        Clock(
            "acceptance",
            N_("申请验收后，挂牌单位组织验收的期限"),
            DAYS,
            (Preset(N_("湖北"), 10, HUBEI),),
        ),
        Clock("filing", N_("挂牌后报上级安委办备案的期限"), WORKDAYS, (Preset(N_("青岛"), 3, QINGDAO),)),
        Clock("publicity", N_("挂牌、摘牌公示的期限"), WORKDAYS, (Preset(N_("青岛"), 5, QINGDAO),)),
        Clock("longest", N_("挂牌督办的最长整改期限"), MONTHS, (Preset(N_("青岛"), 12, QINGDAO),), most=60),
        Clock(
            "extension_ask",
            N_("挂牌督办的隐患申请延期，至少提前"),
            WORKDAYS,
            (Preset(N_("青岛"), 20, QINGDAO), Preset(N_("不作要求"), 0, OURS)),
            least=0,
        ),
        Clock("extension_decide", N_("批复延期申请的期限"), WORKDAYS, (Preset(N_("青岛"), 10, QINGDAO),)),
        Clock("second_look_share", N_("回头看抽取比例"), PERCENT, (Preset(N_("默认"), 10, OURS),), most=100),
    )
}
