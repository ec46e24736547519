"""How fast the house is, as ratios: each measured beside a yardstick of the same run on the same machine, so that the
numbers mean something elsewhere too."""

from __future__ import annotations

import io
import secrets
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from zhiben.campaign import queries as campaign
from zhiben.demonstration import build, calendar, coverage_benchmark, paper_benchmarks, photo_benchmarks
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.dispatch import operations as dispatch
from zhiben.dispatch import queries as rounds
from zhiben.dispatch.cycles import MONTH
from zhiben.foundation import installation
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.importing import run as import_workbook
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.rendering import Paper, render, render_docx
from zhiben.foundation.rendering.pdf import bare
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.paging import page
from zhiben.hazards import tables
from zhiben.kernel import clock, measure, sheet
from zhiben.kernel.periods import half_month_of
from zhiben.orgs import examples
from zhiben.orgs.vocab import Role
from zhiben.overview.queries import published

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

CLOSING, CLOSING_OF = datetime(2024, 11, 1, 9, tzinfo=clock.TZ), date(2024, 10, 16)
"""When the round after the main job's is closed, and the first day of its period."""

MOVES, PAGES, ROWS, EVALUATIONS = 120, 60, 2000, 5
LISTED = 1232
"""As many tasks as the campaign's list has."""


def measured(name: str = "") -> Iterator[Benchmark]:
    """Take the benchmarks (or the one called `name`) in this installation's database, which must be a new one."""
    for known, of_papers in PAPERS.items():
        if name in ("", known):
            yield of_papers()
    if name in PAPERS:  # papers need no city, which takes minutes to build
        return
    migrate()
    if name in ("", PHOTOS):
        yield from photo_benchmarks.photos()
    if name == PHOTOS:
        return
    installation.mark_demonstration(calendar.STANDS)
    city = coverage_benchmark.stage() if name == "coverage" else _lived()
    for known, take in CITY.items():
        if name in ("", known):
            yield take(city)


def _lived() -> City:
    return build.live(build.plan().of_the_year(), secrets.token_urlsafe(9), lambda text: None)[0]


def _perform(city: City) -> Benchmark:
    """One move of one task at a time, and the five statements that it comes to, each in a transaction of its own."""
    actors = {unit: city.actor(Role.DEPARTMENT_OFFICER, unit) for unit in city.leads}
    ours, bare, present = [], [], half_month_of(clock.today())
    for unit, actor in actors.items():
        with scope(actor):
            for task in list(campaign.open_tasks_of(unit, present)[: MOVES // len(actors) + 1]):
                ours.append(milliseconds(lambda: perform(task, "submit", actor, conclusion="完成")))  # noqa: B023
                statements = _statements(type(task)._meta.db_table, task.pk)
                bare.append(milliseconds(lambda: _in_one_transaction(statements)))  # noqa: B023
    return Benchmark(
        "perform", statistics.median(ours), "同样五行的裸SQL写入并提交（逐条一个事务）", statistics.median(bare)
    )


def _statements(table: str, pk: int) -> list[tuple[str, list[Any]]]:
    """Raw SQL that writes what a move writes: the record, its closed and its new interval, the ledger and its head."""
    quote = connection.ops.quote_name
    interval, ledger, head = (quote(m._meta.db_table) for m in (StateInterval, AuditEntry, LedgerHead))
    seq = LedgerHead.objects.get().seq + 1
    moment = clock.now()
    entry = [
        seq,
        moment.isoformat(),
        1,
        1,
        0,
        "bench",
        "campaign.keytask",
        pk,
        "submitted",
        "submitted",
        "{}",
        "x",
        "y",
    ]
    marks = ", ".join(["%s"] * len(entry))
    return [
        (f"UPDATE {quote(table)} SET version = version + 1, changed_at = %s WHERE id = %s", [moment, pk]),  # noqa: S608
        (
            f"UPDATE {interval} SET until = %s WHERE machine = %s AND record = %s AND until IS NULL",  # noqa: S608
            [moment, "key_task", pk],
        ),
        (
            f"INSERT INTO {interval} (machine, record, state, since, level) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
            ["key_task", pk, "submitted", moment, ""],
        ),
        (f"INSERT INTO {ledger} VALUES ({marks})", entry),  # noqa: S608
        (f"UPDATE {head} SET seq = %s", [seq]),  # noqa: S608
    ]


def _in_one_transaction(statements: Sequence[tuple[str, Sequence[Any]]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


def _list_page(city: City) -> Benchmark:
    """A page of the hazard list with its count, for a district's officer, and the same two queries as bare SQL."""
    actor = city.actor(Role.DISTRICT_OFFICER, city.home[0].district.government)
    rows = tables.Filters({}).rows()
    table = connection.ops.quote_name(rows.model._meta.db_table)
    queries = (
        f"SELECT * FROM {table} ORDER BY due, id LIMIT {tables.PER_PAGE + 1}",  # noqa: S608
        f"SELECT COUNT(*) FROM {table}",  # noqa: S608
    )
    with scope(actor):
        ours = [milliseconds(lambda: page(rows, tables.ORDER, limit=tables.PER_PAGE)) for _ in range(PAGES)]
    bare = [milliseconds(lambda: [_fetched(query) for query in queries]) for _ in range(PAGES)]
    return Benchmark("list_page", statistics.median(ours), "不限范围的同样查询（裸SQL）", statistics.median(bare))


def _fetched(query: str) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _import(city: City) -> Benchmark:
    """A workbook of new tasks taken in with all checks, and openpyxl reading the same cells."""
    data = _workbook(ROWS)
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    tasks = sheet.catalogue()["tasks"]

    def take() -> None:
        with scope(officer):
            report = import_workbook(tasks, data, name="示例任务.xlsx", actor=officer)
        if report.created != ROWS:
            raise RuntimeError(f"{report.created} of {ROWS} rows were taken")

    yardstick = f"openpyxl读出同一文件（{ROWS}行）"
    bare = statistics.median(milliseconds(lambda: _read_by_openpyxl(data)) for _ in range(3))
    return Benchmark("import_tasks", milliseconds(take), yardstick, bare)


def _preview(city: City) -> Benchmark:
    """The campaign's list of new tasks tried without being written, and openpyxl reading the same cells."""
    data = _workbook(LISTED)
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    tasks = sheet.catalogue()["tasks"]

    def try_out() -> None:
        with scope(officer):
            report = import_workbook(tasks, data, name="示例任务.xlsx", actor=officer, dry_run=True)
        if report.created != LISTED:
            raise RuntimeError(f"{report.created} of {LISTED} rows would be taken")

    ours = statistics.median(milliseconds(try_out) for _ in range(3))
    bare = statistics.median(milliseconds(lambda: _read_by_openpyxl(data)) for _ in range(3))
    yardstick = f"openpyxl读出同一文件（{LISTED}行）"
    return Benchmark("preview_tasks", ours, yardstick, bare, goal="P14 preview", limit=3.0)


def _workbook(rows: int) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    page_ = book.add_worksheet("任务")
    page_.write_row(0, 0, ["编号", "任务", "领域", "目标", "牵头单位", "配合单位", "完成时限"])
    names = [name for name, _ in examples.UNITS]
    for number in range(1, rows + 1):
        lead, helper = names[number % len(names)], names[(number + 1) % len(names)]
        due = (date(2024, 12, 1) + timedelta(days=number % 28)).isoformat()
        row = [f"测速-{number:05d}", f"示例任务{number}", "消防", "全覆盖完成", lead, helper, due]
        page_.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def _read_by_openpyxl(data: bytes) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = [row for one in book.worksheets for row in one.iter_rows(values_only=True)]
    book.close()
    return rows


def _figures(_city: City) -> Benchmark:
    """All published figures as of now, and a plain COUNT(*) of the table behind each part of each of them."""
    as_of = clock.now()
    counts = []
    with unscoped(reason="the benchmark takes the figures of the whole city"):
        for figure in published(as_of):
            cut = measure.Cut(as_of)
            parts = [figure.measure.numerator, figure.measure.denominator]
            counts += [part(cut).model._meta.db_table for part in parts if part is not None]
        ours = [milliseconds(lambda: published(as_of)) for _ in range(EVALUATIONS)]
    queries = [f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}" for table in counts]  # noqa: S608
    bare = [milliseconds(lambda: [_fetched(query) for query in queries]) for _ in range(EVALUATIONS)]
    return Benchmark(
        "figures", statistics.median(ours), f"同样各表的{len(queries)}次COUNT(*)（裸SQL）", statistics.median(bare)
    )


def _round(city: City) -> Benchmark:
    """A round of the city closed and drafted, its bulletin set as PDF and DOCX, and the bare typesetter's pass over the
    same bulletin, warm."""
    officer = city.actor(Role.OFFICE_OFFICER, city.office)
    with clock.at(CLOSING):
        dispatch.open_due(clock.now())
        with scope(officer):
            one = rounds.rounds().filter(office=city.office, period_first=CLOSING_OF).get()
            papers: list[Paper] = []

            def close() -> None:
                dispatch.close(one, actor=officer)
                dispatch.draft(one, actor=officer)
                papers.append(rounds.bulletin_of(one).paper)
                render(papers[0])
                render_docx(papers[0])

            ours = milliseconds(close)
    again = bare(papers[0])
    yardstick = statistics.median(milliseconds(again) for _ in range(EVALUATIONS))
    return Benchmark("round", ours, "typst对同一份简报的一次裸编译", yardstick)


def _papers(city: City) -> Benchmark:
    """The papers of the last month, the city's and one for each district and department, as PDF."""
    with scope(city.actor(Role.OFFICE_OFFICER, city.office)):
        one = rounds.rounds().filter(cycle=MONTH.name, state="issued").first()
        found = [document.paper for _name, document in rounds.papers_of(one)] if one else []
    return replace(paper_benchmarks.beside_libreoffice("papers", found), goal="B7 papers", limit=0.1)


PAPERS: dict[str, Callable[[], Benchmark]] = {"letters": paper_benchmarks.letters, "docx": paper_benchmarks.docx}
CITY: dict[str, Callable[[City], Benchmark]] = {
    "perform": _perform,
    "list_page": _list_page,
    "import_tasks": _import,
    "preview_tasks": _preview,
    "figures": _figures,
    "round": _round,
    "papers": _papers,
    "coverage": coverage_benchmark.coverage,
}
PHOTOS = "photos"
"""Takes several at once, and needs the tables only."""

BENCHMARKS = (*PAPERS, PHOTOS, *CITY)
"""Names in the order in which they are taken."""
