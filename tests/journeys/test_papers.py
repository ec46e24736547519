"""A round's papers as their people see them, each at a window of their own: units answer to being named, the bulletin
is approved on a phone, issued and received, the next one says what came of it; a district's office does the same, and
neither sees the other's drafts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from pypdf import PdfReader
from tests.browser.window import Window
from tests.factories import campaign, hazards
from tests.factories.orgs import city
from tests.journeys.stage import Open, Stage, answers, loaded, shown, take_up

from zhiben.campaign.models import KeyTask
from zhiben.dispatch.models import Round
from zhiben.dispatch.operations import open_due
from zhiben.foundation.audit import verify
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.browser
EIGHTH, SIXTEENTH, TWENTIETH, NOVEMBER = (
    datetime(2024, month, day, 9, tzinfo=clock.TZ) for month, day in ((10, 8), (10, 16), (10, 20), (11, 1))
)
DUE = date(2024, 10, 11)
FIRST_HALF = "2024年10月上半月调度"
NAMES = {"city": "深圳市安全生产委员会办公室", "district": "深圳市龙华区安全生产委员会办公室"}
CODES = {"city": "深安办", "district": "华安办"}
UNITS = {"city": "市安委办", "district": "龙华区安委办"}
REPLY = "基坑排查已全部完成，正在整理验收材料"
OPINION = "验收材料未提交，按逾期通报"


@dataclass(frozen=True)
class Late:
    """The numbers of what is late by the middle of October: two tasks of one of the city's bureaus, one of another,
    one of a bureau of 龙华, and a hazard that a street there is to see to."""

    done: KeyTask
    lasting: KeyTask
    transport: KeyTask
    bureau: KeyTask
    hazard: str


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(EIGHTH)
    built = city()
    people = {
        "city": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "city leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "district": built.person(Role.OFFICE_OFFICER, "龙华区安委办"),
        "district leader": built.person(Role.OFFICE_LEADER, "龙华区安委办"),
        "housing": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "transport": built.person(Role.DEPARTMENT_OFFICER, "市交通运输"),
        "bureau": built.person(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
        "government": built.person(Role.DISTRICT_OFFICER, "龙华区"),
        "street": built.person(Role.STREET_OFFICER, "民治街道"),
    }
    open_due(clock.now())
    return Stage(built, people, window)


@pytest.fixture
def late(stage: Stage, calendar: Callable[[datetime], None]) -> Late:
    built, cast = stage.city, hazards.Cast(stage.city)
    hazard = hazards.hazard(cast)
    cast.step(hazard, "verify", due=DUE)
    done = campaign.task(built, due=DUE)
    leads = ("市住房建设", "市交通运输", "龙华区住房建设")
    found = Late(done, *(campaign.task(built, "accepted", lead=lead, due=DUE) for lead in leads), hazard.number)
    calendar(SIXTEENTH)
    open_due(clock.now())
    return found


def test_round_goes_from_closing_to_what_came_of_it(
    stage: Stage, late: Late, calendar: Callable[[datetime], None]
) -> None:
    _closed_and_drafted(stage, "city")
    _nothing_of_the_draft(stage, "city", "district", "district leader", "housing", "bureau", "government", "street")
    _refused_before_the_answers(stage)
    _bureau_contests_one_name_and_agrees_to_another(stage, late)
    for who in ("transport", "bureau"):
        _agrees(stage, who)
    _contests(stage, "street", "隐患已移交市住房建设局，不属我街道整改")
    _office_decides(stage)
    _approved_on_a_phone_and_issued(stage, "city")
    _received_with_its_files(stage, late)
    calendar(TWENTIETH)
    _late_report_is_sent(stage, late.done)
    _task_is_finished(stage, late.done)
    calendar(NOVEMBER)
    open_due(clock.now())
    _next_bulletin_says_what_came_of_it(stage, late)
    assert verify().ok


def test_districts_round_is_its_own(stage: Stage, late: Late) -> None:
    _closed_and_drafted(stage, "district")
    assert "市交通运输" not in stage.at("district").text()
    _nothing_of_the_draft(stage, "district", "housing", "transport", "bureau", "government", "street")
    _agrees(stage, "bureau", "phone")
    _contests(stage, "street", "整改已完成，等待复核")
    office = take_up(stage.at("district"), "处理异议").follow("维持点名")
    office.fill(opinion="以复核为准").press("维持点名")
    _approved_on_a_phone_and_issued(stage, "district")
    bulletin = _round("district").bulletin.get_absolute_url()
    said = shown(stage.at("government").go(bulletin))
    assert [word for word in ("各稿", "经过", "核稿", "签收和答复") if word in said] == []
    printed = _paper(stage.at("street").go(bulletin))
    wanted = (
        NAMES["district"],
        "第1期",
        "答复：整改已完成，等待复核；安委办意见：以复核为准",
        late.hazard,
        late.bureau.number,
    )
    assert [one for one in wanted if one not in printed] == []
    assert [one for one in (late.lasting.number, "市交通运输", "粤海街道") if one in printed] == []
    assert verify().ok


def _closed_and_drafted(stage: Stage, who: str) -> None:
    """The office says how it issues, closes its round and drafts the bulletin, led by what waits for it."""
    office = stage.at(who).go("/documents/").follow("编号簿").follow("发文设置")
    office.fill(full_name=NAMES[who], code=CODES[who]).press("提交")
    assert NAMES[who] in shown(office)
    take_up(office, "关闭并冻结数据").follow("关闭并冻结数据").press("关闭并冻结数据")
    assert "已关闭" in shown(office)
    office.follow("起草文件").press("起草文件")
    assert "已拟文件" in shown(office) and "尚未答复的有：" in office.text()


def _nothing_of_the_draft(stage: Stage, whose: str, *strangers: str) -> None:
    """Nobody but the office finds the round, its draft in any form, or a name that is not the own."""
    one = _round(whose)
    parts = ("", "bulletin/", "names/", "comparison/", "rows/D1.rate/all/", "moves/approve")
    paths = [f"/rounds/{one.pk}/{part}" for part in parts]
    paths += [f"/documents/{one.bulletin_id}{part}" for part in ("/", ".pdf", ".docx", "/versions/1/", "/moves/remark")]
    paths += [f"/ledger/dispatch.round/{one.pk}/", f"/ledger/documents.officialdocument/{one.bulletin_id}/"]
    assert answers(stage.at(whose), *paths) == dict.fromkeys(paths, 200)
    for who in strangers:
        own = {grant.unit for grant in actor_of(stage.people[who]).grants}
        foreign = [f"/rounds/names/{name.pk}/" for name in one.names if name.unit_id not in own]
        assert answers(stage.at(who), *paths, *foreign) == dict.fromkeys((*paths, *foreign), 404), who
        assert "调度情况" not in stage.at(who).context.request.get("/documents/").text()


def _refused_before_the_answers(stage: Stage) -> None:
    leader = stage.at("city leader", "phone").go("/waiting/")
    assert "核准并签发文件" not in shown(leader)
    leader.go("/rounds/").follow(FIRST_HALF)
    said = shown(leader)
    assert "简报还不能核准：答复期限为2024年10月17日17时30分，尚未答复的有：" in said
    assert leader.page.get_by_role("link", name="核准并签发文件", exact=True).count() == 0
    leader.go(f"/rounds/{_round('city').pk}/moves/approve")
    assert "您不能办理这一步：答复期限为" in shown(leader)
    assert leader.page.get_by_role("button", name="核准并签发文件").count() == 0
    assert _round("city").state == "drafted"


def _bureau_contests_one_name_and_agrees_to_another(stage: Stage, late: Late) -> None:
    """Led by a message; two names are the bureau's own, and these only it sees."""
    bureau = stage.at("housing", "phone").go("/")
    bureau.page.get_by_label("消息，未读2条").click()
    told = shown(bureau)
    assert told.count("点名待答复") == 2 and f"{FIRST_HALF}拟点名市住房建设：重点任务逾期未办结（2项）" in told
    assert shown(bureau.go("/waiting/")).count("答复点名") == 2
    _contests(stage, "housing", REPLY, "phone")
    said = bureau.text()
    assert (late.done.number in said, late.lasting.number in said, late.transport.number in said) == (True, True, False)
    _agrees(stage, "housing", "phone")
    assert "答复点名" not in bureau.go("/waiting/").text()


def _contests(stage: Stage, who: str, text: str, size: str = "desktop") -> None:
    unit = take_up(stage.at(who, size), "答复点名")
    assert "拟在简报中点名本单位，依据是下列事项" in shown(unit)
    unit.follow("有异议").fill(text=text)
    assert unit.faults() == []
    unit.press("有异议")
    assert "有异议待处理" in shown(unit) and text in unit.text()


def _agrees(stage: Stage, who: str, size: str = "desktop") -> None:
    unit = take_up(stage.at(who, size), "答复点名").follow("无异议").press("无异议")
    assert "答复 无异议" in shown(unit)


def _office_decides(stage: Stage) -> None:
    """One name is kept with an opinion, one is struck with a reason; until then the leader is told what is missing."""
    office = take_up(stage.at("city"), "处理异议", "市住房建设").follow("维持点名")
    office.fill(opinion=OPINION).press("维持点名")
    assert "维持点名" in shown(office) and OPINION in office.text()
    office.go(f"/rounds/{_round('city').pk}/")
    assert "简报还不能核准：异议尚未处理：民治街道" in shown(office)
    office.follow("点名答复")
    assert "隐患已移交" in shown(office)
    office.follow("不再点名").fill(opinion="经核实已移交").press("不再点名")
    assert "不再点名" in shown(office)
    office.go(f"/rounds/{_round('city').pk}/").follow("简报与依据")
    said = shown(office)
    assert "简报还不能核准" not in said
    assert f"答复：{REPLY}；安委办意见：{OPINION}" in said and "另有1条拟点名经单位答复、安委办核实，不再点名。" in said


def _approved_on_a_phone_and_issued(stage: Stage, whose: str) -> None:
    leader = take_up(stage.at(f"{whose} leader", "phone"), "核准并签发文件")
    assert leader.faults() == []
    leader.follow("简报与依据")
    assert leader.faults() == []
    leader.follow("核准并签发文件").press("核准并签发文件")
    assert "已核准" in shown(leader)
    office = take_up(stage.at(whose), "印发")
    assert "分发单位" in shown(office)
    office.follow("印发")
    assert office.faults() == []
    office.press("印发")
    assert "已印发" in shown(office)


def _received_with_its_files(stage: Stage, late: Late) -> None:
    """The bureau signs for the bulletin and takes both files; what it answered stands beside its name."""
    bureau = take_up(stage.at("housing"), "签收", "调度情况")
    assert bureau.faults() == []
    printed = _paper(bureau)
    wanted = (NAMES["city"], "第1期（总第1期）", late.done.number, f"答复：{REPLY}；安委办意见：{OPINION}")
    assert [one for one in wanted if one not in printed] == []
    assert "民治街道（1项）" not in printed and late.hazard not in printed
    with zipfile.ZipFile(io.BytesIO(loaded(bureau, "下载DOCX"))) as book:
        written = re.sub(r"<[^>]+>", "", book.read("word/document.xml").decode())
    assert [one for one in wanted[:3] if one not in written.replace(" ", "")] == []
    bureau.follow("签收").press("签收")
    receipts = bureau.page.locator(".card", has=bureau.page.get_by_role("heading", name="签收和答复"))
    assert "已签收" in shown(bureau)
    assert [name for name in ("市交通运输", "龙华区住房建设") if name in receipts.inner_text()] == []
    office = stage.at("city").go(_round("city").bulletin.get_absolute_url())
    assert "已签收" in shown(office)


def _paper(one: Window) -> str:
    """What the PDF says that a page offers, without spaces and line ends."""
    pages = PdfReader(io.BytesIO(loaded(one, "下载PDF"))).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def _late_report_is_sent(stage: Stage, task: KeyTask) -> None:
    bureau = stage.at("housing").go(task.get_absolute_url()).follow("报送进展")
    bureau.fill(period="2024-10-15", text="已排查18处").press("报送进展")
    assert "已排查18处" in shown(bureau)


def _task_is_finished(stage: Stage, task: KeyTask) -> None:
    cast = campaign.Cast(stage.city)
    with unscoped(reason="what happens between two rounds"):
        one = KeyTask.objects.get(pk=task.pk)
        for move in ("submit", "verify", "finish"):
            perform(one, move, cast.who(move), **campaign.FACTS.get(move, {}))


def _next_bulletin_says_what_came_of_it(stage: Stage, late: Late) -> None:
    office = take_up(stage.at("city"), "关闭并冻结数据", "下半月").follow("关闭并冻结数据").press("关闭并冻结数据")
    office.follow("起草文件").press("起草文件").follow("简报与依据")
    said = shown(office)
    wanted = (
        "上期点名5项，截至本期末已办结2项、未办结3项",
        "市住房建设 3 2 1 0 0 市交通运输 1 0 1 0 0 龙华区住房建设 1 0 1 0 0 合计 5 2 3 0 0",
        f"1 {late.done.number} 示例任务 已办结 办结",
        f"2 {late.lasting.number} 示例任务 未办结 已签收，逾期20天",
        f"3 {late.done.number} 示例任务 已办结 已补报",
    )
    assert [one for one in wanted if one not in said] == []


def _round(whose: str) -> Round:
    with unscoped(reason="a test reads"):
        return Round.objects.select_related("bulletin", "office").filter(office__name=UNITS[whose]).order_by("pk")[0]
