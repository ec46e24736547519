"""A draw of three hundred out of two million sites, by streets and without those that were visited of late, from the
tables to the names, beside a bare reading of their identifiers. All of it is 示例数据."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from zhiben.demonstration.speed.numbered import complete, insert_numbered
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import unscoped
from zhiben.kernel.draw import draw_within, proportional
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import operations as founding
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import framing
from zhiben.supervision import queries as supervision
from zhiben.supervision.operations import Plan, planned

if TYPE_CHECKING:
    from zhiben.kernel.draw import Stratified

SITES, VISITED, DRAWN = 2_000_000, 10_000, 300
TIMES = 3
SINCE = date(2023, 1, 1)


def measured(say: Callable[[str], None]) -> Iterator[Benchmark]:
    """In a new database of SQLite's."""
    migrate()
    with unscoped(reason="the benchmark draws from every site"):
        office = _founded()
        _fill(say)
        plan = Plan(office=office, kind="comprehensive", title="示例", first=SINCE, last=SINCE, size=DRAWN, least=1)
        one = planned(plan)
        say("数据已备齐，开始计时")

        def draw() -> Stratified:
            framed = framing.foreseen(one).framed()
            return draw_within(framed, seed="示例种子", shares=proportional(DRAWN, framed.sizes(), least=1))

        if len(draw().drawn) != DRAWN:
            raise RuntimeError("not as many as were asked for")
        taken = statistics.median(milliseconds(draw) for _ in range(TIMES))
        table = orgs.sites().model._meta.db_table
    yield Benchmark(
        "draw",
        taken,
        "裸游标读出同样多的标识",
        statistics.median(milliseconds(lambda: _bare(table)) for _ in range(TIMES)),
        goal="C1 draw",
        limit=6.0,
        told=f"{SITES}个场所中抽{DRAWN}个，79层，每层至少1个，{VISITED}个近期查过的不抽",
    )


def _bare(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT uscc FROM {table}")  # noqa: S608 - a name of ours
        cursor.fetchall()


def _founded() -> int:
    city = founding.seed_shenzhen(actor=SYSTEM, on=SINCE)
    line = founding.add_line("应急管理")
    founding.add_sector("示例行业", line=line, valid_from=SINCE)
    return founding.add_unit("市安委办", kind=UnitKind.COMMITTEE_OFFICE, territory=city, line=line, valid_from=SINCE).pk


def _fill(say: Callable[[str], None]) -> None:
    streets = [card.coordinates for card in orgs.streets()]
    rows = ", ".join(f"({n}, {at.province}, {at.city}, {at.district}, {at.street})" for n, at in enumerate(streets))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE ground (n INTEGER PRIMARY KEY, province, city, district, street)")
        cursor.execute(f"INSERT INTO ground VALUES {rows}")  # noqa: S608 - numbers of ours
    here = {name: f"g.{name}" for name in ("province", "city", "district", "street")}
    lies = f"JOIN ground AS g ON g.n = i % {len(streets)}"
    site, visit = orgs.sites().model, supervision.visits_lately().model
    sector = orgs.sectors()[0][0]
    told = {"id": "i", "uscc": "printf('91440300%09dX', i * 7919 % 1000000007)", "name": "'示例场所' || i", **here}
    told |= {"territory_id": "g.street", "sector_id": str(sector), "demonstration": "1"}
    with connection.constraint_checks_disabled():
        insert_numbered(site._meta.db_table, SITES, complete(site, told), lies)
        say(f"已备{SITES}个场所")
        seen = {"site_id": f"i * {SITES // VISITED}", "arrived_at": "datetime('now')", "state": "'closed'"}
        seen |= {"kind": "'comprehensive'", "mode": "'open'", "no_position": "'示例'", "refused": "'示例'"}
        seen |= {"closed_at": "datetime('now')", "changed_at": "datetime('now')", "office_id": "1", **here}
        insert_numbered(visit._meta.db_table, VISITED, complete(visit, seen), lies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
