"""Offices below the city's: a district's round is its own from closing to correction, and its people see nothing of the
city's before it is issued; a street's round counts what lay there, wherever the street belongs by now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from tests.dispatch.city import SINCE, City, member
from tests.dispatch.conftest import FIRST_HALF, advance, all_agree
from tests.dispatch.facts import SEPTEMBER, hazard, task
from tests.factories.pages import browser, text

from zhiben.dispatch import evidence, operations, queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.urls import urlpatterns
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.measures import frozen
from zhiben.foundation.rendering import Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.operations import add_unit, reorganise
from zhiben.orgs.vocab import UnitKind

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST = date(2024, 9, 30)
CLOSING = datetime(2024, 10, 16, 8, tzinfo=clock.TZ)
OFFICE, STREET = "福田区安委办", "福田区一街道"


def fresh(one: Round) -> Round:
    with unscoped(reason="a test reads"):
        return queries.round_of(one.pk)


def test_districts_round_goes_its_whole_way_under_its_own_name(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    hazard(city, "罗湖区", PAST)
    one = round_at("draft", office=OFFICE)
    assert [(name.unit_name, name.state) for name in one.names] == [("福田区政府", "named")]
    officer, leader = (city.actor(OFFICE, role) for role in ("office_officer", "office_leader"))
    government = city.actor("福田区政府", "district_officer")
    with scope(government):
        name = queries.name_of(one.names[0].pk, government)
        operations.contest(name, "已整改到位", actor=government)
    with scope(officer):
        operations.keep(queries.name_of(name.pk, officer), "以记录为准", actor=officer)
    with scope(leader):
        operations.approve(fresh(one), actor=leader)
    with scope(officer):
        operations.issue(fresh(one), actor=officer)
        document = queries.bulletin_of(fresh(one))
        names = [row.name for row in document.deliveries.order_by("pk")]
    paper = document.paper
    assert (paper.number, paper.issuer, document.office_id) == ("第1期（总第1期）", OFFICE, city.units[OFFICE].pk)
    assert names == ["福田区一街道办事处", "福田区政府"]
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    assert [row[0] for row in tables[0].rows] == [STREET]
    assert tables[-1].rows == (
        ("福田区政府", "重大事故隐患逾期未整改", "1", "答复：已整改到位；安委办意见：以记录为准"),
    )
    assert "罗湖" not in document.paper_json


def test_districts_and_citys_bulletins_are_numbered_apart(city: City, round_at: RoundAt) -> None:
    numbers = []
    for office in (OFFICE, "市安委办"):
        with unscoped(reason="a test reads"):
            numbers.append(queries.bulletin_of(round_at("issue", office=office)).number)
    assert numbers == ["第1期（总第1期）", "第1期（总第1期）"]


ARGUMENTS: dict[str, Callable[[Round], tuple[object, ...]]] = {
    "section": lambda one: (one.pk, "next"),
    "rows": lambda one: (one.pk, "A5.tasks", "all"),
    "move": lambda one: (one.pk, "approve"),
    "naming": lambda one: (one.names[0].pk,),
    "naming_move": lambda one: (one.names[0].pk, "keep"),
}


OF_ROUNDS = [one.name for one in urlpatterns if str(one.pattern).startswith(("<int:pk>/", "names/"))]
"""The pages of one round, or of one name in it."""


@pytest.mark.parametrize("name", OF_ROUNDS)
@pytest.mark.parametrize("role", ["office_officer", "office_leader"])
def test_district_office_finds_nothing_of_the_citys_draft(city: City, round_at: RoundAt, name: str, role: str) -> None:
    hazard(city, "罗湖区", PAST)
    one = round_at("draft")
    client = browser(member(city, OFFICE, role))
    arguments = ARGUMENTS.get(name, lambda found: (found.pk,))(one)
    text(client, f"dispatch:{name}", *arguments, status=404)
    assert one.title not in text(client, "dispatch:list")
    with scope(city.actor(OFFICE, role)):
        assert OfficialDocument.objects.count() == 0


@pytest.mark.parametrize("name", [name for name in OF_ROUNDS if name != "move"])
def test_units_of_the_district_read_no_round_of_its_office(city: City, round_at: RoundAt, name: str) -> None:
    """They lie in the same territory; the round is the office's all the same."""
    hazard(city, "福田区", PAST)
    task(city, "福田区一街道办事处", PAST)
    one = round_at("draft", office=OFFICE)
    street = browser(member(city, "福田区一街道办事处", "street_officer"))
    government = browser(member(city, "福田区政府", "district_officer"))
    arguments = ARGUMENTS.get(name, lambda found: (found.pk,))(one)
    foreign = next(n.pk for n in one.names if n.unit_name == "福田区政府")
    own = next(n.pk for n in one.names if n.unit_name == "福田区一街道办事处")
    if name.startswith("naming"):
        text(street, f"dispatch:{name}", foreign, *arguments[1:], status=404)
        text(government, f"dispatch:{name}", own, *arguments[1:], status=404)
        return
    for client in (street, government):
        text(client, f"dispatch:{name}", *arguments, status=404)


def test_government_sees_its_offices_paper_once_it_is_issued_to_it(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    one = round_at("draft", office=OFFICE)
    government = member(city, "福田区政府", "district_officer")
    client = browser(government)
    for name in ("documents:page", "documents:pdf"):
        text(client, name, one.bulletin_id, status=404)
    text(client, "overview:record", "dispatch.round", one.pk, status=404)
    text(client, "dispatch:move", one.pk, "approve", status=404)
    assert "调度情况" not in text(client, "documents:list")
    all_agree(city, one)
    advance_from(city, one)
    assert "调度情况" in text(client, "documents:list")
    text(client, "documents:page", one.bulletin_id)
    text(client, "dispatch:page", one.pk, status=404)


def advance_from(city: City, one: Round) -> None:
    for step, role in (("approve", "office_leader"), ("issue", "office_officer")):
        actor = city.actor(OFFICE, role)
        with scope(actor):
            getattr(operations, step)(fresh(one), actor=actor)


@pytest.fixture
def street_office(city: City) -> str:
    """A committee office of 福田区一街道, with an overdue hazard there and one elsewhere."""
    name = "福田区一街道安委办"
    city.units[name] = add_unit(
        name, kind=UnitKind.COMMITTEE_OFFICE, territory=city.territories[STREET], valid_from=SINCE
    )
    mine = hazard(city, "福田区", PAST)
    hazard(city, "罗湖区", PAST)
    with unscoped(reason="a test sets its stage"):
        amend([mine], at=SEPTEMBER, responsible_unit_id=city.units["福田区一街道办事处"].pk)
    return name


def figures(one: Round) -> list[int]:
    found = frozen(one.bundle)
    return [found[name, ""].numerator for name in ("D1.reported", "hazards.overdue")]


def listed(city: City, one: Round, office: str) -> tuple[list[str], list[str]]:
    city.units[office].refresh_from_db()
    with scope(city.actor(office, "office_officer")):
        names = [name.unit_name for name in queries.named(one)]
        return names, [line.name for line in evidence.by_area(one, evidence.figures(one))]


def test_streets_round_counts_and_lists_its_street_only(city: City, round_at: RoundAt, street_office: str) -> None:
    one = round_at("close", office=street_office)
    assert figures(one) == [1, 1]
    assert listed(city, one, street_office) == (["福田区一街道办事处"], [STREET, "合计"])


@pytest.mark.parametrize("opened", ["before", "after"])
def test_streets_round_counts_what_lay_there_though_the_street_has_left_its_district(
    city: City, street_office: str, opened: str
) -> None:
    unit = city.units[street_office]
    moment = datetime(2024, 10, 14, 9, tzinfo=clock.TZ)
    if opened == "before":
        with clock.at(moment):
            one = operations.open_round("half_month", FIRST_HALF, office=unit.pk)
    with clock.at(CLOSING):
        reorganise(city.territories[STREET], to=city.territories["罗湖区"], on=CLOSING.date(), actor=SYSTEM)
    unit.refresh_from_db()
    if opened == "after":
        one = operations.open_round("half_month", FIRST_HALF, office=unit.pk)
    one = fresh(one)
    advance(city, one, "close", street_office)
    assert figures(one) == [1, 1]
    assert listed(city, one, street_office) == (["福田区一街道办事处"], [STREET, "合计"])
    assert unit.coordinates.district == city.territories["罗湖区"].pk
    with scope(city.actor(street_office, "office_officer")):
        operations.draft(one, actor=city.actor(street_office, "office_officer"))
    city.units["福田区一街道办事处"].refresh_from_db()
    all_agree(city, one)
    assert [name.state for name in one.names] == ["agreed"]
