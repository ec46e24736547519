"""Who speaks for a unit: named, succeeded, confirmed once a quarter; and their workbook, in, out, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.factories.orgs import City
from tests.factories.orgs import city as build

from zhiben.foundation import secrets
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.files import store
from zhiben.foundation.importing import ImportReport, export
from zhiben.foundation.scope import scope
from zhiben.inbox.models import ImportAct
from zhiben.inbox.operations import export_bytes, take_in, undo
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.rights import Actor
from zhiben.orgs import operations, queries
from zhiben.orgs.models import LiaisonConfirmation, LiaisonPerson
from zhiben.orgs.operations import LiaisonDraft
from zhiben.orgs.sheets import LIAISONS
from zhiben.orgs.vocab import LiaisonPart, Role

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
TODAY = MORNING.date()
UNIT = "市住房建设"


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    with clock.at(MORNING):
        yield build()


@pytest.fixture
def own(city: City) -> Actor:
    return city.actor(Role.DEPARTMENT_OFFICER, UNIT)


@pytest.fixture
def officer(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


def name_one(city: City, actor: Actor, name: str, part: LiaisonPart = LiaisonPart.FIRST, **said: str) -> LiaisonPerson:
    with scope(actor):
        return operations.set_liaison(city.unit(UNIT).pk, part, LiaisonDraft(name, **said), actor=actor)


def history(city: City) -> list[tuple[str, date | None]]:
    rows = LiaisonPerson.objects.filter(unit=city.unit(UNIT), part="first").order_by("pk")
    return [(row.name, row.last_day) for row in rows]


@pytest.mark.parametrize(
    ("day", "first", "last", "label"),
    [
        (date(2024, 10, 16), date(2024, 10, 1), date(2024, 12, 31), "2024年第4季度"),
        (date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31), "2024年第1季度"),
        (date(2025, 4, 1), date(2025, 4, 1), date(2025, 6, 30), "2025年第2季度"),
    ],
)
def test_quarters_begin_every_third_month(day: date, first: date, last: date, label: str) -> None:
    found = quarter_of(day)
    assert (found.first, found.last, found.label) == (first, last, label)


def test_another_name_succeeds_and_the_same_is_corrected(city: City, own: Actor) -> None:
    with clock.at(MORNING - timedelta(days=30)):
        name_one(city, own, "张三", post="科员")
    name_one(city, own, "张三", post="科长", phone="0755-1")
    assert history(city) == [("张三", None)]
    name_one(city, own, "李四")
    assert history(city) == [("张三", TODAY - timedelta(days=1)), ("李四", None)]
    name_one(city, own, "李思")
    assert history(city) == [("张三", TODAY - timedelta(days=1)), ("李思", None)]
    assert [one.facts.count("0755") for one in AuditEntry.objects.filter(verb="set_liaison")] == [0, 0, 0, 0]
    assert verify().ok


@pytest.mark.parametrize(("draft", "field"), [(LiaisonDraft(" "), "name"), (LiaisonDraft("张三", person=99), "person")])
def test_somebody_without_a_name_or_account_is_refused(city: City, own: Actor, draft: LiaisonDraft, field: str) -> None:
    with scope(own), pytest.raises(Incomplete) as refusal:
        operations.set_liaison(city.unit(UNIT).pk, LiaisonPart.FIRST, draft, actor=own)
    assert (list(refusal.value.fields), history(city)) == ([field], [])


@pytest.mark.parametrize(
    ("role", "unit", "allowed"),
    [
        (Role.OFFICE_OFFICER, "市安委办", True),
        (Role.OFFICE_LEADER, "市安委办", False),
        (Role.OFFICE_OFFICER, "龙华区安委办", False),
        (Role.DEPARTMENT_OFFICER, "市消防救援", False),
        (Role.INSPECTOR, UNIT, False),
    ],
)
def test_the_unit_or_an_office_around_it_names_them(city: City, role: Role, unit: str, allowed: bool) -> None:
    actor = city.actor(role, unit)
    if allowed:
        assert name_one(city, actor, "张三").name == "张三"
        return
    with pytest.raises(NotAllowed):
        name_one(city, actor, "张三")


def test_a_unit_confirms_once_a_quarter(city: City, own: Actor) -> None:
    unit = city.unit(UNIT).pk
    with scope(own):
        with pytest.raises(Refused):
            operations.confirm_liaisons(unit, actor=own)
        name_one(city, own, "张三")
        first = operations.confirm_liaisons(unit, actor=own)
        assert operations.confirm_liaisons(unit, actor=own) == first
        card = queries.liaison_cards(own, units=[unit])[0]
        assert (card.confirmed, card.confirmed_at) == (True, MORNING)
        with clock.at(datetime(2025, 1, 1, 9, tzinfo=clock.TZ)):
            assert queries.liaison_cards(own, units=[unit])[0].confirmed is False
            operations.confirm_liaisons(unit, actor=own)
    quarters = LiaisonConfirmation.objects.order_by("quarter").values_list("quarter", flat=True)
    assert list(quarters) == [date(2024, 10, 1), date(2025, 1, 1)]
    assert AuditEntry.objects.filter(verb="confirm_liaisons").count() == 2


def test_nobody_else_confirms_in_a_units_place(city: City, own: Actor, officer: Actor) -> None:
    name_one(city, own, "张三")
    with scope(officer), pytest.raises(NotAllowed):
        operations.confirm_liaisons(city.unit(UNIT).pk, actor=officer)


def test_people_see_those_whose_people_they_see(city: City, own: Actor) -> None:
    def seen(actor: Actor) -> set[str]:
        with scope(actor):
            return {card.name for card in queries.liaison_cards(actor)}

    district = {"龙华区", "民治街道", *(f"龙华区{line}" for line in ("住房建设", "应急管理", "消防救援", "交通运输"))}
    assert seen(own) == {UNIT}
    lines = ("住房建设", "应急管理", "消防救援", "交通运输")
    governments = {"龙华区", "南山区", "福田区", "民治街道", "粤海街道", "南园街道"}
    city_office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    assert seen(city_office) == governments | {f"市{line}" for line in lines}
    with scope(city_office):
        below = queries.liaison_cards(city_office, units=[city.unit("龙华区住房建设").pk])
    assert [card.name for card in below] == ["龙华区住房建设"]
    assert seen(city.actor(Role.OFFICE_OFFICER, "龙华区安委办")) == district
    assert seen(city.actor(Role.STREET_OFFICER, "粤海街道")) == {"粤海街道"}


def test_accounts_of_liaison_persons_are_found(city: City, own: Actor) -> None:
    unit = city.unit(UNIT).pk
    with scope(own):
        operations.set_liaison(unit, LiaisonPart.DEPUTY, LiaisonDraft("张三", person=own.id), actor=own)
    assert queries.liaison_accounts([unit]) == [own.id]
    assert queries.liaison_accounts([city.unit("市消防救援").pk]) == []


# The workbook


def taken(actor: Actor, *rows: dict[str, Any]) -> ImportReport:
    with scope(actor):
        stored = store(export(LIAISONS, list(rows)), name="联络人.xlsx", actor_id=actor.id)
        report: ImportReport = take_in("liaisons", stored, actor=actor)
        return report


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.created, report.updated, report.unchanged


def row(unit: str, name: str, part: str = "first", **more: Any) -> dict[str, Any]:
    return {"unit": unit, "part": part, "name": name, "post": "科长", "phone": "0755-1", **more}


def test_a_workbook_comes_in_goes_out_and_in_again_unchanged(city: City, officer: Actor) -> None:
    rows = [row(UNIT, "张三"), row(UNIT, "李四", "deputy"), row("市消防救援", "王五")]
    assert counts(taken(officer, *rows)) == (3, 0, 0)
    with scope(officer):
        stored = store(export_bytes("liaisons", actor=officer)[0], name="联络人.xlsx", actor_id=officer.id)
        assert counts(take_in("liaisons", stored, actor=officer)) == (0, 0, 3)


def test_all_that_is_wrong_is_told_at_its_cell(city: City) -> None:
    district = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    report = taken(
        district,
        row("龙华区住房建设", ""),
        row("南山区", "张三"),
        row("没有的局", "张三"),
        row("龙华区", "李四", "三角"),
    )
    told = sorted((one.cell, one.code) for one in report.refused)
    assert told == [("A3", "outside"), ("A4", "unknown_name"), ("B5", "not_a_choice"), ("C2", "required")]
    assert LiaisonPerson.objects.count() == 0


def test_an_import_is_taken_back_as_one(city: City, own: Actor, officer: Actor) -> None:
    with clock.at(MORNING - timedelta(days=30)):
        name_one(city, own, "旧人", post="科员")
        name_one(city, own, "副手", LiaisonPart.DEPUTY)
    before = LiaisonPerson.objects.count()
    report = taken(officer, row(UNIT, "新人"), row(UNIT, "副手", "deputy"), row("市消防救援", "王五"))
    assert counts(report) == (1, 2, 0)
    assert history(city) == [("旧人", TODAY - timedelta(days=1)), ("新人", None)]
    with scope(officer):
        undo(ImportAct.objects.get(), actor=officer, reason="传错")
    assert history(city) == [("旧人", None)]
    deputy = LiaisonPerson.objects.get(unit=city.unit(UNIT), part="deputy")
    kept = secrets.kept_of("orgs.liaisonperson", "phone", [deputy.pk])
    assert (deputy.post, kept, LiaisonPerson.objects.count()) == ("", set(), before)
    assert verify().ok
