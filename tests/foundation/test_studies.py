"""What analyses found is kept once, as it was found, and read by those whose ground it is about."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories.orgs import City, city

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import past_guard, scope
from zhiben.foundation.studies import Found, Study, keep, keeping, latest, studies_of
from zhiben.foundation.studies.models import FOUND, FOUND_KEPT
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

ROWS = [("示例街道", 3, 1.5), ("另一街道", 0, 2.5)]
FOUND_THEN = Found("1", ("area", "count", "exposure"), ROWS, {"nu": 1.5, "areas": [{"eb": 1.0}]}, warnings=["样本不足"])


@pytest.fixture
def built(db: None) -> City:
    return city()


def kept(built: City, found: Found = FOUND_THEN, unit: str = "市安委办", as_of: date = date(2024, 1, 31)) -> Study:
    officer = built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(officer):
        return keep(
            "street_risk", built.units[unit].pk, built.units[unit].coordinates, found, as_of=as_of, actor=officer
        )


def reads(built: City, actor: Actor, unit: str = "市安委办") -> list[int]:
    with scope(actor):
        return [row.pk for row in studies_of("street_risk", built.units[unit].pk)]


def test_a_study_keeps_what_went_in_and_what_came_of_it(built: City) -> None:
    one = kept(built)
    assert one.inputs == "area,count,exposure\n示例街道,3,1.5\n另一街道,0,2.5\n"
    assert (one.counted, one.warnings, one.result["nu"]) == (2, ["样本不足"], 1.5)
    entry = AuditEntry.objects.get(verb="study")
    assert json.loads(entry.facts)["sha256"] == one.sha256


def test_the_same_again_is_the_same_row_and_other_data_another(built: City) -> None:
    first = kept(built)
    assert kept(built).pk == first.pk
    other = Found("1", FOUND_THEN.columns, [("示例街道", 4, 1.5)], {"nu": 1.0})
    assert kept(built, other).pk != first.pk
    assert kept(built, Found("2", FOUND_THEN.columns, ROWS, {"nu": 1.0})).pk != first.pk
    assert kept(built, as_of=date(2024, 2, 29)).pk != first.pk


def test_what_is_found_again_after_something_else_is_the_newest(built: City) -> None:
    first = kept(built)
    other = kept(built, Found("1", FOUND_THEN.columns, [("示例街道", 4, 1.5)], {"nu": 1.0}))
    again = kept(built)
    assert (again.sha256, len({first.pk, other.pk, again.pk})) == (first.sha256, 3)
    assert kept(built).pk == again.pk
    with scope(built.actor(Role.OFFICE_OFFICER, "市安委办")):
        newest = latest("street_risk", built.units["市安委办"].pk)
    assert newest is not None and newest.pk == again.pk


def test_who_was_slower_is_given_the_row_that_stands(built: City, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept(built)
    monkeypatch.setattr(keeping, "_newest", lambda *asked: None)
    assert kept(built).pk == first.pk
    assert (Study._unfiltered().count(), AuditEntry.objects.filter(verb="study").count()) == (1, 1)


def test_days_decimals_and_numbers_of_arrays_are_kept_alike(built: City) -> None:
    told = {"since": date(2024, 1, 1), "share": Decimal("0.5"), "worst": np.int64(9)}
    one = kept(built, Found("1", ("area",), [("一",)], {**told, "ranks": np.array([1.0])}, [told], parameters=told))
    plain = {"since": "2024-01-01", "share": "0.5", "worst": 9}
    one = Study._unfiltered().get(pk=one.pk)
    assert (one.parameters, one.left_out, one.result) == (plain, [plain], {**plain, "ranks": [1.0]})
    with scope(built.actor(Role.OFFICE_OFFICER, "市安委办")):
        assert latest("street_risk", built.units["市安委办"].pk, told) == one


def test_the_newest_is_told_by_its_parameters(built: City) -> None:
    kept(built, Found("1", ("area",), [("一",)], {"k": 1}, parameters={"worst": 9}))
    second = kept(built, Found("1", ("area",), [("二",)], {"k": 2}, parameters={"worst": 5}))
    with scope(built.actor(Role.OFFICE_OFFICER, "市安委办")):
        unit = built.units["市安委办"].pk
        newest, nine = latest("street_risk", unit), latest("street_risk", unit, {"worst": 9})
        assert newest is not None and newest.pk == second.pk
        assert nine is not None and nine.result == {"k": 1}
        assert latest("street_risk", unit, {"worst": 7}) is None


def test_a_study_is_read_by_whose_ground_it_is_about(built: City) -> None:
    city_wide = kept(built)
    of_district = kept(built, unit="龙华区")
    office, district = built.actor(Role.OFFICE_LEADER, "市安委办"), built.actor(Role.DISTRICT_OFFICER, "龙华区")
    stranger = built.actor(Role.DISTRICT_OFFICER, "南山区")
    assert reads(built, office) == [city_wide.pk]
    assert (reads(built, district), reads(built, stranger)) == ([], [])
    assert reads(built, office, "龙华区") == reads(built, district, "龙华区") == [of_district.pk]
    assert reads(built, stranger, "龙华区") == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), np.float64("nan"), np.float32("inf")])
def test_no_page_is_given_what_is_no_number(built: City, value: float) -> None:
    wrong = Found("1", ("area",), [("一",)], {"areas": [{"eb": value}]})
    with pytest.raises(ValueError, match=r"result\.areas\.0\.eb is no number"):
        kept(built, wrong)
    with pytest.raises(ValueError, match=r"inputs\.0\.1 is no number"):
        kept(built, Found("1", ("area", "rate"), [("一", value)], {"nu": 1}))
    with pytest.raises(ValueError, match=r"result\.ranks\.0 is no number"):
        kept(built, Found("1", ("area",), [("一",)], {"ranks": np.array([value], dtype=float)}))


def test_the_database_lets_no_study_change_or_go(built: City) -> None:
    one = kept(built)
    FOUND.put_up(connection)
    FOUND_KEPT.put_up(connection)
    try:
        for sql in ("UPDATE foundation_study SET version = '9'", "DELETE FROM foundation_study"):
            with pytest.raises(IntegrityError), past_guard(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    finally:
        FOUND_KEPT.take_down(connection)
    assert Study._unfiltered().get().version == one.version
