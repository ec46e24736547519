"""A clerk's workbook as its clerk lives it: an ugly list is uploaded, a column and a name are put right once, the
marked copy is fetched, the mended list is taken in, its act is looked at and taken back; on a phone the rows are
pasted."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from tests.factories.orgs import city
from tests.factories.pages import browser
from tests.journeys.stage import Open, Stage, answers, shown

from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit import verify
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.scope import unscoped
from zhiben.inbox.models import ImportAct
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
HEAD = ("编号", "任务名称", "工作要求", "牵头单位", "配合单位", "时限", "备注")
ROWS = (
    ("ZD-1", "排查粉尘涉爆企业", "全覆盖", "市住建局", "市消防救援、市交通运输", date(2024, 12, 31), "/"),
    ("ZD-2", "整治燃气管网", "完成改造", "市应急管理", "", "2024年11月30日", ""),
    ("ZD-3", "拆除违规彩钢板", "动态清零", "市住建局", "", "45657", ""),
)


def workbook(*rows: tuple[object, ...]) -> dict[str, object]:
    """The list as the office keeps it: a title over all columns, a blank row, the head in row 3."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "清单"
    page.append(["附件2 重点任务清单"])
    page.merge_cells("A1:G1")
    page.append([])
    page.append(HEAD)
    for row in rows:
        page.append(row)
    book.create_sheet("说明").append(["本表由各单位填报"])
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "重点任务.xlsx", "mimeType": kind, "buffer": written.getvalue()}


WRONG = workbook(ROWS[0], (*ROWS[1][:5], "2024-13-45", ""), ROWS[2])


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(SIXTEENTH)
    built = city()
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "colleague": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "stranger": built.person(Role.OFFICE_OFFICER, "南山区安委办"),
    }
    return Stage(built, people, window)


def tasks() -> list[tuple[str, str, str]]:
    with unscoped(reason="a test reads"):
        rows = KeyTask.objects.select_related("lead_unit").order_by("number")
        return [(task.number, task.state, task.lead_unit.name) for task in rows]


def test_workbook_is_put_right_taken_in_and_taken_back(stage: Stage) -> None:
    _column_and_name_are_put_right_once(stage)
    _marked_copy_shows_what_is_left(stage)
    act = _mended_workbook_is_taken_in(stage)
    _seen_by_those_who_could_have_done_it(stage, act)
    _taken_back(stage, act)
    _pasted_again_on_a_phone(stage)
    assert verify().ok


def _column_and_name_are_put_right_once(stage: Stage) -> None:
    officer = stage.at("officer").go("/inbox/sheets/tasks/import/").bring("file", WRONG)
    text = shown(officer.press("上传并检查"))
    assert "缺少「目标」列" in text and "工作要求 C3 全覆盖 ｜ 完成改造 ｜ 动态清零" in text
    text = shown(officer.choose(**{"column-2": "目标"}).press("按更正重新检查"))
    assert "共3处问题，未写入任何数据" in text and "市住建局 D4，共2处" in text
    text = shown(officer.choose(**{"name-0": "市住房建设"}).press("按更正重新检查"))
    assert "共1处问题，未写入任何数据" in text and "“市住建局”读作“市住房建设”" in text
    assert "2024-13-45" in text and tasks() == []


def _marked_copy_shows_what_is_left(stage: Stage) -> None:
    officer = stage.at("officer")
    with officer.page.expect_download() as arriving:
        officer.press("下载标注副本")
    book = openpyxl.load_workbook(io.BytesIO(arriving.value.path().read_bytes()))
    assert book.sheetnames == ["问题清单", "清单", "说明"]
    assert [cell.value for cell in book["问题清单"][2]][:2] == ["清单", "F5"]
    link = book["问题清单"]["B2"].hyperlink
    assert link is not None and link.location == "'清单'!F5"
    cell = book["清单"]["F5"]
    assert (cell.value, cell.fill.fgColor.rgb) == ("2024-13-45", "FFF4B6B6")
    assert cell.comment is not None and "没有这一天" in cell.comment.text
    assert (str(book["清单"]["F4"].value), book["清单"]["F6"].value) == ("2024-12-31 00:00:00", "45657")


def _mended_workbook_is_taken_in(stage: Stage) -> ImportAct:
    officer = stage.at("officer").go("/inbox/sheets/tasks/import/").bring("file", workbook(*ROWS))
    text = shown(officer.press("上传并检查"))
    assert "检查通过，尚未写入" in text and "读入3行，将新增3、更新0，0行没有变化" in text and "记住的" in text
    officer.press("确认导入（后台办理）")
    assert run_pending() == 1
    text = shown(officer.go("/inbox/jobs/").follow("查看导入记录"))
    assert "改动了哪些记录" in text and "4 ZD-1 排查粉尘涉爆企业 新增" in text
    assert tasks() == [
        ("ZD-1", "drafted", "市住房建设"),
        ("ZD-2", "drafted", "市应急管理"),
        ("ZD-3", "drafted", "市住房建设"),
    ]
    return ImportAct.objects.get()


def _seen_by_those_who_could_have_done_it(stage: Stage, act: ImportAct) -> None:
    paths = [f"/inbox/imports/{act.pk}/", "/inbox/imports/"]
    assert answers(stage.at("colleague"), *paths) == {paths[0]: 200, paths[1]: 200}
    assert answers(stage.at("stranger"), *paths) == {paths[0]: 404, paths[1]: 200}
    assert act.name not in shown(stage.at("stranger").go("/inbox/imports/"))


def _taken_back(stage: Stage, act: ImportAct) -> None:
    colleague = stage.at("colleague").go(f"/inbox/imports/{act.pk}/")
    colleague.page.get_by_text("撤销这次导入").click()
    assert "将撤出新增的3条" in shown(colleague)
    colleague.fill(reason="传错文件").press("确认撤销")
    assert run_pending() == 1
    assert "已撤销，涉及3条记录" in shown(colleague.go("/inbox/jobs/"))
    assert "撤销了这次导入，理由：传错文件" in shown(colleague.follow("查看导入记录"))
    assert [state for _number, state, _lead in tasks()] == ["retracted"] * 3


def _pasted_again_on_a_phone(stage: Stage) -> None:
    copied = "\n".join("\t".join(str(cell) for cell in row) for row in (HEAD, *ROWS[:2]))
    officer = stage.at("officer", "phone").go("/inbox/sheets/tasks/import/").fill(rows=copied)
    text = shown(officer.press("上传并检查"))
    assert "粘贴的内容.csv：读入2行，将新增2" in text and "记住的" in text
    officer.press("确认导入（后台办理）")
    assert run_pending() == 1
    assert "新增 2" in shown(officer.go("/inbox/jobs/").follow("查看导入记录"))
    assert [state for _number, state, _lead in tasks()] == ["drafted", "drafted", "retracted"]


def test_everything_works_without_scripts(stage: Stage, window: Open) -> None:
    officer = window("desktop", script=False).enter_as(browser(stage.people["officer"]))
    officer.go("/inbox/sheets/tasks/import/").bring("file", workbook(*ROWS)).press("上传并检查")
    officer.choose(**{"column-2": "目标"}).press("按更正重新检查")
    officer.choose(**{"name-0": "市住房建设"}).press("按更正重新检查")
    assert "检查通过，尚未写入" in officer.text()
    officer.press("确认导入（后台办理）")
    run_pending()
    officer.go("/inbox/sheets/tasks/import/").bring("file", workbook(("ZD-1", "清查", *ROWS[0][2:]))).press(
        "上传并检查"
    )
    assert "任务：排查粉尘涉爆企业 → 清查" in officer.text()
    officer.press("确认导入（后台办理）")
    run_pending()
    officer.go("/inbox/jobs/").follow("查看导入记录")
    officer.page.get_by_text("撤销这次导入").click()
    officer.fill(reason="传错文件").press("确认撤销")
    run_pending()
    assert "已撤销，涉及1条记录" in officer.go("/inbox/jobs/").text()
    officer.go("/inbox/imports/")
    assert officer.text().count("已撤销") == 1
