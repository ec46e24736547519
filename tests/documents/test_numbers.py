"""Numbers: one sequence per office, kind and year, another through all years; no repeat, no silent gap."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from tests.dispatch.city import City
from tests.documents.conftest import drafted, issued
from tests.factories.documents import Desk

from zhiben.documents import operations, register
from zhiben.documents.models import NumberRegister, TakenNumber
from zhiben.documents.vocab import Numbering
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused


def test_numbers_run_by_office_and_year_and_through_all_years(city: City) -> None:
    numbers = [issued(city).number, issued(city).number, issued(city, "福田区安委办").number]
    with clock.at(datetime(2025, 1, 2, 9, tzinfo=clock.TZ)):
        numbers += [issued(city).number, issued(city, "福田区安委办").number]
    assert numbers == [
        "第1期（总第1期）",
        "第2期（总第2期）",
        "第1期（总第1期）",
        "第1期（总第3期）",
        "第1期（总第2期）",
    ]


def test_year_of_a_number_is_that_of_the_clock_in_china(city: City) -> None:
    with clock.at(datetime(2024, 12, 31, 16, 30, tzinfo=clock.TZ).astimezone(clock.TZ)):
        issued(city)
    with clock.at(datetime.fromisoformat("2024-12-31T16:30:00+00:00")):
        first_of_2025 = issued(city)
    assert (first_of_2025.year, first_of_2025.number) == (2025, "第1期（总第2期）")


def test_failed_issue_keeps_the_number_it_was_signed_with(city: City) -> None:
    document = drafted(city)
    with scope(city.leader):
        operations.approve(document, actor=city.leader)
    with scope(city.officer), pytest.raises(KeyError):
        operations.issue(document, to=[operations.Recipient(987654, "无此单位")], actor=city.officer)
    assert (document.state, document.number) == ("numbered", "第1期（总第1期）")
    assert TakenNumber.objects.count() == 2
    assert issued(city).number == "第2期（总第2期）"


def test_void_number_is_a_visible_row(city: City) -> None:
    office = city.units["市安委办"].pk
    issued(city)
    voided = register.void(office=office, series="bulletin", year=2024, reason="印错作废", actor=city.officer)
    assert (voided, issued(city).number) == (2, "第3期（总第2期）")
    yearly = NumberRegister.objects.get(office=office, year=2024)
    assert [(row.number, row.void) for row in yearly.taken.order_by("number")] == [(1, ""), (2, "印错作废"), (3, "")]


def test_letters_of_another_office_are_refused(desk: Desk, city: City) -> None:
    district = city.actor("福田区安委办", "office_officer")
    with scope(district), pytest.raises(Incomplete) as refusal:
        operations.set_issuing_body(
            city.units["福田区安委办"].pk,
            full_name="福田区安委办",
            code="深安办",
            numbering=Numbering.OWN,
            actor=district,
        )
    assert refusal.value.fields == {"code": "“深安办”已由市安委办使用，两个单位的文号会相同"}
    assert desk.opened().office == desk.office


def test_void_without_a_reason_is_refused(city: City) -> None:
    with pytest.raises(Refused):
        register.void(office=city.units["市安委办"].pk, series="bulletin", year=2024, reason=" ", actor=city.officer)


def test_database_takes_a_number_once(city: City) -> None:
    """Whatever a register might forget."""
    document = issued(city)
    standing = TakenNumber.objects.filter(document=document).first()
    assert standing is not None
    given = {"register": standing.register, "void": "系统外使用", "taken_by": 1, "taken_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenNumber.objects.create(number=standing.number, **given)
    TakenNumber.objects.create(number=standing.number + 1, **given)
