"""The closed loop as it is lived: a measure's task is broken down to the eleven districts; one accepts, reports,
asks for more time; a drawn report is sent back and supplemented; the task is returned once and finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests.factories.coverage import covered
from tests.factories.orgs import SINCE, city
from tests.journeys.stage import Open, Stage, shown, take_up

from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit import verify
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import add_unit
from zhiben.orgs.vocab import Role, UnitKind

pytestmark = pytest.mark.browser
GIVEN, OVER = datetime(2024, 10, 10, 9, tzinfo=clock.TZ), datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
"""When the task is given out, and when the half-month's reports can be drawn from."""
HERE = "龙华区"


@pytest.fixture
def stage(window: Open, calendar: Callable[[datetime], None]) -> Stage:
    calendar(GIVEN)
    built = city()
    for card in orgs.districts():
        if card.name not in built.units:
            place = built.territories[card.name]
            built.units[card.name] = add_unit(card.name, kind=UnitKind.DISTRICT, territory=place, valid_from=SINCE)
    covered(built, [card.name for card in orgs.districts()])
    people = {
        "officer": built.person(Role.OFFICE_OFFICER, "市安委办"),
        "leader": built.person(Role.OFFICE_LEADER, "市安委办"),
        "lead": built.person(Role.DEPARTMENT_OFFICER, "市住房建设"),
        "district": built.person(Role.DISTRICT_OFFICER, HERE),
    }
    return Stage(built, people, window)


def one(number: str) -> KeyTask:
    with unscoped(reason="a test reads"):
        return KeyTask.objects.get(number=number)


def states(above: KeyTask) -> dict[str, int]:
    """How many parts stand in which state."""
    with unscoped(reason="a test reads"):
        rows = list(KeyTask.objects.filter(parent=above).values_list("state", flat=True))
    return {state: rows.count(state) for state in sorted(set(rows))}


def test_task_of_a_measure_goes_down_to_the_districts_and_comes_back_finished(
    stage: Stage, calendar: Callable[[datetime], None]
) -> None:
    whole = _given_out(stage)
    part = _broken_down(stage, whole)
    _accepted(stage, part)
    calendar(OVER)
    _reported_and_given_time(stage, part)
    _drawn_and_supplemented(stage, part)
    _returned_and_finished(stage, part)
    with unscoped(reason="a test reads"):
        assert verify().first_bad is None
    page = shown(stage.at("lead").go(whole.get_absolute_url()))
    assert ("分解任务" in page, HERE in page, "深汕特别合作区" in page) == (True, True, True)


def _given_out(stage: Stage) -> KeyTask:
    officer = stage.at("officer")
    with unscoped(reason="a test reads"):
        measure = KeyTask.objects.filter(lead_unit=stage.city.unit("市住房建设")).order_by("pk").values("measure")[0]
    officer.go(f"/tasks/measures/{measure['measure']}/tasks/")
    officer.fill(number="JC-01", title="排查经营性自建房", target="全部排查", amount="110", amount_unit="家")
    officer.fill(evidence_required="检查记录", due="2024-12-31").press("拟稿")
    officer.follow("下达").press("下达")
    assert "已下达" in shown(officer)
    whole = one("JC-01")
    lead = stage.at("lead").go(whole.get_absolute_url())
    lead.follow("签收").press("签收")
    lead.follow("启动").fill(responsible="某某").press("启动")
    assert "推进中" in shown(lead)
    return whole


def _broken_down(stage: Stage, whole: KeyTask) -> KeyTask:
    officer = stage.at("officer").go(f"/tasks/{whole.pk}/parts/")
    here = stage.city.unit(HERE).pk
    officer.fill(**{f"u{here}-due": "2024-11-30"}).press("平均分配")
    officer.press("分解给勾选的单位")
    assert "已分解11项" in shown(officer)
    assert states(whole) == {"drafted": 11}
    officer.go("/tasks/?state=drafted&q=JC-01")
    for box in officer.page.locator("main input[name=task]").all():
        box.check()
    officer.choose(move="下达").press("办理所选").press("对这11项下达")
    assert shown(officer).count("已下达") == 11
    assert states(whole) == {"assigned": 11}
    with unscoped(reason="a test reads"):
        return KeyTask.objects.get(parent=whole, lead_unit=here)


def _accepted(stage: Stage, part: KeyTask) -> None:
    district = stage.at("district", "phone").go(part.get_absolute_url())
    district.follow("签收").press("签收")
    district.follow("启动").fill(responsible="张三").press("启动")
    assert "推进中" in shown(district)


def _reported_and_given_time(stage: Stage, part: KeyTask) -> None:
    district = stage.at("district").go("/tasks/report/?period=2024-10-01")
    district.fill(**{f"text_{part.pk}": "排查经营性自建房4家，建立台账", f"amount_{part.pk}": "4"})
    district.press("报送已填写的")
    assert "已报送1项任务" in shown(district)
    district.go(part.get_absolute_url()).follow("申请延期")
    district.fill(due="2024-12-20", reason="部分房屋须专业鉴定").press("提交")
    assert "部分房屋须专业鉴定" in shown(district)
    leader = take_up(stage.at("leader", "phone"), "办理", "延期")
    leader.follow("办理申请").press("同意")
    assert "完成时限比最初计划推迟了20天" in shown(stage.at("district").go(part.get_absolute_url()))


def _drawn_and_supplemented(stage: Stage, part: KeyTask) -> None:
    officer = stage.at("officer").go("/tasks/samples/").choose(period="2024年10月上半月")
    officer.fill(size="1", seed="20241016").press("抽取")
    assert "20241016" in shown(officer)
    officer.follow(f"{part.number} {part.title}").follow("退回补充").fill(note="缺现场照片").press("退回补充")
    assert "佐证不足，待补充" in shown(officer)
    check = officer.page.url
    district = take_up(stage.at("district"), "补充佐证")
    district.follow("补充佐证").fill(supplement="照片已补齐").press("补充佐证")
    assert "已补充" in shown(district)
    officer.page.goto(check)
    officer.follow("属实").press("属实")
    assert "照片已补齐" in shown(officer)


def _returned_and_finished(stage: Stage, part: KeyTask) -> None:
    officer, district, leader = stage.at("officer"), stage.at("district"), stage.at("leader")
    for _time in range(2):
        district.go(part.get_absolute_url()).follow("报送完成")
        district.fill(conclusion="10家全部排查完毕").press("报送完成")
        assert "报送完成" in shown(district)
        if not one(part.number).returns:
            officer.go(part.get_absolute_url()).follow("退回").fill(reason="请附汇总表").press("退回")
            assert "退回 1次" in shown(officer)
    officer.go(part.get_absolute_url()).follow("核验").fill(checked="查阅台账").press("核验")
    leader.go(part.get_absolute_url()).follow("办结").press("办结")
    assert "办结" in shown(leader)
    assert (one(part.number).state, one(part.number).returns) == ("done", 1)
