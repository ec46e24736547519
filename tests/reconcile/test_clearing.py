"""A difference: given to a unit, cleared up by it with what was done, confirmed by the office or sent back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.ledgers import settled_comparison
from tests.factories.orgs import City
from tests.factories.photos import PNG

from zhiben.foundation.files import attached, store
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reconcile import operations, queries
from zhiben.reconcile.models import Discrepancy
from zhiben.reconcile.vocab import Cause

DUE = date(2024, 10, 30)


@pytest.fixture
def one(office: int, officer: Actor) -> Discrepancy:
    with scope(officer):
        return settled_comparison(office, officer).discrepancies.order_by("pk")[0]


@pytest.fixture
def unit(city: City) -> Actor:
    return city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")


def given(one: Discrepancy, city: City, officer: Actor, unit: str = "市住房建设") -> Discrepancy:
    with scope(officer):
        return operations.assign(one, city.unit(unit).pk, due=DUE, actor=officer)


def cleared(one: Discrepancy, actor: Actor, *files: int) -> Discrepancy:
    with scope(actor):
        return operations.resolve(one, cause=Cause.LATE, resolution="已更正本系统", files=files, actor=actor)


def test_a_unit_sees_what_it_was_given_and_nothing_before(
    city: City, one: Discrepancy, officer: Actor, unit: Actor
) -> None:
    with scope(unit):
        assert queries.given_to(unit) == []
        assert list(queries.discrepancies()) == []
    given(one, city, officer)
    with scope(unit):
        assert queries.given_to(unit) == [one]
        assert list(queries.comparisons()) == []
        assert queries.behind(one)[1].pk == one.row_id
        assert [found.record for found in queries.waiting_for(unit, 10)] == [one]


def test_another_unit_sees_nothing_of_it(city: City, one: Discrepancy, officer: Actor) -> None:
    given(one, city, officer)
    stranger = city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    with scope(stranger):
        assert list(queries.discrepancies()) == []


def test_the_unit_clears_it_up_and_the_office_confirms(
    city: City, one: Discrepancy, officer: Actor, unit: Actor
) -> None:
    given(one, city, officer)
    file = store(PNG, name="截图.png", actor_id=unit.id)
    cleared(one, unit, file.pk)
    assert (one.state, one.cause, one.proposed, one.resolution) == ("resolved", "late", False, "已更正本系统")
    assert [row.file_id for row in attached("reconcile.discrepancy", one.pk)] == [file.pk]
    with scope(unit), pytest.raises(NotAllowed):
        operations.confirm(one, actor=unit)
    with scope(officer):
        operations.confirm(one, actor=officer)
    assert (one.state, one.closed_on) == ("confirmed", clock.today())


def test_the_office_may_write_down_what_was_done(city: City, one: Discrepancy, officer: Actor) -> None:
    assert cleared(given(one, city, officer), officer).state == "resolved"


def test_it_is_sent_back_and_given_to_another_unit(city: City, one: Discrepancy, officer: Actor, unit: Actor) -> None:
    cleared(given(one, city, officer), unit)
    with scope(officer):
        operations.confirm(one, actor=officer)
        operations.reopen(one, reason="仍不一致", actor=officer)
    assert (one.state, one.closed_on) == ("open", None)
    given(one, city, officer, "市交通运输")
    with unscoped(reason="a test reads"):
        one = Discrepancy.objects.get(pk=one.pk)
    with scope(unit):
        assert list(queries.discrepancies()) == []
    other = city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    with scope(other):
        assert queries.given_to(other) == [one]


def test_given_once_more_to_the_same_unit_it_has_one_part(city: City, one: Discrepancy, officer: Actor) -> None:
    given(given(one, city, officer), city, officer)
    with unscoped(reason="a test reads"):
        assert len(Discrepancy.objects.get(pk=one.pk).participants) == 1


def test_it_is_given_to_units_of_the_office_by_a_day_to_come(city: City, one: Discrepancy, officer: Actor) -> None:
    with scope(officer):
        for unit, due, field in (("龙华区住房建设", DUE, "unit"), ("市住房建设", date(2024, 10, 15), "due")):
            with pytest.raises(Incomplete) as why:
                operations.assign(one, city.unit(unit).pk, due=due, actor=officer)
            assert list(why.value.fields) == [field]


def test_age_is_counted_in_days_until_it_is_confirmed(city: City, one: Discrepancy, officer: Actor) -> None:
    assert (one.age, one.late) == (0, False)
    with clock.at(clock.now() + timedelta(days=30)):
        assert (one.age, one.late) == (30, False)  # nobody was told
        with scope(officer):
            operations.assign(one, city.unit("市住房建设").pk, due=clock.today(), actor=officer)
        cleared(one, officer)
        with scope(officer):
            operations.confirm(one, actor=officer)
    with clock.at(clock.now() + timedelta(days=60)):
        assert (one.age, one.late) == (30, False)
