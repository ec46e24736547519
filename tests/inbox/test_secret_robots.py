"""What a robot is reached by is kept secret: its address opens a chat group to whoever has a copy of the database."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CharField
from tests.factories.inbox import robot
from tests.factories.orgs import City
from tests.foundation.test_secrets import whole_database

from zhiben.foundation import secrets
from zhiben.foundation.secrets.models import Secret
from zhiben.inbox import operations, queries, robots
from zhiben.inbox.channels import Undeliverable
from zhiben.inbox.models import Robot
from zhiben.kernel.errors import Refused
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

TOKEN, SIGNED = "d1ngt0kenofthegroup", "SECofthegroup"
ADDRESS = f"https://8.8.8.8/robot/send?access_token={TOKEN}"


@pytest.fixture
def admin(city: City) -> Person:
    return city.person(Role.SYSTEM_ADMIN, "市安委办")


def changed(one: Robot, admin: Person, **given: str) -> Robot:
    """The robot after its form was sent."""
    told = {"address": "", "secret": "", "kind": one.kind, "name": one.name} | given
    rest = {"unit": one.unit, "quiet_from": one.quiet_from, "quiet_until": one.quiet_until, "active": one.active}
    return operations.keep_robot(one, **told, **rest, actor=actor_of(admin))


def test_database_holds_neither_address_nor_secret(admin: Person) -> None:
    one = robot(admin, kind="dingtalk", address=ADDRESS, secret=SIGNED)
    assert TOKEN not in whole_database() and SIGNED not in whole_database()
    assert robots.way_of(one) == robots.Way(ADDRESS, SIGNED)
    assert [card.host for card in queries.robot_cards()] == ["8.8.8.8"]
    assert TOKEN not in repr(robots.way_of(one)) and SIGNED not in repr(robots.way_of(one))


def test_what_is_not_entered_anew_stays(admin: Person) -> None:
    one = robot(admin, kind="dingtalk", address=ADDRESS, secret=SIGNED)
    changed(one, admin, name="另一名称")
    assert robots.way_of(one) == robots.Way(ADDRESS, SIGNED)
    changed(one, admin, secret="SECanother")
    assert robots.way_of(one) == robots.Way(ADDRESS, "SECanother")
    other = ADDRESS.replace("8.8.8.8", "8.8.4.4")
    changed(one, admin, address=other)
    assert (robots.way_of(one), queries.robot(one.pk).host) == (robots.Way(other), "8.8.4.4")


def test_address_that_can_be_read_no_more_is_told_and_entered_anew(admin: Person) -> None:
    one = robot(admin, kind="dingtalk", address=ADDRESS, secret=SIGNED)
    Secret.objects.filter(model="inbox.robot").update(body="")
    with pytest.raises(Undeliverable, match="已不能读出"):
        robots.send(one, "消息")
    with pytest.raises(Refused, match="已不能读出"):
        changed(one, admin, name="另一名称")
    changed(one, admin, address=ADDRESS)
    assert robots.way_of(one) == robots.Way(ADDRESS)


def test_what_stood_in_clear_is_encrypted(admin: Person) -> None:
    """The conversion itself, over the table as it was."""
    first, second = robot(admin), robot(admin)
    Secret.objects.filter(model="inbox.robot").delete()
    Robot.objects.update(host="")
    before = ProjectState()
    for model in (Robot, Secret):
        before.add_model(ModelState.from_model(model))
    with connection.cursor() as cursor:
        for name in ("address", "secret"):
            cursor.execute(f"ALTER TABLE inbox_robot ADD COLUMN {name} varchar(500) NOT NULL DEFAULT ''")
            before.add_field("inbox", "robot", name, CharField(max_length=500, blank=True), True)
        cursor.execute("UPDATE inbox_robot SET address = %s, secret = %s WHERE id = %s", [ADDRESS, SIGNED, first.pk])
        cursor.execute("UPDATE inbox_robot SET address = 'https://8.8.4.4/hook' WHERE id = %s", [second.pk])
    migration = import_module("zhiben.inbox.migrations.0003_secret_addresses")
    migration.conceal_all(before.apps, connection.schema_editor(atomic=False))
    assert TOKEN not in whole_database() and SIGNED not in whole_database()
    assert [robots.way_of(one) for one in (first, second)] == [
        robots.Way(ADDRESS, SIGNED),
        robots.Way("https://8.8.4.4/hook"),
    ]
    assert list(Robot.objects.order_by("pk").values_list("host", flat=True)) == ["8.8.8.8", "8.8.4.4"]
    assert secrets.kept_of("inbox.robot", "secret", [first.pk, second.pk]) == {first.pk}
