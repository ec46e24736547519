"""The layers of causes: direct ones by the appendix of the 1986 standard, dangerous and harmful factors, organisation
and management after the 24Model, and what the regulator's side had to do with it."""

from __future__ import annotations

from datetime import date

from zhiben.accidents.seed.scheme import SchemeSeed
from zhiben.accidents.vocab import Layer, Mark
from zhiben.kernel.text import N_

APPENDIX = N_("GB/T 6441-1986附录，凭记忆整理，使用前须核对")

CAUSE_SCHEMES = (
    SchemeSeed(
        "act-1986",
        Layer.ACT,
        N_("不安全行为（1986）"),
        (
            ("7.01", "操作错误、忽视安全、忽视警告"),
            ("7.02", "造成安全装置失效"),
            ("7.03", "使用不安全设备"),
            ("7.04", "手代替工具操作"),
            ("7.05", "物体存放不当"),
            ("7.06", "冒险进入危险场所"),
            ("7.07", "攀、坐不安全位置"),
            ("7.08", "在起吊物下作业、停留"),
            ("7.09", "机器运转时加油、修理、检查、调整、焊接、清扫等"),
            ("7.10", "有分散注意力行为"),
            ("7.11", "未按要求使用个人防护用品用具"),
            ("7.12", "不安全装束"),
            ("7.13", "对易燃、易爆等危险物品处理错误"),
        ),
        "GB/T 6441-1986",
        source=APPENDIX,
        mark=Mark.MEMORY,
    ),
    SchemeSeed(
        "condition-1986",
        Layer.CONDITION,
        N_("不安全状态（1986）"),
        (
            ("6.01", "防护、保险、信号等装置缺乏或有缺陷"),
            ("6.02", "设备、设施、工具、附件有缺陷"),
            ("6.03", "个人防护用品用具缺少或有缺陷"),
            ("6.04", "生产（施工）场地环境不良"),
        ),
        "GB/T 6441-1986",
        source=APPENDIX,
        mark=Mark.MEMORY,
    ),
    SchemeSeed(
        "factor-2022",
        Layer.FACTOR,
        N_("生产过程危险和有害因素（2022）"),
        (
            ("1", "人的因素"),
            ("11", "心理、生理性危险和有害因素"),
            ("12", "行为性危险和有害因素"),
            ("2", "物的因素"),
            ("21", "物理性危险和有害因素"),
            ("22", "化学性危险和有害因素"),
            ("23", "生物性危险和有害因素"),
            ("3", "环境因素"),
            ("31", "室内作业场所环境不良"),
            ("32", "室外作业场地环境不良"),
            ("33", "地下（含水下）作业环境不良"),
            ("39", "其他作业环境不良"),
            ("4", "管理因素"),
            ("41", "职业安全卫生管理机构和人员配备不健全"),
            ("42", "职业安全卫生责任制不完善或未落实"),
            ("43", "职业安全卫生管理制度不完善或未落实"),
            ("44", "职业安全卫生投入不足"),
            ("46", "应急管理缺陷"),
            ("49", "其他管理因素缺陷"),
        ),
        "GB/T 13861-2022",
        since=date(2022, 10, 1),
        source="https://www.wendangjia.com/7/269333.html",
        note=N_("四个大类有出处；二级代码凭记忆，使用前须核对"),
        mark=Mark.MEMORY,
        nested=True,
    ),
    SchemeSeed(
        "management-24",
        Layer.MANAGEMENT,
        N_("组织和管理原因（24Model）"),
        (
            ("H1", "安全知识不足"),
            ("H2", "安全意识不强"),
            ("H3", "安全习惯不佳"),
            ("H4", "生理状态不佳"),
            ("H5", "心理状态不佳"),
            ("M1", "安全管理体系：制度、规程缺失或有缺陷"),
            ("M2", "安全管理体系：培训教育不到位"),
            ("M3", "安全管理体系：检查和隐患整改不到位"),
            ("M4", "安全管理体系：承包、出租管理不到位"),
            ("M5", "安全管理体系：机构、人员、投入不足"),
            ("C1", "安全文化欠缺"),
        ),
        source=N_("事故致因24Model的层次；管理体系的细分由本产品自定"),
        mark=Mark.CHOICE,
    ),
    SchemeSeed(
        "regulator-1",
        Layer.REGULATOR,
        N_("监管方面（本产品）"),
        (
            ("R1", "监管职责不明确或无部门负责"),
            ("R2", "依法应许可而未许可"),
            ("R3", "事故前12个月内未检查"),
            ("R4", "检查未发现"),
            ("R5", "已发现但未督促整改到位"),
            ("R6", "已列入隐患台账"),
            ("R7", "没有适用的判定标准"),
        ),
        source=N_("按三管三必须的职责、许可、检查、台账归纳，由本产品自定"),
        mark=Mark.CHOICE,
    ),
)
