"""What a case goes through: its investigation at the level that its grade asks for, and four things that are not let
go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.factories.accidents import Bureau, carried_over
from tests.factories.pages import browser

from zhiben.accidents.models import AccidentCase
from zhiben.accidents.operations import revise
from zhiben.accidents.vocab import Settled
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_ordinary_way_leads_from_the_report_to_the_end(bureau: Bureau) -> None:
    case = bureau.case("closed")
    assert (case.is_provisional, case.let_nothing_go, case.investigated_at) == (False, True, "city")
    rows = StateInterval.objects.filter(machine="accident_case", record=case.pk).order_by("pk")
    assert [row.state for row in rows] == ["reported", "investigating", "submitted", "approved", "assessed", "closed"]


@pytest.mark.parametrize("open_one", Settled)
def test_case_is_not_closed_while_one_of_four_is_let_go(open_one: Settled, bureau: Bureau) -> None:
    case = bureau.case("assessed")
    with unscoped(reason="test"):
        for one in Settled:
            if one != open_one:
                perform(case, "settle", bureau.department, which=one, evidence="文件齐全")
        with pytest.raises(NotAllowed, match="四不放过尚未全部落实"):
            perform(case, "close", bureau.office)
        perform(case, "settle", bureau.office, which=open_one, evidence="文件齐全")
        perform(case, "close", bureau.office)
    assert case.state == "closed"


def test_database_closes_no_case_that_lets_something_go(bureau: Bureau) -> None:
    case = bureau.case("assessed")
    with pytest.raises(IntegrityError, match="closed_case_let_nothing_go"), transaction.atomic():
        AccidentCase._unfiltered().filter(pk=case.pk).update(state="closed")


def test_what_was_settled_can_be_taken_back_with_a_reason(bureau: Bureau) -> None:
    case = bureau.case("approved")
    with unscoped(reason="test"):
        perform(case, "settle", bureau.office, which="people", evidence="处分决定")
        perform(case, "unsettle", bureau.office, which="people", reason="决定被撤销")
        assert case.settled[Settled.PEOPLE] == ""
        with pytest.raises(Incomplete):
            perform(case, "unsettle", bureau.office, which="people", reason="决定被撤销")


LEVELS: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"deaths": 30}, "province", "state"),
    ({"deaths": 10}, "city", "province"),
    ({"deaths": 3}, "district", "city"),
    ({"deaths": 1}, "unit", "district"),
    ({"deaths": 0, "minor": 1}, "unit", "district"),
)


@pytest.mark.parametrize(("harm", "too_low", "least"), LEVELS)
def test_investigation_is_at_the_level_of_the_grade(
    harm: dict[str, Any], too_low: str, least: str, bureau: Bureau
) -> None:
    case = bureau.case(**harm)
    with unscoped(reason="test"):
        with pytest.raises(Incomplete) as refused:
            perform(case, "investigate", bureau.office, level=too_low, team="调查组")
        assert list(refused.value.fields) == ["level"]
        perform(case, "investigate", bureau.office, level=least, team="调查组")
    assert case.investigated_at == least


def test_accident_without_harm_may_be_left_to_its_unit(bureau: Bureau) -> None:
    case = bureau.case(deaths=0)
    with unscoped(reason="test"):
        perform(case, "investigate", bureau.office, level="unit", team="本单位")
    assert case.state == "investigating"


def test_days_go_forward(bureau: Bureau) -> None:
    case = bureau.case("investigating")
    tomorrow = clock.today() + timedelta(days=1)
    with unscoped(reason="test"):
        for on in (case.occurred_on - timedelta(days=1), tomorrow):
            with pytest.raises(Incomplete) as refused:
                perform(case, "submit", bureau.office, on=on, nature="liable")
            assert list(refused.value.fields) == ["on"]
        perform(case, "submit", bureau.office, on=clock.today(), nature="liable")
        with pytest.raises(Incomplete):
            perform(case, "approve", bureau.office, on=clock.today() - timedelta(days=1), document="批")
        perform(case, "return_report", bureau.office, reason="责任认定不清")
    assert (case.state, case.submitted_on) == ("investigating", None)


def test_cases_of_the_past_go_on_from_their_approval(bureau: Bureau) -> None:
    case = carried_over(bureau, [clock.today() - timedelta(days=900)])[0]
    bureau.step(case, "assess")
    bureau.step(case, "close")
    assert case.state == "closed"


def test_case_of_the_past_that_was_no_accident_is_set_aside(bureau: Bureau) -> None:
    case = carried_over(bureau, [clock.today() - timedelta(days=900)])[0]
    bureau.step(case, "void", reason="不属生产安全事故")
    assert case.state == "void"
    closed = bureau.case("closed")
    with unscoped(reason="test"), pytest.raises(Refused):
        perform(closed, "void", bureau.office, reason="不属生产安全事故")


def test_investigation_is_raised_when_the_figures_have_risen(bureau: Bureau) -> None:
    case = bureau.case()
    bureau.step(case, "investigate", level="district")
    with unscoped(reason="test"):
        revise(case, deaths=3, reason="伤员死亡", actor=bureau.office)
        assert case.is_investigated_too_low
        assert "应提级调查" in browser(bureau.office).get(case.get_absolute_url()).content.decode()
        perform(case, "raise_level", bureau.office, level="city", team="市调查组", reason="等级上升")
        assert (case.investigated_at, case.team, case.is_investigated_too_low) == ("city", "市调查组", False)
        revise(case, deaths=10, reason="伤员死亡", actor=bureau.office)
        for level in ("district", "city"):
            with pytest.raises(Incomplete) as refused:
                perform(case, "raise_level", bureau.office, level=level, team="组", reason="等级上升")
            assert list(refused.value.fields) == ["level"]
