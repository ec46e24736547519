"""Types are told and counted by the scheme in force on the day, wherever nobody chose the other one."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.factories.accident_supervision import NOW, desk
from tests.factories.accidents import Bureau, carried_over, code, many_cases
from tests.factories.insight import found

from zhiben.accidents.forms import CaseForm
from zhiben.accidents.queries.cases import type_labels
from zhiben.accidents.vocab import TYPE_1986, TYPE_2025, type_scheme_on
from zhiben.foundation.scope import scope
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.supervision.accident_words import SignalKind

OLD, NEW = datetime(2024, 6, 3, 9, tzinfo=clock.TZ), datetime(2026, 8, 3, 9, tzinfo=clock.TZ)


def test_newer_scheme_is_in_force_from_its_first_day_on() -> None:
    assert [type_scheme_on(day) for day in (date(2026, 6, 30), date(2026, 7, 1))] == [TYPE_1986, TYPE_2025]
    assert question_of("causes").defaults(date(2026, 6, 30))["scheme"] == TYPE_1986
    assert question_of("causes").defaults(date(2026, 7, 1))["scheme"] == TYPE_2025


@pytest.mark.django_db
def test_type_of_a_case_is_told_and_asked_by_the_scheme_of_its_day(bureau: Bureau) -> None:
    with clock.at(NEW):
        both = {"type_1986": code(TYPE_1986, "02"), "type_2025": code(TYPE_2025, "10")}
        before, after = many_cases(
            [bureau.draft(occurred_on=day, **both) for day in (date(2026, 6, 30), date(2026, 7, 1))], by=bureau.office
        )
        assert type_labels([before, after]) == {before.pk: "车辆伤害", after.pk: "高处坠落"}
        asked = {}
        for case in (before, after, None):
            with scope(bureau.office):
                parts = CaseForm(actor=bureau.office, case=case).parts
            asked[case] = [field.name for _title, fields in parts for field in fields if field.name.startswith("type_")]
        assert asked[before] == ["type_1986", "type_2025"]
        assert asked[after] == asked[None] == ["type_2025", "type_1986"]
    with clock.at(OLD), scope(bureau.office):
        parts = CaseForm(actor=bureau.office).parts
        assert [field.name for field in parts[3][1]][:2] == ["type_1986", "type_2025"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "kind"), [(OLD, "车辆伤害"), (NEW, "厂（场）内车辆致害／道路（轨道）车辆致害（部分数据不能区分）")]
)
def test_new_types_are_found_in_the_scheme_in_force(bureau: Bureau, now: datetime, kind: str) -> None:
    with clock.at(now):
        carried_over(bureau, [date(now.year - 2, month, 5) for month in range(1, 13)], types=("09", ""))
        many_cases([bureau.draft(occurred_on=date(now.year, now.month, 1), types=("02", ""))], by=bureau.office)
        (one,) = found(bureau, "new-types").result["cases"]
        assert one["combination"][0] == kind


@pytest.mark.django_db
def test_blind_spots_are_called_by_the_scheme_in_force() -> None:
    with clock.at(NOW):
        built = desk()
        built.accident(types=("02", ""))
        built.taken_up()
        (spot,) = built.of(SignalKind.BLIND_SPOT)
        assert [one["label"] for one in spot.told["sorts"]] == ["车辆伤害"]
