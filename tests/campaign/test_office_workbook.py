"""The key-task list as an office keeps it: a head over three merged rows, its 42 units in full, in short and misspelt,
ten things wrong. Everything is told in one pass, by cell; put right, it is taken in, goes out and comes back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import openpyxl
import pytest
from tests.factories.orgs import City, city

from zhiben.campaign.models import KeyTask
from zhiben.foundation.importing import Reading, export, run
from zhiben.foundation.importing.importing import ImportReport
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.examples import UNITS
from zhiben.orgs.models import UnitAlias
from zhiben.orgs.operations import add_line, add_unit
from zhiben.orgs.vocab import Role, UnitKind

pytestmark = pytest.mark.django_db

WRITTEN: dict[str, tuple[str, str]] = {
    "市委宣传部": ("宣传部", "市委宣穿部"),
    "市委网信办": ("网信办", "市委网讯办"),
    "市发展改革委": ("发改委", "市发展改革会"),
    "市教育局": ("教育局", "市教肓局"),
    "市科技创新局": ("科创局", "市科枝创新局"),
    "市工业和信息化局": ("工信局", "市工业和信息局"),
    "市公安局": ("公安局", "市公按局"),
    "市公安局交通警察局": ("交警局", "市公安交通警察局"),
    "市民政局": ("民政局", "市民证局"),
    "市司法局": ("司法局", "市司怯局"),
    "市财政局": ("财政局", "市财证局"),
    "市人力资源保障局": ("人社局", "市人力资源社会保障局"),
    "市规划和自然资源局": ("规自局", "市规化和自然资源局"),
    "市生态环境局": ("生态局", "市生态环镜局"),
    "市住房建设局": ("住建局", "市住房和建设局"),
    "市交通运输局": ("交通局", "市交通运愉局"),
    "市水务局": ("水务局", "市水务厅"),
    "市商务局": ("商务局", "市商务委"),
    "市文化广电旅游体育局": ("文体局", "市文化广电旅游局"),
    "市卫生健康委": ("卫健委", "市卫生健康局"),
    "市应急管理局": ("应急局", "市应急管里局"),
    "市国资委": ("国资委", "市国资会"),
    "市市场监管局": ("市监局", "市场监管局"),
    "市城管和综合执法局": ("城管局", "市城管综合执法局"),
    "市政务服务和数据管理局": ("政数局", "市政务服务数据管理局"),
    "市口岸办": ("口岸办", "市囗岸办"),
    "市机关事务管理局": ("机关局", "市机关事物管理局"),
    "市建筑工务署": ("工务署", "市建筑工务局"),
    "前海管理局": ("前海局", "前海管里局"),
    "市消防救援支队": ("消防支队", "市消防救缓支队"),
    "深圳海事局": ("海事局", "深圳海事处"),
    "深圳海关": ("海关", "深圳海关关"),
    "民航深圳监管局": ("民航局", "民航深训监管局"),
    "市邮政管理局": ("邮管局", "市邮证管理局"),
    "市气象局": ("气象局", "市气像局"),
    "市通信管理局": ("通管局", "市通迅管理局"),
    "深圳供电局": ("供电局", "深圳供电公司"),
    "市海洋发展局": ("海洋局", "市海羊发展局"),
    "市总工会": ("工会", "市总公会"),
    "团市委": ("共青团", "团市会"),
    "市地铁集团": ("地铁集团", "市地铁集团公司"),
    "市燃气集团": ("燃气集团", "市燃汽集团"),
}
"""How each unit is written in short (known as its alias), and misspelt (known to nobody)."""

HEADS = (
    ("编号", "重点任务", "", "", "责任分工", "", "完成时限", "备注"),
    ("", "任务内容", "要求", "", "牵头单位", "配合单位", "", ""),
    ("", "", "工作目标", "佐证要求", "", "", "", ""),
)
MERGED = ("A1:H1", "A3:A5", "B3:D3", "B4:B5", "C4:D4", "E3:F3", "E4:E5", "F4:F5", "G3:G5", "H3:H5")
FIRST = 6
"""The row of the first task."""

PLANTED: dict[str, tuple[int, int, Any, str]] = {
    "A6": (0, 0, "", "required"),
    "B9": (3, 1, "排查" * 101, "too_long"),
    "C12": (6, 2, "", "required"),
    "E15": (9, 4, "市安委办", "cannot_lead"),
    "E18": (12, 4, "市住房建设局、市应急管理局", "two_leads"),
    "F21": (15, 5, "市不存在的局", "unknown_name"),
    "F24": (18, 5, "市公安局", "assists_itself"),
    "G27": (21, 6, "2024-13-45", "no_such_day"),
    "G30": (24, 6, "", "required"),
    "A33": (27, 0, "ZD-026", "duplicate"),
}
"""What is wrong, by its cell: row and column of the list, what stands there, as what it is told."""
TWIN = "A31"
"""The row that has rightly the number which stands twice; it is told too, for nobody can know which one is meant."""


def rows() -> list[list[Any]]:
    """Three tasks for each unit, which is written in full, in short, misspelt."""
    told = []
    for name, _line in UNITS:
        for spelled in (name, *WRITTEN[name]):
            number = f"ZD-{len(told) + 1:03d}"
            told.append(
                [number, f"排查整治第{len(told) + 1}类隐患", "全覆盖", "照片", spelled, "", date(2024, 12, 31), ""]
            )
    return told


def workbook(told: Iterable[list[Any]]) -> bytes:
    """The list under its title and its head of three rows, with a note below."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "任务清单"
    page.append(["附件1 重点任务清单"])
    page.append([])
    for head in HEADS:
        page.append(list(head))
    for row in told:
        page.append(row)
    page.append(["注：本表由市安委办汇总"])
    for span in MERGED:
        page.merge_cells(span)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def spoiled() -> list[list[Any]]:
    told = rows()
    for row, column, value, _code in PLANTED.values():
        told[row][column] = value
    return told


@pytest.fixture
def built() -> City:
    made = city()
    shenzhen = made.territories["深圳市"]
    for name, path in UNITS:
        line = add_line(path.rpartition("/")[2])
        made.units[name] = add_unit(name, kind=UnitKind.DEPARTMENT, territory=shenzhen, line=line)
        UnitAlias.objects.create(unit=made.units[name], name=WRITTEN[name][0])
    return made


@pytest.fixture
def office(built: City) -> Actor:
    return built.actor(Role.OFFICE_OFFICER, "市安委办")


def taken(content: bytes, office: Actor, *, name: str = "清单.xlsx", **given: Any) -> ImportReport:
    with scope(office):
        return run(catalogue()["tasks"], content, name=name, actor=office, **given)


def meant(built: City) -> Reading:
    """The misspelt names, each put right once."""
    return Reading(names={("unit", WRITTEN[name][1]): name for name, _line in UNITS})


def test_everything_wrong_is_told_in_one_pass_with_its_cell(built: City, office: Actor) -> None:
    report = taken(workbook(spoiled()), office)
    misspelt = {f"E{FIRST + 3 * place + 2}": name for place, (name, _line) in enumerate(UNITS)}
    told = {problem.cell: problem.code for problem in report.refused}
    planted = {cell: code for cell, (*_where, code) in PLANTED.items()}
    assert told == planted | dict.fromkeys(misspelt, "unknown_name") | {TWIN: "duplicate"}
    with scope(office):
        assert KeyTask.objects.count() == 0


def test_misspelt_units_are_offered_as_what_they_are_meant_to_be(built: City, office: Actor) -> None:
    report = taken(workbook(rows()), office)
    first = {one.name: one.near[0] for one in report.names}
    aliases = {alias: name for name, (alias, _misspelt) in WRITTEN.items()}
    assert {name: aliases.get(near, near) for name, near in first.items()} == {
        misspelt: name for name, (_short, misspelt) in WRITTEN.items()
    }


def test_put_right_it_is_taken_in_goes_out_and_comes_back_unchanged(built: City, office: Actor) -> None:
    content, reading = workbook(rows()), meant(built)
    first = taken(content, office, reading=reading)
    assert (first.refused, first.created) == ((), 126)
    with scope(office):
        led = {task.number: task.lead_unit_id for task in KeyTask.objects.all()}
        sheet = catalogue()["tasks"]
        assert sheet.read is not None
        out = export(sheet, sheet.read(office))
    assert led == {
        f"ZD-{3 * place + form + 1:03d}": built.unit(name).pk
        for place, (name, _line) in enumerate(UNITS)
        for form in range(3)
    }
    for again, given in ((out, {}), (content, {"reading": reading})):
        back = taken(again, office, **given)
        assert (back.refused, back.created, back.updated, back.unchanged) == ((), 0, 0, 126)
