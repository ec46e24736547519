"""Training records by the million taken in, beside the bare reading of the same file; and the pages that tell their
counts, beside the same pages while there were a thousand times fewer. All of it is 示例数据."""

from __future__ import annotations

import csv
import resource
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from zhiben.demonstration.stopwatch import Benchmark
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import operations as founding
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind
from zhiben.reporting import operations as reporting
from zhiben.reporting import queries

FEW, MANY = 3_542, 3_542_000
"""The published number of employees trained, and a thousandth of it."""

TIMES, PAGES = 3, 15
SINCE, YEAR = date(2023, 1, 1), 2024
IN_SESSION = 50
KIND = "training_employees"


def measured(say: Callable[[str], None], *, many: int = MANY, few: int = FEW) -> Iterator[Benchmark]:
    """In a new database of SQLite's."""
    migrate()
    units = _founded()
    with tempfile.TemporaryDirectory(prefix="zhiben-records-", ignore_cleanup_errors=True) as folder:
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        write_records(small, few, units)
        write_records(large, many, units)
        _taken_in(small)
        few_pages = _pages()
        say("文件已备齐，开始计时")
        bare = statistics.median(_spent(lambda: _read(large)) for _ in range(TIMES))
        began = perf_counter()
        ours = _spent(lambda: _taken_in(large))
        seconds = perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield Benchmark(
        "records",
        ours,
        f"csv.reader只读出同一文件（{many}行），处理器时间",
        bare,
        goal="D2 records",
        limit=4.0,
        told=f"{many}条培训记录由文件到计数、索引和台账，历时{seconds:.1f}秒，本进程内存最多{memory} MiB",
    )
    many_pages = _pages()
    yield Benchmark(
        "rollups",
        many_pages,
        f"只有{few}条记录时的同样三页，每次请求的处理器时间",
        few_pages,
        goal="D2 rollups",
        limit=1.5,
        told=f"{few + many}条记录时的成果、一项成果、批次各页",
    )


def _founded() -> list[str]:
    """A city's office with somebody who works there, and a unit for every street; the units' names."""
    city = founding.seed_shenzhen(actor=SYSTEM, on=SINCE)
    line = founding.add_line("应急管理")
    office = founding.add_unit(
        "示例市安委办", kind=UnitKind.COMMITTEE_OFFICE, territory=city, line=line, valid_from=SINCE
    )
    person = founding.add_person("office", name="示例人员", actor=SYSTEM)
    founding.grant(person, Role.OFFICE_OFFICER, unit=office, actor=SYSTEM, valid_from=SINCE)
    cards = orgs.streets()
    places = {one.pk: one for one in orgs.territories_by_id([card.id for card in cards])}
    for card in cards:
        founding.add_unit(
            f"{card.name}办事处", kind=UnitKind.STREET, territory=places[card.id], line=None, valid_from=SINCE
        )
    return [f"{card.name}办事处" for card in cards]


def write_records(path: Path, rows: int, units: list[str], *, year: int = YEAR) -> None:
    """Training records of a year, fifty persons to a session, sessions in turn over the units."""
    days = [(date(year, 1, 1) + timedelta(days=number)).isoformat() for number in range(366)]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("日期,单位,场次,人员编号\n")
        lines = (_line(number, days, units) for number in range(rows))
        while piece := list(islice(lines, 10_000)):
            stream.writelines(piece)


def _line(number: int, days: list[str], units: list[str]) -> str:
    session = number // IN_SESSION
    day, unit = days[session % len(days)], units[session * 7 % len(units)]
    return f"{day},{unit},S{session:06d},{number * 7919 % 3_000_017:018d}\n"


def _spent(do: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    began = process_time()
    do()
    return (process_time() - began) * 1000


def _read(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        for _row in csv.reader(stream):
            pass


def _taken_in(path: Path) -> None:
    officer = orgs.actor_named("office")
    with scope(officer):
        reporting.import_batch(path, KIND, actor=officer)


def _pages() -> float:
    """Processor time of the three pages together."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username="office"))
    batch = _newest()
    addresses = [
        reverse("reporting:outcomes") + f"?year={YEAR}",
        reverse("reporting:outcome", args=[KIND]) + f"?year={YEAR}",
        reverse("reporting:batch", args=[batch]),
    ]
    return statistics.median(_spent(lambda: _show(client, addresses)) for _ in range(PAGES))


def _show(client: Client, addresses: Sequence[str]) -> None:
    for address in addresses:
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} was not shown")


def _newest() -> int:
    officer = orgs.actor_named("office")
    with scope(officer):
        return queries.batches()[0].pk
