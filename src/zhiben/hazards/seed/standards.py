"""The determination standards that are known by number, as far as they are known. What was not found is empty, names
are descriptive, and every row says where it comes from and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiben.hazards.vocab import Mark

NOTICE_2023 = "https://www.renrendoc.com/paper/327274623.html（汇编转载）"
FIRE_SITE = "https://www.fire114.cn/index/article/detail?i=136605"
NOT_FOUND = "文号未查到，核对原文后补录"


@dataclass(frozen=True, slots=True)
class StandardSeed:
    """A standard as it is known; `superseded_by` is the other's code."""

    code: str
    title: str
    document_no: str = ""
    sectors: str = ""
    source: str = ""
    mark: Mark = Mark.SOURCED
    issuing_body: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    superseded_by: str = ""
    note: str = ""


STANDARDS: tuple[StandardSeed, ...] = (
    StandardSeed(
        "GM",
        "工贸企业重大事故隐患判定标准",
        "应急管理部令第10号",
        "工贸通用、冶金、有色、建材、机械、轻工、纺织、烟草、粉尘涉爆、涉氨制冷、有限空间、锂电池生产储存",
        "国务院公报2023年第19号（content_6890788）；http://anzhuopai.com/szb/pc/col/202306/01/content_202904.html",
        issuing_body="应急管理部",
        issued_on=date(2023, 4, 14),
        effective_on=date(2023, 5, 15),
        note="第二条：企业内的危险化学品、消防、燃气、特种设备另按各自标准；没有商贸专条",
    ),
    StandardSeed(
        "HG",
        "化工和危险化学品生产经营单位重大事故隐患判定标准（试行）",
        "安监总管三〔2017〕121号",
        "危险化学品、化工",
        NOTICE_2023,
        note="20种情形，条款未录入；已知将有新标准代替，新标准未查到",
    ),
    StandardSeed(
        "YH",
        "烟花爆竹生产经营单位重大事故隐患判定标准（试行）",
        "安监总管三〔2017〕121号",
        "烟花爆竹",
        NOTICE_2023,
        note="与化工和危险化学品同一文件，为其第二份清单",
    ),
    StandardSeed(
        "MK-2020",
        "煤矿重大事故隐患判定标准",
        "应急管理部令第4号",
        "煤矿",
        NOTICE_2023,
        issuing_body="应急管理部",
        superseded_by="MK-2026",
        note="2020年公布，具体日期未查到；已有应急管理部令第21号",
    ),
    StandardSeed(
        "MK-2026",
        "煤矿重大事故隐患判定标准",
        "应急管理部令第21号",
        "煤矿",
        "www.mem.gov.cn/gk/zfxxgkpt/fdzdgknr/202605/t20260528_605335.shtml（只见链接，未读到原文）",
        issuing_body="应急管理部",
        note="网页日期2026年5月28日；公布和施行日期未查到",
    ),
    StandardSeed("MK-LT", "露天煤矿重大事故隐患判定标准", "矿安〔2023〕125号", "露天煤矿", NOTICE_2023),
    StandardSeed(
        "KS",
        "金属非金属矿山重大事故隐患判定标准",
        "矿安〔2022〕88号",
        "非煤矿山与采石",
        NOTICE_2023,
        note="据记忆2024年另有补充情形，文号未查到",
    ),
    StandardSeed(
        "XF-2017",
        "重大火灾隐患判定方法",
        "GB 35181-2017",
        "消防、高层建筑消防、九小场所与三小场所、大型商业综合体",
        FIRE_SITE,
        superseded_by="XF-2025",
        note="已由GB 35181-2025代替；本标准施行日期未查到",
    ),
    StandardSeed(
        "XF-2025",
        "重大火灾隐患判定规则",
        "GB 35181-2025",
        "消防、高层建筑消防、九小场所与三小场所、大型商业综合体",
        FIRE_SITE,
        issued_on=date(2025, 4, 25),
        effective_on=date(2025, 11, 1),
        note="分直接判定和综合判定要素，条款未录入",
    ),
    StandardSeed(
        "FJ-2022",
        "房屋市政工程生产安全重大事故隐患判定标准（2022版）",
        "建质规〔2022〕2号",
        "房屋建筑施工、市政基础设施施工",
        NOTICE_2023,
        superseded_by="FJ-2024",
        note="已有2024版；起止日期未查到",
    ),
    StandardSeed(
        "FJ-2024",
        "房屋市政工程生产安全重大事故隐患判定标准（2024版）",
        "建质规〔2024〕5号",
        "房屋建筑施工、市政基础设施施工",
        "公开代码库测试数据中的文件标题",
        note="施行日期未查到，条款未录入",
    ),
    StandardSeed("RQ", "城镇燃气经营安全重大隐患判定标准", "建城规〔2023〕4号", "城镇燃气", NOTICE_2023),
    StandardSeed(
        "TS",
        "特种设备重大事故隐患判定",
        "GB 45067-2024",
        "特种设备",
        "http://gmjdw.cc/view1-248.html",
        issued_on=date(2024, 11, 28),
        effective_on=date(2024, 12, 1),
    ),
    StandardSeed(
        "DY",
        "道路运输企业和城市客运企业重大事故隐患判定标准（试行）",
        "交办运〔2023〕52号",
        "道路客运、危险货物与泥头车运输、公交与网约出租",
        NOTICE_2023,
    ),
    StandardSeed(
        "GL",
        "公路运营领域重大事故隐患判定标准",
        "交办公路〔2023〕59号",
        "公路运营",
        "http://jtt.hunan.gov.cn/jtt/jjzdgz/aqsc/hmd/202506/t20250616_33709669.html",
        issued_on=date(2023, 10, 8),
    ),
    StandardSeed("DJ", "道路交通重大事故隐患排查指引（试行）", "公交管〔2023〕209号", "道路交通", NOTICE_2023),
    StandardSeed(
        "NH",
        "内河运输船舶重大事故隐患判定标准",
        "",
        "水上交通与港口",
        "http://www.vu0l.com.cn/news/show-77422.html",
        issuing_body="交通运输部办公厅",
        issued_on=date(2024, 12, 15),
        note=NOT_FOUND,
    ),
    StandardSeed(
        "MB",
        "民用爆炸物品重大事故隐患判定标准",
        "工信厅安全函〔2023〕337号",
        "民用爆炸物品",
        "http://m.moheshi.com.cn/index.php?a=show&catid=172&id=59525",
        issued_on=date(2023, 12, 1),
    ),
    *(
        StandardSeed(
            f"DC-{number:02d}", f"{sector}（判定标准待核对）", sectors=sector, mark=Mark.MEMORY, note=NOT_FOUND
        )
        for number, sector in enumerate(
            (
                *("水利工程", "公路水运工程", "港口危险货物", "电力", "民航", "铁路", "邮政", "渔业船舶"),
                *("农机", "自建房", "学校", "医院", "养老", "文旅", "体育", "大型商业综合体"),
            ),
            start=1,
        )
    ),
)
