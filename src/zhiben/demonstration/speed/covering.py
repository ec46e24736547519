"""The page of coverage across rounds for whoever sees a whole country: forty thousand streets, twenty-four rounds, a
visit to nearly every street in every round; beside the same page of a city's office in the same database. All of it is
示例数据."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import date
from time import process_time

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from zhiben.demonstration.speed.numbered import complete, insert_numbered
from zhiben.demonstration.stopwatch import Benchmark
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import operations as founding
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, TerritoryKind, UnitKind
from zhiben.supervision import queries as supervision
from zhiben.supervision.operations import Plan, planned

CITIES, DISTRICTS_EACH, STREETS, ROUNDS = 339, 9, 40_000, 24
"""Cities besides Shenzhen, districts in each, streets in all."""

LEFT_OUT = 50
"""One street in so many is reached in no round."""

TIMES = 15
SINCE, YEAR = date(2023, 1, 1), 2024


def measured(say: Callable[[str], None]) -> Iterator[Benchmark]:
    """In a new database of SQLite's."""
    migrate()
    with unscoped(reason="the benchmark visits every street"):
        city, country = _founded()
        _visits(city, _rounds(city, 1))
    alone, _same = _pages("city", "city")
    with unscoped(reason="the benchmark visits every street"):
        _country()
        _visits(country, _rounds(country, ROUNDS + 1))
    say("数据已备齐，开始计时")
    taken, beside = _pages("country", "city")
    told = f"{CITIES + 1}个市{STREETS}个街镇、{ROUNDS}轮、约{STREETS * ROUNDS}次到场，看全部的人逐市翻看"
    yield Benchmark(
        "covered",
        taken,
        "同一库中市安委办看本市79个街镇的同一页，每次请求的处理器时间",
        beside,
        goal="C1 covered",
        limit=1.5,
        told=f"{told}；库中只有这一个市时，该市的页面{alone:.1f} ms",
    )


def _founded() -> tuple[int, int]:
    """A city's office and the country's, each with somebody who works there."""
    city = founding.seed_shenzhen(actor=SYSTEM, on=SINCE)
    line = founding.add_line("应急管理")
    founding.add_sector("示例行业", line=line, valid_from=SINCE)
    nation = type(city).objects.create(code="00", name="全国", kind=TerritoryKind.NATION, valid_from=SINCE)
    found = []
    for name, at in (("city", city), ("country", nation)):
        office = founding.add_unit(
            f"示例{at.name}安委办", kind=UnitKind.COMMITTEE_OFFICE, territory=at, line=line, valid_from=SINCE
        )
        person = founding.add_person(name, name="示例人员", actor=SYSTEM)
        founding.grant(person, Role.OFFICE_OFFICER, unit=office, actor=SYSTEM, valid_from=SINCE)
        found.append(office.pk)
    return found[0], found[1]


def _rounds(office: int, first: int) -> int:
    """The rounds of an office in a year, numbered from `first`."""
    days = [date(YEAR, 1 + turn % 12, 1 + 14 * (turn // 12)) for turn in range(ROUNDS)]
    made = []
    for turn, day in enumerate(sorted(days)):
        plan = Plan(office=office, kind="comprehensive", title=f"示例第{turn + 1}轮", first=day, last=day, size=1)
        one = planned(plan)
        one.pk, one.state, one.planned_by, one.changed_at = first + turn, "closed", 1, clock.day_start(day)
        made.append(one)
    type(made[0])._unfiltered().bulk_create(made)
    return first


def _country() -> None:
    """Other cities under a province of their own, each with districts; what is left of the streets shared out."""
    place, rest = orgs.territories_by_id([]).model, STREETS - len(orgs.streets())
    province, every = "100000", CITIES * DISTRICTS_EACH
    city = f"{province} + 1 + (i - 1) / {DISTRICTS_EACH}"
    district = f"200000 + 1 + (i - 1) % {every}"
    of_street = f"{province} + 1 + ((i - 1) % {every}) / {DISTRICTS_EACH}"
    levels = (
        ("province", 1, {"id": province, "name": "'示例省'", "code": "'90'"}),
        ("city", CITIES, {"id": f"{province} + i", "city": f"{province} + i", "name": "'示例' || i || '市'"}),
        ("district", every, {"id": district, "city": city, "district": district, "name": "'示例' || i || '区'"}),
        (
            "street",
            rest,
            {"id": "300000 + i", "city": of_street, "district": district, "street": "300000 + i", "name": "'示例街道'"},
        ),
    )
    with connection.constraint_checks_disabled():
        for kind, count, told in levels:
            common = {"kind": f"'{kind}'", "province": province, "valid_from": f"'{SINCE}'", "counted": "1"}
            common |= {"code": f"'{kind[0]}' || i", "position": "i"}
            insert_numbered(place._meta.db_table, count, complete(place, {**common, **told}))


def _visits(office: int, first: int) -> None:
    """A visit to a site in nearly every street of an office's ground in each of its rounds."""
    place, site, visit = orgs.territories_by_id([]).model, orgs.sites().model, supervision.visits_lately().model
    streets = place.objects.filter(kind__in=orgs.STREET_KINDS, counted=True)
    count = streets.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS ground (n INTEGER PRIMARY KEY, province, city, district, street)"
        )
        cursor.execute("DELETE FROM ground")
        rows = streets.order_by("pk").values_list("province", "city", "district", "street")
        cursor.executemany("INSERT INTO ground VALUES (%s, %s, %s, %s, %s)", [(n, *row) for n, row in enumerate(rows)])
    here = {name: f"g.{name}" for name in ("province", "city", "district", "street")}
    lies = f"JOIN ground AS g ON g.n = (i - 1) % {count}"
    sector, at = orgs.sectors()[0][0], "datetime('2024-01-01', '+' || (i % 330) || ' days')"
    known = {"id": "g.street", "uscc": "'T' || g.street", "name": "'示例场所'", "territory_id": "g.street", **here}
    known |= {"sector_id": str(sector), "demonstration": "1"}
    seen = {"site_id": "g.street", "round_id": f"{first} + (i - 1) / {count}", "office_id": str(office), **here}
    seen |= {"arrived_at": at, "state": "'closed'", "kind": "'comprehensive'", "mode": "'open'", "title": "'示例'"}
    seen |= {"no_position": "'示例'", "refused": "'示例'", "closed_at": at, "changed_at": at}
    reached = f"{lies} WHERE g.n % {LEFT_OUT}"
    with connection.constraint_checks_disabled():
        insert_numbered(site._meta.db_table, count, complete(site, known), f"{lies} WHERE true ON CONFLICT DO NOTHING")
        insert_numbered(visit._meta.db_table, count * ROUNDS, complete(visit, seen), reached)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages(*people: str) -> tuple[float, float]:
    """Median processor time of the page of each of two people in milliseconds, once warm, taken by turns; whoever sees
    many cities turns to one here and one there."""
    asking = [_asking(who) for who in people]
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(TIMES + 1):
        for ask, found in zip(asking, taken, strict=True):
            began = process_time()
            ask(1 + turn * CITIES // TIMES)
            found.append((process_time() - began) * 1000)
    return statistics.median(taken[0][1:]), statistics.median(taken[1][1:])


def _asking(who: str) -> Callable[[int], str]:
    """What gives somebody the text of a page."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username=who))
    address = f"{reverse('supervision:coverage')}?year={YEAR}&page="

    def ask(page: int) -> str:
        answer = client.get(f"{address}{page}")
        text: str = answer.content.decode()
        if answer.status_code != 200 or f"示例第{ROUNDS}轮" not in text:
            raise RuntimeError(f"the page of coverage answered {answer.status_code}")
        return text

    return ask
