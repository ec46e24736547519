"""Where somebody was is kept secret, coarse on pages, read for a purpose by those who were there and by the visiting
office, and gone after its term; how far they were from the site stays."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import DecimalField
from django.db.models import Model as Base
from django.urls import reverse
from tests.factories.pages import browser
from tests.factories.supervision import Ground, again, drawn, goers
from tests.foundation.test_secrets import whole_database
from tests.supervision.test_distance import arrived, built, moved, page, target_in  # noqa: F401 - one ground for both

from zhiben.foundation import retention, secrets
from zhiben.foundation.scope import past_guard, scope
from zhiben.foundation.secrets import keeping
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations
from zhiben.supervision.models import PhoneAct, PhoneVersion, Target, Visit, VisitMember
from zhiben.supervision.models.guarding import TELLING
from zhiben.supervision.operations import Position, Said
from zhiben.supervision.vocab import Act, Outcome

pytestmark = pytest.mark.django_db
THERE = Position(22.6012, 114.0004, 30)
EXACT, COARSE = "22.60120, 114.00040", "定位约22.60, 114.00（误差30米）"
MODEL = "supervision.visitmember"
PLACE, TWICE = ("latitude", "longitude"), ("visit", "visitmember")


def read(actor: Actor, visit: Visit, **said: str) -> tuple[int, str]:
    answer = browser(actor).post(reverse("supervision:visit_positions", args=[visit.pk]), said)
    return answer.status_code, answer.content.decode()


def noted() -> list[tuple[int, str, str, int, Any, str]]:
    rows = Disclosure.objects.order_by("pk")
    return list(rows.values_list("actor", "model", "field", "record", "records", "purpose"))


def test_the_team_and_the_office_see_it_coarse_and_read_it_for_a_purpose_noted_once(built: Ground) -> None:  # noqa: F811
    target = target_in(built, drawn(built))
    arrived(target, THERE)
    visit = arrived(target, Position(22.6013, 114.0, 30), second=True)
    pair = list(VisitMember._unfiltered().filter(visit=visit).order_by("pk").values_list("pk", flat=True))
    for number, who in enumerate((built.keeper, goers(visit)[0]), start=1):
        shown = page(who, "visit", visit.pk)
        assert (COARSE in shown, "显示准确定位" in shown, "22.601" in shown) == (True, True, False)
        assert read(who, visit, purpose="other")[0] == 422
        assert len(noted()) == number - 1
        status, whole = read(who, visit, purpose="check")
        assert (status, f"定位{EXACT}（误差30米）" in whole, "定位22.60130, 114.00000" in whole) == (200, True, True)
        assert "显示准确定位" not in whole
        assert noted()[-1] == (who.id, MODEL, "position", 0, pair, "check")


def test_who_sees_the_visit_alone_reads_the_distance_and_a_stranger_nothing(built: Ground) -> None:  # noqa: F811
    visit = arrived(target_in(built, drawn(built)), THERE)
    district = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    shown = page(district, "visit", visit.pk)
    assert ("22.60" in shown, "准确定位" in shown, "到场，离场所" in shown) == (False, False, True)
    assert read(district, visit, purpose="check")[0] == 403
    assert read(built.built.actor(Role.DISTRICT_OFFICER, "福田区"), visit, purpose="check")[0] == 404
    assert noted() == []


def test_columns_are_coarse_from_the_beginning_and_the_secret_opens_for_its_row_alone(built: Ground) -> None:  # noqa: F811
    visit = arrived(target_in(built, drawn(built)), THERE)
    member = VisitMember._unfiltered().get(visit=visit.pk)
    for row in (Visit._unfiltered().get(pk=visit.pk), member):
        assert (row.latitude, row.longitude, row.accuracy) == (Decimal("22.60"), Decimal("114.00"), 30)
    assert secrets.texts_of(MODEL, "position", [member.pk]) == {member.pk: EXACT}
    without = arrived(target_in(built, drawn(built)), Position(without="地下室"))
    assert list(Secret.objects.values_list("record", flat=True)) == [member.pk]
    assert "显示准确定位" not in page(built.keeper, "visit", without.pk)


def test_without_its_keyring_nobody_checks_in_by_halves(
    built: Ground,  # noqa: F811
    tmp_path: Path,
    settings: Any,
) -> None:
    arrived(target_in(built, drawn(built)), THERE)
    settings.ZHIBEN_KEYRING, other = tmp_path / "lost.json", target_in(built, drawn(built))
    with pytest.raises(Refused, match="不在原处"):
        arrived(other, THERE)
    assert (VisitMember._unfiltered().count(), Visit._unfiltered().filter(target=other.pk).count()) == (1, 0)
    assert arrived(other, Position(without="地下室")).no_position == "地下室"


def test_positions_are_deleted_after_their_term_and_the_distance_stays(built: Ground) -> None:  # noqa: F811
    visit = arrived(target_in(built, drawn(built)), THERE)
    distance = Visit._unfiltered().get(pk=visit.pk).distance
    with clock.at(clock.now() + timedelta(days=179)):
        assert retention.run()["whereabouts"].count == 0
    with clock.at(clock.now() + timedelta(days=181)):
        retention.hold("whereabouts", visit.pk, "调查", actor=SYSTEM)
        assert (retention.run()["whereabouts"].count, retention.run()["whereabouts"].held) == (0, 1)
        retention.lift(retention.holds()[0].id, actor=SYSTEM)
        run, member = retention.run()["whereabouts"], VisitMember._unfiltered().get(visit=visit.pk)
        assert run == retention.Forgotten(1, hashlib.sha256(f"member {member.pk}".encode()).hexdigest())
        assert (retention.run()["whereabouts"].count, Secret.objects.count()) == (0, 0)
        shown = page(built.keeper, "visit", visit.pk)
        assert (COARSE in shown, "显示准确定位" in shown) == (True, False)
        with pytest.raises(Refused, match="准确定位已到期删除"):
            moved(visit, "take_position", built.keeper)
    for row in (Visit._unfiltered().get(pk=visit.pk), member):
        assert (row.latitude, row.longitude, row.distance) == (Decimal("22.60"), Decimal("114.00"), distance)


# What phones tell


def told(target: Target, latitude: float) -> Said:
    """As a browser tells it, in UTC."""
    words = {"latitude": latitude, "longitude": 114.00041, "accuracy": 10}
    return Said(str(uuid.uuid4()), Act.ARRIVE, target.pk, clock.now().astimezone(UTC), words)


def outcome(actor: Actor, said: Said) -> str:
    with scope(actor):
        return str(operations.sync([said], actor=actor)[0].outcome)


def standing_in_clear() -> list[str]:
    """Which of the exact places stand anywhere in the database, as it is beyond the guard; the coarse one does."""
    everything = whole_database()
    assert "22.6" in everything and "114" in everything
    return [place for place in ("22.6012", "114.0004", "22.6132", "22.6032") if place in everything]


def test_what_a_phone_tells_stands_coarse_and_its_digest_tells_no_more(built: Ground) -> None:  # noqa: F811
    target = target_in(built, drawn(built))
    visit = arrived(target, THERE)
    second = other_of(target, visit)
    said = told(target, 22.60123)
    assert (outcome(second, said), outcome(second, said)) == (Outcome.DONE, Outcome.ALREADY)
    member = VisitMember._unfiltered().get(person=second.id)
    assert secrets.texts_of(MODEL, "position", [member.pk]) == {member.pk: "22.60123, 114.00041"}
    near, far = (replace(said, words=said.words | {"latitude": latitude}) for latitude in (22.6032, 22.61321))
    assert (near.digest == said.digest, far.digest == said.digest) == (True, False)
    assert (outcome(second, near), outcome(second, far)) == (Outcome.ALREADY, Outcome.DIFFERS)
    assert PhoneVersion._unfiltered().get().said == {"latitude": 22.61, "longitude": 114.0, "accuracy": 10}
    assert PhoneAct._unfiltered().get().said == {"accuracy": 10}
    with past_guard():
        assert standing_in_clear() == []


def other_of(target: Target, visit: Visit) -> Actor:
    """The one of the team who is not there yet."""
    return again(next(person for person in target.team_people if person not in visit.people))


# What there was


def historical(*models: type[Base]) -> ProjectState:
    """The models with columns of five decimals, as the version before had them."""
    state = ProjectState()
    for model in models:
        one = ModelState.from_model(model)
        one.options, one.bases, one.managers = {"db_table": model._meta.db_table}, (Base,), []
        for name in set(PLACE) & set(one.fields):
            one.fields[name] = DecimalField(max_digits=8, decimal_places=5, null=True)
        kept = {"visit"} if model is not Visit else set()
        one.fields = {name: field for name, field in one.fields.items() if name in kept or not field.is_relation}
        state.add_model(one)
    return state


def test_what_stood_in_clear_is_encrypted_and_phones_are_still_known(built: Ground) -> None:  # noqa: F811
    target = target_in(built, drawn(built))
    visit = arrived(target, THERE)
    second = other_of(target, visit)
    said = told(target, 22.60123)
    assert outcome(second, said) == Outcome.DONE
    assert outcome(second, replace(said, words=said.words | {"latitude": 22.61321})) == Outcome.DIFFERS
    Secret.objects.all().delete()
    TELLING.take_down(connection)  # as before any migration
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in (Visit._meta.db_table, VisitMember._meta.db_table):
                for name in PLACE:
                    cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} TYPE numeric(8, 5)")
    before = historical(Secret, Visit, VisitMember, PhoneAct, PhoneVersion).apps
    old = {name: before.get_model("supervision", name).objects for name in ("visit", "visitmember", "phoneact")}
    other = before.get_model("supervision", "phoneversion").objects
    with past_guard():
        for name in TWICE:
            old[name].update(latitude=Decimal("22.60120"), longitude=Decimal("114.00040"))
        third = old["visitmember"].create(
            visit_id=visit.pk, person=0, unit=0, arrived_at=clock.now(), latitude=Decimal("22.61"), longitude=114
        )
        old["phoneact"].update(digest="0" * 64)
        other.update(said=json.loads('{"latitude": 22.613212, "longitude": 114.000412, "accuracy": 10}'))
        migration = import_module("zhiben.supervision.migrations.0015_secret_positions")
        migration.conceal_positions(before, connection.schema_editor(atomic=False))
        held = {
            name: list(rows.order_by("pk").values_list("pk", *PLACE)) for name, rows in old.items() if name in TWICE
        }
        assert (other.get().said, standing_in_clear()) == ({"latitude": 22.61, "longitude": 114.0, "accuracy": 10}, [])
    coarse = (Decimal("22.60"), Decimal("114.00"))
    first, joined = (pk for pk, *_place in held["visitmember"] if pk != third.pk)
    assert {row.record: keeping.opened(row) for row in Secret.objects.all()} == {first: EXACT, joined: EXACT}
    assert held["visit"] == [(visit.pk, *coarse)]
    assert held["visitmember"] == [
        (first, *coarse),
        (joined, *coarse),
        (third.pk, Decimal("22.61"), Decimal("114.00")),
    ]
    assert outcome(second, said) == Outcome.ALREADY
