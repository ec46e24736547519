"""The board of the seven mechanisms: each light by its stated rule, from records, within what its reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.factories.campaign import task
from tests.factories.mechanisms import force_of, notice_to
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, text

from zhiben.assistance.operations import PastVisit, enter_visits
from zhiben.campaign.operations import found_campaign
from zhiben.campaign.vocab import MECHANISMS
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.measure import registered
from zhiben.kernel.mechanism import Health, Light, Source, register, sources
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.operations import LiaisonDraft, confirm_liaisons, set_liaison
from zhiben.orgs.vocab import LiaisonPart, Role
from zhiben.overview import queries
from zhiben.overview.mechanisms import board

pytestmark = pytest.mark.either

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    with clock.at(MORNING):
        yield build()


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


def told(actor: Actor, key: str, at: datetime = MORNING) -> list[tuple[Light, str, int]]:
    with clock.at(at), scope(actor):
        one = next(one for one in board(clock.now()) if one.key == key)
        return [(health.light, health.line, health.records) for _source, health in one.parts]


def test_the_seven_stand_in_the_citys_order_and_each_has_a_source() -> None:
    assert [title for _key, title in MECHANISMS] == [
        *("工作专班", "调度推进", "督导检查", "帮扶指导", "信息报送", "沟通联络", "表彰激励")
    ]
    assert [key for key, _title in MECHANISMS if not sources(key)] == []


def test_a_source_is_declared_once() -> None:
    known = sources("task_force")[0]
    with pytest.raises(ValueError, match="twice"):
        register(Source(known.mechanism, known.name, "", lambda at: Health(Light.DARK, "", 0), ""))


def test_nothing_on_record_is_dark(officer: Actor) -> None:
    with scope(officer):
        found = {one.key: (one.light, one.records) for one in board(MORNING)}
    dark = (Light.DARK, 0)
    assert found == {key: dark for key, _title in MECHANISMS} | {"liaison": (Light.RED, 0)}


@pytest.mark.parametrize(
    ("days", "light"), [(31, Light.GREEN), (32, Light.YELLOW), (62, Light.YELLOW), (63, Light.RED)]
)
def test_a_task_force_meets_within_its_days(city: City, officer: Actor, days: int, light: Light) -> None:
    force_of(city, officer).meeting("minuted", decisions=0)
    found = told(officer, "task_force", MORNING + timedelta(days=days))
    line = f"最近一次会议在2024年10月16日（{days}天前）；议定事项未转任务0项，逾期0项"
    assert [(one[0], one[1]) for one in found] == [(light, line)]


def test_decisions_without_a_task_are_no_green_light(city: City, officer: Actor) -> None:
    force_of(city, officer).meeting("minuted", decisions=2)
    line = "最近一次会议在2024年10月16日（0天前）；议定事项未转任务2项，逾期0项"
    assert told(officer, "task_force") == [(Light.YELLOW, line, 1)]
    assert told(city.actor(Role.DEPARTMENT_OFFICER, "市交通运输"), "task_force") == [(Light.DARK, "还没有开过会", 0)]


def test_liaison_is_red_until_half_of_the_units_have_confirmed(city: City) -> None:
    district = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    units = [city.unit(name).pk for name in ("龙华区", "民治街道", "龙华区住房建设", "龙华区消防救援")]
    units += [city.unit(name).pk for name in ("龙华区应急管理", "龙华区交通运输")]
    lights = []
    for number, unit in enumerate(units, start=1):
        role = {1: Role.DISTRICT_OFFICER, 2: Role.STREET_OFFICER}.get(number, Role.DEPARTMENT_OFFICER)
        name = next(one.name for one in city.units.values() if one.pk == unit)
        own = city.actor(role, name)
        with scope(own):
            set_liaison(unit, LiaisonPart.FIRST, LiaisonDraft("张三"), actor=own)
            confirm_liaisons(unit, actor=own)
        lights.append(told(district, "liaison")[0][0])
    assert lights == [Light.RED, Light.RED, Light.YELLOW, Light.YELLOW, Light.YELLOW, Light.GREEN]
    assert told(district, "liaison")[0][1:] == ("2024年第4季度已确认6/6个单位", 6)


def test_notices_that_were_not_read_in_time_are_counted(city: City, officer: Actor) -> None:
    notice_to(city, officer, ("市住房建设", "市消防救援"), days=0)
    assert told(officer, "liaison")[1] == (Light.GREEN, "本季度通知1件，过期未签收0个单位次", 1)
    late = told(officer, "liaison", MORNING + timedelta(days=1))[1]
    assert late == (Light.YELLOW, "本季度通知1件，过期未签收2个单位次", 1)


def test_reports_of_the_half_month_before_are_counted(city: City, officer: Actor) -> None:
    with clock.at(MORNING - timedelta(days=3)):
        task(city)
    assert told(officer, "reporting") == [
        (Light.DARK, "2024年第4季度还没有到期的报表", 0),
        (Light.RED, "2024年10月上半月应报1项、已报0项，报送率0.0%", 0),
    ]


def test_the_page_shows_each_rule(city: City, officer: Actor) -> None:
    force_of(city, officer).meeting("minuted")
    page = text(browser(officer), "overview:mechanisms")
    assert page.count("规则：") == sum(len(sources(key)) for key, _title in MECHANISMS)
    assert "2024年第4季度有记录的1项，共七项" in page


def test_those_with_a_record_of_the_quarter_are_counted(city: City, officer: Actor) -> None:
    with clock.at(MORNING), scope(SYSTEM):
        found_campaign(city.unit("市安委办").pk, actor=SYSTEM)
        figure = registered()["A4.mechanisms"]
        assert evaluate(figure, queries.present()).numerator == 0
        site = city.site()
        enter_visits([PastVisit(site.pk, MORNING.date(), "某专家", "到场")], actor=SYSTEM)
        found = evaluate(figure, queries.present())
        assert (found.numerator, found.rows) == (1, 1)
        assert [str(row) for row in figure.numerator(queries.present())] == ["帮扶指导"]
    with clock.at(MORNING), scope(officer):
        assert evaluate(figure, queries.present()).numerator == 1
    with clock.at(MORNING), scope(city.actor(Role.OFFICE_OFFICER, "南山区安委办")):
        assert evaluate(figure, queries.present()).numerator == 0
