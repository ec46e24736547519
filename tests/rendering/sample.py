"""A bulletin with what a half-month holds (fictional, labelled), and the schematic layout of the eleven areas."""

from __future__ import annotations

from datetime import date

from zhiben.foundation.rendering import (
    Column,
    Copies,
    Figure,
    Heading,
    Paper,
    Para,
    Section,
    Style,
    Table,
)
from zhiben.foundation.rendering.charts import Series, column_chart
from zhiben.foundation.rendering.tilemap import Tile, tile_map

# Schematic positions (column, row): who lies west or north of whom, nothing more. The last area stands apart.
LAYOUT = {
    "光明区": (0.5, 0.0),
    "宝安区": (0.0, 1.0),
    "龙华区": (1.0, 1.0),
    "龙岗区": (2.0, 1.0),
    "坪山区": (3.0, 1.0),
    "南山区": (0.5, 2.0),
    "福田区": (1.5, 2.0),
    "罗湖区": (2.5, 2.0),
    "盐田区": (3.5, 2.0),
    "大鹏新区": (4.5, 2.0),
    "深汕特别合作区": (5.5, 1.0),
}
# area: tasks due, done, hazards reported, closed, overdue
AREAS = {
    "福田区": (118, 115, 52, 52, 0),
    "罗湖区": (102, 97, 41, 40, 1),
    "盐田区": (61, 60, 18, 18, 0),
    "南山区": (121, 116, 58, 57, 0),
    "宝安区": (156, 141, 92, 83, 6),
    "龙岗区": (149, 137, 87, 80, 4),
    "龙华区": (127, 121, 61, 59, 1),
    "坪山区": (92, 88, 33, 32, 1),
    "光明区": (98, 94, 36, 35, 1),
    "大鹏新区": (57, 56, 15, 15, 0),
    "深汕特别合作区": (49, 45, 13, 11, 2),
}


def district_table() -> Table:
    """The eleven areas and their sum."""
    rows = [
        (str(n), name, *map(str, figures), f"{figures[3] / figures[2]:.2%}")
        for n, (name, figures) in enumerate(AREAS.items(), start=1)
    ]
    sums = [sum(figures[at] for figures in AREAS.values()) for at in range(5)]
    return Table(
        caption="表1　各区重点任务和重大事故隐患进展（截至10月15日）",
        columns=tuple(
            map(
                Column,
                ("序号", "区域", "应完成任务", "已完成任务", "上报重大隐患", "闭环销号", "逾期未整改", "整改率"),
            )
        ),
        rows=tuple(rows),
        total=("", "合计", *map(str, sums), f"{sums[3] / sums[2]:.2%}"),
        note="注：整改率＝闭环销号数÷上报重大隐患数；未到整改期限的隐患计入分母。",
    )


def named_table() -> Table:
    """Units named by facts, their items beneath them."""
    return Table(
        caption="表2　点名单位及逾期事项清单",
        columns=(
            Column("序号"),
            Column("事项"),
            Column("所在区域"),
            Column("应完成日期"),
            Column("逾期天数"),
        ),
        sections=(
            Section(
                "市城管和综合执法局",
                (
                    (
                        "1",
                        "户外广告设施抗风安全排查整治未按计划完成第三批现场检测，涉及设施46处",
                        "全市",
                        "2024年9月30日",
                        "15",
                    ),
                    ("2", "燃气使用餐饮场所联合检查问题清单未回复", "宝安区、龙岗区", "2024年10月8日", "7"),
                ),
                "逾期2项",
            ),
            Section(
                "市水务局",
                (
                    ("3", "排水管网有限空间作业无监护重大事故隐患未申请复查", "龙岗区", "2024年10月5日", "10"),
                    ("4", "水库除险加固工程汛后安全鉴定报告未上传", "深汕特别合作区", "2024年10月10日", "5"),
                    ("5", "有限空间作业人员全员培训", "全市", "2024年10月12日", "3"),
                ),
                "逾期3项；本期进展未报送",
            ),
            Section(
                "宝安区",
                (
                    ("6", "松岗街道某电镀企业危险化学品超量储存", "松岗街道", "2024年9月28日", "17"),
                    ("7", "沙井街道某工业园疏散通道被占用、自动消防设施停用", "沙井街道", "2024年10月9日", "6"),
                ),
                "逾期2项",
            ),
        ),
    )


def area_map() -> Figure:
    """Closed hazards still open, by area."""
    tiles = [
        Tile(
            name, *LAYOUT[name], value=figures[2] - figures[3], text=str(figures[2] - figures[3]), apart="深汕" in name
        )
        for name, figures in AREAS.items()
    ]
    drawing = tile_map(tiles, legend="未闭环重大隐患", unit="项", title="各区未闭环重大隐患分布")
    return Figure("图1　各区未闭环重大隐患分布", drawing, "十一个区未闭环重大隐患数，宝安区9项最多，龙岗区7项次之。")


def area_chart() -> Figure:
    """Reported and closed hazards, with the closing rate."""
    values = list(AREAS.values())
    drawing = column_chart(
        list(AREAS),
        [
            Series("上报重大隐患", tuple(float(row[2]) for row in values)),
            Series("闭环销号", tuple(float(row[3]) for row in values), "#9fb3c4"),
        ],
        line=Series("整改率", tuple(100 * row[3] / row[2] for row in values)),
        unit="项",
        line_unit="%",
        title="各区重大隐患上报与闭环",
    )
    return Figure("图2　各区重大隐患上报与闭环情况", drawing, "各区上报数、闭环数和整改率；深汕特别合作区整改率最低。")


def bulletin() -> Paper:
    """A half-month's bulletin, 1 to 15 October 2024."""
    return Paper(
        style=Style.BULLETIN,
        masthead="安全生产治本攻坚三年行动简报",
        number="第17期（总第17期）",
        title="全市安全生产治本攻坚三年行动\n半月调度情况通报（10月1日—15日）",
        issuer="深圳市安全生产委员会办公室",
        date=date(2024, 10, 16),
        notice="示例数据　非真实情况",
        blocks=(
            Heading(1, "一、总体情况"),
            Para(
                "截至10月15日，全市1232项重点任务已完成1070项，完成率86.85%；2024年上报重大事故隐患506项，"
                "经核实有效506项，闭环销号482项，整改率95.26%，未到期8项，逾期16项；挂牌督办35项，已摘牌21项。"
                "2023年存量重大事故隐患2185项全部闭环销号。"
            ),
            Para("本期新上报31项，闭环27项，整改率较上期提高0.42个百分点。", lead="（一）较上期变化。"),
            Para(
                "42个责任单位中39个按时报送进展，3个单位未报送或逾期报送；12个单位存在逾期事项。",
                lead="（二）报送情况。",
            ),
            Heading(1, "二、各区进展"),
            Para(
                "从各区看，福田区、盐田区、大鹏新区本期重大事故隐患全部闭环；宝安区、龙岗区隐患总量大、"
                "逾期多，两区逾期10项，占全市逾期总数的62.5%；深汕特别合作区整改率84.62%，低于全市平均水平。"
            ),
            area_map(),
            district_table(),
            area_chart(),
            Heading(1, "三、点名通报"),
            Para("以下单位存在逾期未完成事项或未按要求报送，予以点名通报。相关事项列入下一期简报跟踪。"),
            named_table(),
            Heading(1, "四、下一步工作要求"),
            Para(
                "各责任单位主要负责同志要对逾期事项逐项过问、逐项签字，10月22日前完成整改或提出书面延期申请，"
                "说明原因、防范措施和新的完成期限。",
                lead="（一）压实整改责任。",
            ),
            Para(
                "各区、各行业主管部门对已销号隐患按不低于20%的比例抽查复核，发现虚假整改、隐患反弹的，"
                "一律重新立案挂牌，并在下期简报中通报。",
                lead="（二）开展“回头看”。",
            ),
            Para(
                "每半月结束后次日17时30分前报送进展，无进展也须零报送；连续两期未报送的，由市安委办约谈分管负责同志。",
                lead="（三）严格信息报送。",
            ),
        ),
        copies=(
            Copies("报", "省安委办，市委、市政府主要领导同志，市安委会主任、副主任。"),
            Copies("送", "市安委会各成员单位，各区（新区、合作区）党委和政府主要负责同志。"),
            Copies("发", "各区（新区、合作区）安委办，市各专业安全生产委员会办公室。"),
        ),
        printer="深圳市安全生产委员会办公室",
        print_date=date(2024, 10, 16),
        printed_copies=120,
        keywords=("治本攻坚", "半月调度"),
    )
