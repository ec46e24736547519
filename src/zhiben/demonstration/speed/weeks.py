"""The situation of a week for every unit of a country at once, beside one statement written by hand that gives the
same: 340 cities with 50 units each, a million hazards, three million tasks. All of it is 示例数据."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, date
from typing import Any

from django.db import connection

from zhiben.campaign.queries import expected
from zhiben.demonstration.speed.numbered import complete, insert_numbered
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.dispatch.queries.situation import COLUMNS, counted
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import unscoped
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of, week_of

UNITS, HAZARDS, TASKS = 340 * 50, 1_000_000, 3_000_000
WEEK, HALF = week_of(date(2024, 10, 14)), half_month_of(date(2024, 10, 1))
TIMES = 3

DAY = "datetime('2024-02-01', '+' || ({days}) || ' days')"

BOTH = """
    SELECT b.unit AS unit,
        b.state IN {listed} AND b.since >= %(begins)s AND (a.state IS NULL OR a.state NOT IN {listed}) AS {name}_new,
        b.state IN {listed} AND b.due BETWEEN %(first)s AND %(last)s AS {name}_due,
        b.state IN {done} AND b.since >= %(begins)s AND (a.state IS NULL OR a.state NOT IN {done}) AS {name}_done,
        b.state IN {late} AND b.due <= %(last)s AS {name}_overdue,
        b.state IN {listed} AND b.since >= %(begins)s AND a.state IN {listed} AND a.due < b.due AS {name}_extended
    FROM foundation_stateinterval b
    LEFT JOIN foundation_stateinterval a ON a.machine = b.machine AND a.record = b.record {only_a}
        AND b.since >= %(begins)s AND a.since < %(begins)s AND (a.until IS NULL OR a.until >= %(begins)s)
    WHERE b.machine = '{machine}' {only_b} AND b.unit IS NOT NULL
        AND b.since < %(as_of)s AND (b.until IS NULL OR b.until >= %(as_of)s)
"""
FILED = """
    SELECT i.unit AS unit, 1 AS expected, r.at < %(ends)s AS on_time, r.at >= %(ends)s AS late, r.nil AS nil,
        r.empty AS empty, r.id IS NULL AS missing
    FROM foundation_stateinterval i JOIN campaign_keytask t ON t.id = i.record
    LEFT JOIN campaign_taskreport r ON r.task_id = i.record AND r.unit_id = i.unit
        AND r.period_first = %(half)s AND r.at < %(as_of)s
    WHERE i.machine = 'key_task' AND i.state = 'under_way' AND t.cadence = 'half_month' AND i.unit IS NOT NULL
        AND i.since < %(ends)s AND (i.until IS NULL OR i.until >= %(ends)s)
"""


def measured(say: Callable[[str], None]) -> Iterator[Benchmark]:
    """In a new database of SQLite's."""
    migrate()
    _fill(say)
    say("数据已备齐，开始计时")
    with unscoped(reason="the benchmark takes the figures of every unit"):
        ours = {unit: {name: line[name] for name in line} for unit, line in counted(WEEK, WEEK.ends).items()}
        if ours != (bare := _by_hand()):
            raise RuntimeError(f"{len(ours)} and {len(bare)} units differ")
        taken = statistics.median(milliseconds(lambda: counted(WEEK, WEEK.ends)) for _ in range(TIMES))
    yield Benchmark(
        "situation",
        taken,
        "一条手写SQL，结果相同",
        statistics.median(milliseconds(_by_hand) for _ in range(TIMES)),
        goal="B7 situation",
        limit=3.0,
        told=f"{UNITS}个单位、{HAZARDS}条隐患、{TASKS}项任务",
    )


def _by_hand() -> dict[int, dict[str, int]]:
    hazards = {"name": "hazards", "machine": "hazard", "done": "('closed')", "late": _HAZARD_LATE, "listed": _VALID}
    tasks = {"name": "tasks", "machine": "key_task", "done": "('done')", "late": _TASK_LATE, "listed": _IN_FORCE}
    major = {"only_a": "AND a.level = 'major'", "only_b": "AND b.level = 'major'"}
    parts = [BOTH.format(**hazards, **major), BOTH.format(**tasks, only_a="", only_b=""), FILED]
    groups = [COLUMNS[:5], COLUMNS[5:10], COLUMNS[12:]]
    unions = []
    for part, own in zip(parts, groups, strict=True):
        cells = (name if name in own else f"0 AS {name}" for name in (*COLUMNS[:10], *COLUMNS[12:]))
        unions.append(f"SELECT unit, {', '.join(cells)} FROM ({part})")  # noqa: S608 - no value of anybody's
    names = (*COLUMNS[:10], *COLUMNS[12:])
    sums = ", ".join(f"SUM({name})" for name in names)
    values = {
        "begins": _told(WEEK.begins),
        "as_of": _told(WEEK.ends),
        "ends": _told(HALF.ends),
        "first": str(WEEK.first),
        "last": str(WEEK.last),
        "half": str(HALF.first),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unit, {sums} FROM ({' UNION ALL '.join(unions)}) GROUP BY unit", values)  # noqa: S608
        rows = cursor.fetchall()
    found = {row[0]: {name: value for name, value in zip(names, row[1:], strict=True) if value} for row in rows}
    return {unit: line for unit, line in found.items() if line}


_VALID = "('reported', 'verified', 'rectifying', 'declared', 'reviewed', 'accepted', 'closed')"
_HAZARD_LATE = "('reported', 'verified', 'rectifying')"
_IN_FORCE = "('assigned', 'accepted', 'under_way', 'submitted', 'verified', 'done')"
_TASK_LATE = "('assigned', 'accepted', 'under_way')"


def _told(moment: Any) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _fill(say: Callable[[str], None]) -> None:
    """Two intervals of every hazard and of every fourth task, one of the others; a report on every second task."""
    interval, unit = StateInterval._meta.db_table, f"1 + i % {UNITS}"
    with unscoped(reason="the benchmark asks which tables there are"):
        task = expected(Cut(WEEK.ends, HALF)).model
    report = task._meta.get_field("reports").related_model
    due = "date('2024-08-15', '+' || (i % 180) || ' days')"
    later = f"CASE WHEN i % 11 = 0 THEN date('2025-03-01') ELSE {due} END"
    since, then = DAY.format(days="i * 7 % 230"), DAY.format(days="i * 7 % 230 + 1 + i % 40")
    states = "CASE i % 5 WHEN 0 THEN 'closed' WHEN 1 THEN 'declared' WHEN 2 THEN 'verified' ELSE 'rectifying' END"
    hazard = {"machine": "'hazard'", "record": "i", "level": "'major'", "unit": unit}
    led = {"machine": "'key_task'", "record": "i", "level": "''", "unit": unit}
    with connection.constraint_checks_disabled():
        insert_numbered(interval, HAZARDS, {**hazard, "state": "'verified'", "since": since, "until": then, "due": due})
        insert_numbered(interval, HAZARDS, {**hazard, "state": states, "since": then, "due": later})
        say(f"已备{HAZARDS}条隐患的状态")
        until = f"CASE WHEN i % 4 = 0 THEN {then} END"
        insert_numbered(interval, TASKS, {**led, "state": "'under_way'", "since": since, "until": until, "due": due})
        done = "CASE WHEN i % 8 = 0 THEN 'done' ELSE 'under_way' END"
        insert_numbered(interval, TASKS, {**led, "state": done, "since": then, "due": later}, "WHERE i % 4 = 0")
        say(f"已备{TASKS}项任务的状态")
        plain = {"id": "i", "number": "'T' || i", "lead_unit_id": unit, "state": "'under_way'", "due": due}
        plain |= {"cadence": "'half_month'", "changed_at": since, "title": "'示例任务'", "target": "'完成'"}
        insert_numbered(task._meta.db_table, TASKS, complete(task, plain))
        at = "CASE WHEN i % 6 = 0 THEN '2024-10-17 02:00:00' ELSE '2024-10-14 02:00:00' END"
        sent = {"task_id": "i", "unit_id": unit, "period_first": "'2024-10-01'", "at": at, "nil": "i % 10 = 0"}
        sent |= {"text": "CASE WHEN i % 10 = 0 THEN '' ELSE '推进中' END", "empty": "i % 14 = 0 AND i % 10 > 0"}
        insert_numbered(report._meta.db_table, TASKS, complete(report, {**sent, "person": "1"}), "WHERE i % 2 = 0")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
