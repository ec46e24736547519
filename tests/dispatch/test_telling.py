"""Who learns of a naming at once: those who answer for the unit, their office where a government is named, and the
issuing office when a name is contested; nobody else, and what it is about only while they may read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, task
from tests.factories.pages import browser, send, text

from zhiben.dispatch import distribution, queries
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox.models import Notice
from zhiben.orgs.models import Person

RoundAt = Callable[..., Round]
PAST = date(2024, 9, 30)
TITLE = "2024年10月上半月调度"
REASONS = ("重点任务逾期未办结", "本期未报进展，也未作零报告")
HAZARD = "福田区政府：重大事故隐患逾期未整改（1项）"
PEOPLE = {
    "office": ("市安委办", "office_officer"),
    "leader": ("市安委办", "office_leader"),
    "bureau": ("市住房建设局", "department_officer"),
    "government": ("福田区政府", "district_officer"),
    "district's office": ("福田区安委办", "office_officer"),
    "other bureau": ("市交通运输局", "department_officer"),
    "other government": ("罗湖区政府", "district_officer"),
    "street": ("福田区一街道办事处", "street_officer"),
}


@pytest.fixture
def people(city: City) -> dict[str, Person]:
    return {who: member(city, *where) for who, where in PEOPLE.items()}


@pytest.fixture
def staged(city: City, people: dict[str, Person], round_at: RoundAt) -> Round:
    """A drafted round that names a bureau and a district's government."""
    task(city, "市住房建设局", PAST)
    hazard(city, "福田区", PAST)
    return round_at("draft")


def told(people: dict[str, Person]) -> dict[str, list[str]]:
    """What each was told, in turn; those who were told nothing are left out."""
    found = {who: Notice.objects.filter(person=one).order_by("pk") for who, one in people.items()}
    return {who: [notice.title for notice in rows] for who, rows in found.items() if rows}


def name_of(one: Round, unit: str) -> NamedUnit:
    return next(name for name in one.names if name.unit_name == unit)


def test_named_units_are_told_until_when_they_may_answer(staged: Round, people: dict[str, Person]) -> None:
    title = "{round}拟点名{name}，请在2024年10月17日17时30分前答复"
    hazards = title.format(round=TITLE, name=HAZARD)
    assert told(people) == {
        "bureau": [title.format(round=TITLE, name=f"市住房建设局：{reason}（1项）") for reason in REASONS],
        "government": [hazards],
        "district's office": [hazards],
    }
    page = text(browser(people["government"]), "inbox:messages")
    assert hazards in page and "点名待答复" in page


def test_office_is_told_of_what_is_contested_and_the_unit_of_each_decision(
    staged: Round, people: dict[str, Person]
) -> None:
    Notice.objects.all().delete()
    name = name_of(staged, "福田区政府")
    send(browser(people["government"]), "dispatch:naming_move", name.pk, "contest", text="已整改到位")
    office = browser(people["office"])
    for move, opinion in (("keep", "以记录为准"), ("strike", "复核属实")):
        send(office, "dispatch:naming_move", name.pk, move, opinion=opinion)
    assert told(people) == {
        "office": [f"{TITLE}点名有异议：{HAZARD}"],
        "government": [f"{TITLE}维持点名：{HAZARD}", f"{TITLE}不再点名：{HAZARD}"],
    }


def test_who_agrees_troubles_nobody(staged: Round, people: dict[str, Person]) -> None:
    Notice.objects.all().delete()
    send(browser(people["bureau"]), "dispatch:naming_move", name_of(staged, "市住房建设局").pk, "agree")
    assert told(people) == {}


def test_struck_unit_gets_the_bulletin_no_longer_for_its_name(
    city: City, people: dict[str, Person], round_at: RoundAt
) -> None:
    task(city, "福田区一街道办事处", PAST)
    one = round_at("draft")
    street = "福田区一街道办事处"
    assert street in _recipients(city, one)
    for name in one.names:
        send(browser(people["street"]), "dispatch:naming_move", name.pk, "contest", text="已办结")
        send(browser(people["office"]), "dispatch:naming_move", name.pk, "strike", opinion="属实")
    assert street not in _recipients(city, one)


def _recipients(city: City, one: Round) -> list[str]:
    with scope(city.officer):
        return [found.name for found in distribution.recipients(queries.round_of(one.pk), "")]


def test_step_that_is_not_ones_own_shows_no_form(staged: Round, people: dict[str, Person]) -> None:
    with unscoped(reason="a test reads"):
        name = name_of(staged, "福田区政府")
    page = text(browser(people["government"]), "dispatch:naming_move", name.pk, "contest")
    assert ('name="text"' in page, "您不能办理这一步" in page) == (True, False)
    page = text(browser(people["office"]), "dispatch:naming_move", name.pk, "contest")
    assert ('name="text"' in page, "您不能办理这一步：须为被点名单位的工作人员" in page) == (False, True)
