"""The numbers of supervision. All count what the city's own office did within the year of the cut."""

from __future__ import annotations

from zhiben.documents.vocab import Kind as Paper
from zhiben.kernel.measure import Measure, register
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision.queries import figures
from zhiben.supervision.vocab import Kind
from zhiben.tips import queries as tips

register(
    Measure(
        id="C1.districts",
        title=N_("综合督导到区"),
        formula=N_("本年市安委办综合督导有督导人员到场的区数（不重复；作废的、离场所过远而安委办还没有认可的不计）"),
        unit=N_("个"),
        numerator=figures.districts_covered,
    ),
    Measure(
        id="C1.areas",
        title=N_("综合督导到街镇"),
        formula=N_(
            "本年市安委办综合督导有督导人员到场的街道、镇和管理局数（不重复；作废的、离场所过远而安委办还没有认可的不计）"
        ),
        unit=N_("个"),
        numerator=figures.streets_covered,
    ),
    Measure(
        id="C1.coverage",
        title=N_("综合督导覆盖率"),
        formula=N_(
            "当日在册的街道、镇和管理局中，本年市安委办综合督导有督导人员到场的占比；"
            "只看到场登记，不看安排；作废的、离场所过远而安委办还没有认可的不计"
        ),
        unit="",
        numerator=figures.streets_covered,
        denominator=figures.streets,
    ),
    Measure(
        id="C1.sites",
        title=N_("综合督导抽查单位场所"),
        formula=N_("本年市安委办综合督导到场检查的单位、场所数（不重复；作废的、离场所过远而安委办还没有认可的不计）"),
        unit=N_("家"),
        numerator=figures.sites_visited,
    ),
    Measure(
        id="C1.problems",
        title=N_("综合督导发现问题"),
        formula=N_(
            "本年市安委办综合督导的检查（作废的不计）中记录、截至时点没有撤去的问题数，已起草文书、已交办、已办结的都算"
        ),
        unit=N_("个"),
        numerator=lambda cut: figures.found(cut, Kind.COMPREHENSIVE),
    ),
    Measure(
        id="C1.circulars",
        title=N_("综合督导书面通报"),
        formula=N_("本年市安委办印发、截至时点未撤回，交办综合督导所发现问题的通报份数"),
        unit=N_("份"),
        numerator=lambda cut: figures.papers(cut, Kind.COMPREHENSIVE, Paper.CIRCULAR),
    ),
    Measure(
        id="C2.letters",
        title=N_("专项督导提醒函"),
        formula=N_("本年市安委办印发、截至时点未撤回，向市级部门交办专项督导所发现问题的提醒函份数"),
        unit=N_("份"),
        numerator=lambda cut: figures.papers(
            cut, Kind.SPECIAL, Paper.REMINDER, unit__kind=UnitKind.DEPARTMENT, unit__district=0
        ),
    ),
)
register(
    Measure(
        id="tips.agreed",
        title=N_("举报核查抽查复核一致率"),
        formula=N_(
            "本年综合督导抽查复核的举报中，到现场看与核查结论一致的占比；无法判断、还没有复核的不计；"
            "各轮的区间（威尔逊区间，置信水平百分之九十五）见轮次页"
        ),
        unit="",
        numerator=tips.agreed,
        denominator=tips.rechecks_told,
    )
)
register(
    Measure(
        id="C3.listed",
        title=N_("高风险区域挂牌督导"),
        formula=N_(
            "本年市安委办决定挂牌的区域中的街道、镇和管理局数（不重复；其后验收摘牌、继续挂牌的都算，不挂牌的不计）"
        ),
        unit=N_("个"),
        numerator=figures.streets_listed,
    ),
)
