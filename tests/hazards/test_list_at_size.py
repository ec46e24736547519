"""The list's questions to the database: as many however many rows, places and roles there are, and each answered by an
index."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.hazards import Cast
from tests.factories.orgs import SINCE, City, city
from tests.factories.pages import browser

from zhiben.foundation.scope import scope
from zhiben.foundation.scope.models import Participation
from zhiben.foundation.scope.paging import page
from zhiben.hazards import tables
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import TRANSFERRED
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person
from zhiben.orgs.operations import add_unit, grant
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role, UnitKind

pytestmark = pytest.mark.django_db
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
WHOLE = {"sqlite": "SCAN hazards_hazard", "postgresql": "Seq Scan on hazards_hazard"}
SORTED = {"sqlite": "TEMP B-TREE FOR ORDER BY", "postgresql": "Sort"}
MOST = 15
"""Queries that a page may ask."""

POSTS = (
    (Role.OFFICE_OFFICER, "市安委办"),
    (Role.OFFICE_LEADER, "龙华区安委办"),
    (Role.INSPECTOR, "市安委办"),
    (Role.AUDITOR, "市安委办"),
    (Role.DEPARTMENT_OFFICER, "市住房建设"),
    (Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
    (Role.DISTRICT_OFFICER, "龙华区"),
    (Role.STREET_OFFICER, "民治街道"),
)


def filled(cast: Cast, number: int) -> None:
    """Rows written past every rule, in all places and states; every hundredth with a department that takes part."""
    chance, have = random.Random(number), Hazard._unfiltered().count()
    streets = [cast.city.territories[name] for name in ("民治街道", "粤海街道", "南园街道")]
    lines = [line.levels for line in cast.city.lines.values()]
    rows = []
    for place in range(have, have + number):
        row = Hazard(
            number=f"H-{place}", title="堵塞", site=cast.site, sector=cast.site.sector, found_on=date(2024, 3, 1),
            state=chance.choice(("reported", "reported", "rejected")), changed_at=clock.now(),
            reported_at=clock.now(), due=date(2024, 1, 1) + timedelta(days=chance.randrange(300)),
        )  # fmt: skip
        row.place_at(chance.choice(streets).coordinates)
        row.line, row.subline = chance.choice(lines)
        rows.append(row)
    Hazard._unfiltered().bulk_create(rows)
    unit = cast.city.unit("南山区消防救援")
    taking = [
        Participation(model="hazards.hazard", record=row.pk, part=TRANSFERRED, unit=unit.pk) for row in rows[::100]
    ]
    for part in taking:
        part.place_at(unit.coordinates)
    Participation.objects.bulk_create(taking)


def three_grants(built: City) -> Person:
    person = built.person(Role.DEPARTMENT_OFFICER, "市住房建设")
    for role, unit in ((Role.STREET_OFFICER, "粤海街道"), (Role.DEPARTMENT_OFFICER, "南山区消防救援")):
        grant(person, role, unit=built.unit(unit), actor=SYSTEM, valid_from=SINCE)
    return person


def asked(client: Client, query: str = "") -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("hazards:list") + query).status_code == 200
    return len(queries)


def test_a_page_asks_as_often_however_much_there_is() -> None:
    built = city()
    cast = Cast(built)
    filled(cast, 1200)
    clients = {f"{role} {unit}": browser(built.person(role, unit)) for role, unit in POSTS}
    clients["three"] = browser(three_grants(built))
    few = {name: asked(client) for name, client in clients.items()}
    filled(cast, 2400)
    for number in range(40):
        street = built.territories["观澜街道"]
        add_unit(f"示例企业{number}", kind=UnitKind.ENTERPRISE, territory=street, valid_from=SINCE)
    assert {name: asked(client) for name, client in clients.items()} == few
    # The menu asks for streets whether anything has happened there.
    one_grant = {count - ("street" in name) for name, count in few.items() if name != "three"}
    assert (len(one_grant), max(one_grant) <= MOST) == (1, True)
    assert few["three"] <= max(one_grant) + 4


def plans(actor: Actor, query: dict[str, str]) -> list[tuple[str, str]]:
    """Every statement of a page with what the database says that it does for it."""
    with scope(actor):
        filters = tables.Filters(query)
    with scope(actor), CaptureQueriesContext(connection) as queries:
        rows = filters.rows()
        page(rows, tables.ORDER, limit=tables.PER_PAGE, parts=filters.parts)
    told = []
    with connection.cursor() as cursor:
        for one in queries.captured_queries:
            cursor.execute(EXPLAIN[connection.vendor] + one["sql"])
            told.append((one["sql"], "\n".join(str(row[-1]) for row in cursor.fetchall())))
    return told


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "rejected"}, {"overdue": "on"}])
def test_every_question_of_a_page_is_answered_by_an_index(query: dict[str, str]) -> None:
    built = city()
    cast = Cast(built)
    filled(cast, 3000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Of a table as small as this one it would rather read everything; it is asked whether it need not.
            cursor.execute("ANALYZE; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_incremental_sort = off")
    actors = [actor_of(built.person(role, unit)) for role, unit in POSTS] + [actor_of(three_grants(built))]
    for actor in actors:
        for sql, plan in plans(actor, query):
            assert WHOLE[connection.vendor] not in plan, (sql, plan)
            if "ORDER BY" in sql and "participation" not in sql:
                assert SORTED[connection.vendor] not in plan, (sql, plan)


def test_a_list_without_its_index_would_be_noticed() -> None:
    built = city()
    filled(Cast(built), 500)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute("DROP INDEX hazard_street_open_due")
    told = plans(actor_of(built.person(Role.STREET_OFFICER, "民治街道")), {})
    assert any(SORTED[connection.vendor] in plan for sql, plan in told if "participation" not in sql)
