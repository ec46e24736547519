"""One half-month as its people live it, each at a real browser: lists come in as workbooks, tasks and hazards are moved
by those who may, the round is closed and frozen, the bulletin names who is late, is signed on a phone and issued."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from pypdf import PdfReader
from tests.browser.window import Window
from tests.factories.hazards import CITED
from tests.factories.identity import ruled
from tests.factories.orgs import City, city
from tests.factories.photos import PNG, another_photo

from zhiben.campaign.models import KeyTask
from zhiben.dispatch.operations import open_due
from zhiben.foundation.audit import verify
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import enter_known_standards
from zhiben.hazards.vocab import PLAN_PARTS
from zhiben.kernel import clock
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_unit
from zhiben.orgs.vocab import Role, UnitKind

pytestmark = pytest.mark.browser
PASSWORD = "lantern-harbour-27"
EIGHTH = datetime(2024, 10, 8, 9, tzinfo=clock.TZ)
FIFTEENTH = datetime(2024, 10, 15, 16, tzinfo=clock.TZ)
SIXTEENTH = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
PHOTO = {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TASK_HEAD = ("编号", "任务名称", "工作目标", "牵头单位", "配合单位", "完成时限", "佐证要求")
TASKS = (
    ("ZD-01", "排查深基坑", "全覆盖", "市住房建设", "市消防救援", "2024-12-31", "检查记录"),
    ("ZD-02", "培训项目经理", "三千人次", "市住房建设", "", "2024年11月30日", "签到表"),
    ("ZD-03", "整治客运车辆", "全覆盖", "市交通运输", "", "2024/10/12", "检查记录"),
)
HAZARD_HEAD = ("隐患编号", "隐患内容", "场所编号", "排查日期", "判定标准", "描述")
Open = Callable[..., Window]


def workbook(name: str, *rows: tuple[object, ...]) -> dict[str, Any]:
    """An .xlsx as a person would choose it."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("清单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return {"name": name, "mimeType": SHEET, "buffer": made.getvalue()}


@dataclass(frozen=True)
class Stage:
    """The city, who works in it by what they are, and how a window is opened."""

    city: City
    people: dict[str, Person]
    open_one: Open

    def as_(self, who: str, size: str = "desktop") -> Window:
        """Somebody logs in at a window of their own."""
        return self.open_one(size).log_in(self.people[who].username, PASSWORD)


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(EIGHTH)
    built = city()
    enter_known_standards()
    site = built.site()
    street = built.territories["民治街道"]
    built.units["示例企业"] = add_unit(
        "示例企业", kind=UnitKind.ENTERPRISE, territory=street, valid_from=clock.today().replace(day=1)
    )
    people = {
        "office": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "housing": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "fire": built.person(Role.DEPARTMENT_OFFICER, "市消防救援"),
        "transport": built.person(Role.DEPARTMENT_OFFICER, "市交通运输"),
        "bureau": built.person(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        "colleague": built.person(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        "district": built.person(Role.DISTRICT_OFFICER, "龙华区"),
        "district office": built.person(Role.OFFICE_OFFICER, "龙华区安委办"),
        "street": built.person(Role.STREET_OFFICER, "民治街道"),
        "enterprise": built.person(Role.ENTERPRISE_CONTACT, "示例企业", site=site),
        "stranger": built.person(Role.DISTRICT_OFFICER, "南山区"),
    }
    ruled(second_factor=(), sessions=20)
    for person in people.values():
        person.set_password(PASSWORD)
        person.save()
    open_due(clock.now())
    return Stage(built, people, window)


def test_half_month_from_workbooks_to_an_issued_bulletin(stage: Stage, calendar: Callable[[datetime], None]) -> None:
    _lists_come_in(stage)
    _tasks_are_moved(stage)
    _hazards_are_moved(stage)
    calendar(FIFTEENTH)
    _one_hazard_is_closed(stage)
    calendar(SIXTEENTH)
    open_due(clock.now())
    _round_is_closed(stage)
    _bulletin_is_issued(stage)
    _later_changes_leave_the_round_alone(stage)
    _stranger_sees_nothing(stage)
    assert verify().ok


def _lists_come_in(stage: Stage) -> None:
    office = stage.as_("office")
    assert "待我办理" in office.text()
    office.page.get_by_role("link", name="数据导入").click()
    office.go("/inbox/sheets/tasks/import/")
    wrong = workbook(
        "重点任务.xlsx", TASK_HEAD, TASKS[0], ("ZD-02", "培训", "三千人次", "市住建", "", "十一月底", "无")
    )
    office.bring("file", wrong).press("上传并检查")
    said = office.text()
    assert "共2处问题，未写入任何数据" in said and "清单 D3" in said and "清单 F3" in said
    assert "市住房建设" in said.split("D3", 1)[1]
    assert office.faults() == []
    office.bring("file", workbook("重点任务.xlsx", TASK_HEAD, *TASKS)).press("上传并检查")
    assert "将新增3、更新0" in office.text()
    office.press("确认导入（后台办理）")
    assert run_pending() == 1
    office.page.get_by_text("读入3行：新增3，更新0，未变0").wait_for()
    site = Hazard.site.field.related_model._unfiltered().get().local_id
    rows = [(f"LH-{n}", title, site, "2024-10-08", CITED, "二层") for n, title in enumerate(("临边", "基坑"))]
    street = stage.as_("street").go("/inbox/sheets/hazards/import/")
    street.bring("file", workbook("隐患.xlsx", HAZARD_HEAD, *rows)).press("上传并检查").press("确认导入（后台办理）")
    assert run_pending() == 1
    street.go("/hazards/")
    assert "LH-0" in street.text() and "共2条" in street.text()
    assert street.faults() == []


def _tasks_are_moved(stage: Stage) -> None:
    office = stage.as_("office").go("/tasks/")
    for box in office.page.locator("[name=task]").all():
        box.check()
    office.choose(move="下达").press("办理所选").press("对这3项下达")
    assert office.text().count("已下达") == 3
    housing = stage.as_("housing")
    for number in ("ZD-01", "ZD-02"):
        housing.go("/").page.get_by_role("link", name=f"签收 {number}").click()
        housing.follow("签收").press("签收").follow("启动").fill(responsible="张三").press("启动")
        assert "推进中" in housing.text()
    housing.go("/tasks/report/")
    first = _task("ZD-01")
    housing.fill(**{f"text_{first.pk}": "已排查基坑18处"}).bring(f"files_{first.pk}", PHOTO)
    assert housing.faults() == []
    housing.press("报送已填写的").press("其余1项零报告")
    assert "本期已全部报送" in housing.text()
    helper = stage.as_("fire").go(first.get_absolute_url())
    assert "已排查基坑18处" in helper.text() and helper.faults() == []
    transport = stage.as_("transport").go(_task("ZD-03").get_absolute_url())
    transport.follow("签收").press("签收").follow("启动").fill(responsible="李四").press("启动")


def _hazards_are_moved(stage: Stage) -> None:
    bureau = stage.as_("bureau")
    for number in ("LH-0", "LH-1"):
        bureau.go("/").page.get_by_role("link", name=f"核定 {number}").click()
        bureau.follow("核定").fill(due="2024-10-12" if number == "LH-1" else "2024-10-31")
        bureau.choose(level="重大事故隐患", responsible_unit="民治街道").press("核定")
        assert (_hazard(number).state, _hazard(number).criterion) == ("verified", CITED)
        assert bureau.faults() == []
    enterprise = stage.as_("enterprise", "phone")
    for number in ("LH-0", "LH-1"):
        enterprise.go(_hazard(number).get_absolute_url()).follow("开始整改")
        enterprise.tick("responsibility", "measures", "funding", "deadline", "contingency")
        enterprise.fill(**dict.fromkeys(PLAN_PARTS, "停工，补设防护，验收后复工")).press("开始整改")
        assert "整改中" in enterprise.text() and enterprise.faults() == []
    colleague = stage.as_("colleague", "phone").go(_hazard("LH-1").get_absolute_url())
    _on_site(colleague, "现场确认", "属实")
    stage.as_("district", "phone").go(_hazard("LH-1").get_absolute_url()).press("会签")
    assert _hazard("LH-1").confirmed_at is not None


def _on_site(one: Window, step: str, conclusion: str) -> None:
    one.page.get_by_role("main").get_by_role("link", name=step).first.click()
    one.fill(position="二层东侧", conclusion=conclusion).bring("photos", PHOTO)
    assert one.faults() == []
    one.press("提交")
    assert "待会签" in one.text()


def _one_hazard_is_closed(stage: Stage) -> None:
    path = _hazard("LH-0").get_absolute_url()
    enterprise = stage.as_("enterprise").go(path).follow("报整改完成")
    after = {**PHOTO, "buffer": another_photo()}
    enterprise.fill(measures_done="防护已补设", funds="12000").bring("files", after).press("报整改完成")
    _on_site(stage.as_("colleague", "phone").go(path), "现场确认", "属实")
    stage.as_("district", "phone").go(path).press("会签")
    _on_site(stage.as_("colleague", "phone").go(path), "复核通过", "已整改到位")
    stage.as_("district", "phone").go(path).press("会签")
    bureau = stage.as_("bureau").go(path).follow("验收")
    bureau.fill(conclusion="符合要求").tick("commitments").press("验收")
    closer = stage.as_("district office").go(path).follow("销号").press("销号")
    assert "销号" in closer.text() and closer.faults() == []
    assert _hazard("LH-0").state == "closed"


def _round_is_closed(stage: Stage) -> None:
    office = stage.as_("office").go("/rounds/").follow("2024年10月上半月调度")
    office.follow("关闭并冻结数据").press("关闭并冻结数据")
    said = office.text()
    assert "已关闭" in said and "点名（3条）" in said
    named = (
        "市交通运输 重点任务逾期未办结，1项",
        "民治街道 重大事故隐患逾期未整改，1项",
        "市交通运输 本期未报进展，也未作零报告，1项",
    )
    assert [one for one in named if one not in said] == []
    assert office.faults() == []
    office.page.get_by_role("row", name="整改率").get_by_role("link", name="1/2").click()
    assert "LH-0" in office.text() and "LH-1" in office.text() and office.faults() == []


def _bulletin_is_issued(stage: Stage) -> None:
    office = stage.as_("office").go("/rounds/").follow("2024年10月上半月调度")
    office.follow("起草文件").press("起草文件").follow("简报与依据")
    office.page.get_by_role("link", name="编辑下一步要求").click()
    office.press("开始编辑（他人不能同时改）")
    office.fill(text="市交通运输10月20日前办结逾期任务。").press("保存文字")
    assert office.faults() == []
    _named_units_answer(stage, office)
    leader = stage.as_("leader", "phone")
    leader.page.get_by_role("link", name="核准并签发文件").first.click()
    leader.follow("核准并签发文件").press("核准并签发文件")
    assert "已核准" in leader.text() and leader.faults() == []
    office.go("/rounds/").follow("2024年10月上半月调度").follow("印发").press("印发")
    assert "已印发" in office.text()
    office.follow("简报与依据")
    with office.page.expect_download() as arriving:
        office.follow("下载PDF")
    paper = "".join(page.extract_text() for page in PdfReader(arriving.value.path()).pages).replace("\n", "")
    wanted = ("第1期", "2024年10月16日", "50.0%", "市交通运输", "ZD-03", "LH-1", "10月20日前办结逾期任务", "示例数据")
    assert "答复：验收安排在10月20日；安委办意见：期限已过，维持" in paper.replace(" ", "")
    assert [one for one in wanted if one not in paper] == []


def _named_units_answer(stage: Stage, office: Window) -> None:
    transport = stage.as_("transport", "phone")
    transport.page.get_by_role("link", name="答复点名").first.click()
    assert "ZD-03" in transport.text() and "LH-1" not in transport.text() and transport.faults() == []
    transport.follow("有异议").fill(text="验收安排在10月20日").press("有异议")
    assert "有异议待处理" in transport.text() and transport.faults() == []
    for who in ("transport", "street"):
        window = stage.as_(who).go("/rounds/")
        window.page.get_by_role("link", name="待答复").first.click()
        window.follow("无异议").press("无异议")
    office.page.reload()
    assert "异议尚未处理：市交通运输" in office.text()
    office.follow("点名答复").follow("维持点名").fill(opinion="期限已过，维持").press("维持点名")
    assert "维持点名" in office.text() and office.faults() == []
    office.follow("2024年10月上半月调度")
    assert "验收安排在10月20日" in office.text() and "简报还不能核准" not in office.text()
    assert office.faults() == []


def _later_changes_leave_the_round_alone(stage: Stage) -> None:
    office = stage.as_("office").go("/figures/D1.rate/")
    assert "50.0%" in office.text()
    office.go(_hazard("LH-0").get_absolute_url()).follow("重新打开")
    office.choose(trigger="回潮反弹").fill(evidence="防护再次缺失").press("重新打开")
    office.go("/figures/D1.rate/")
    assert "0.0%" in office.text() and "50.0%" not in office.text()
    office.go("/figures/D1.rate/?as_of=2024-10-15")
    assert "50.0%" in office.text()
    office.go("/rounds/").follow("2024年10月上半月调度")
    assert "50.0%" in office.text()


def _stranger_sees_nothing(stage: Stage) -> None:
    stranger = stage.as_("stranger").go("/hazards/?state=")
    assert "共0条" in stranger.text()
    stranger.go(_hazard("LH-0").get_absolute_url())
    assert "没有找到" in stranger.text() and "临边" not in stranger.text()


def _task(number: str) -> KeyTask:
    with unscoped(reason="test data"):
        return KeyTask.objects.get(number=number)


def _hazard(number: str) -> Hazard:
    with unscoped(reason="test data"):
        return Hazard.objects.get(number=number)
