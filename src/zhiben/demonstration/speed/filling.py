"""Workbooks in and out: ten thousand rows with all rules and the ledger, beside django-import-export on as many; a
hundred thousand; the same file again; the list meanwhile; the ledger as a workbook beside bare xlsxwriter."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections

from zhiben.demonstration.speed.pages import LIST
from zhiben.demonstration.speed.spending import Used, used
from zhiben.demonstration.speed.stage import LARGE, Stage
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.importing import export
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox import operations as inbox
from zhiben.kernel import sheet
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

ROWS, MANY = 10_000, 100_000
HEADS = (
    "编号",
    "隐患",
    "场所",
    "行业领域",
    "发现日期",
    "判定依据",
    "描述",
    "状态",
    "整改期限",
    "责任单位",
    "备注",
    "联系人",
    "电话",
    "资金",
)
"""The ten columns of the sheet, and four of a sender's own that an import leaves out: as many as the yardstick's."""


def measured(stage: Stage) -> Iterator[Benchmark]:
    """P5, P7, P6 and P10."""
    theirs = json.loads(stage.peers.run("ie_bench.py", ROWS, "bulk"))
    office = _office(stage)
    name = get_user_model().objects.get(pk=office.id).get_username()
    files = {rows: stage.folder / f"{rows}.xlsx" for rows in (ROWS, MANY)}
    for rows, path in files.items():
        path.write_bytes(workbook(_places(), rows, prefix=f"批{rows}"))
    connections.close_all()
    first, again, many = (_imported(files[rows], by=name) for rows in (ROWS, ROWS, MANY))
    _must_be(first.told, created=ROWS)
    _must_be(again.told, unchanged=ROWS)
    _must_be(many.told, created=MANY)
    idle = _command("import", "--list", "--json")
    yield Benchmark(
        "import_10k",
        1000 * first.cpu,
        f"django-import-export批量导入{ROWS}行（无台账），处理器时间",
        1000 * theirs["cpu_s"],
        goal="P5",
        limit=0.5,
        told=f"每行{1000 * first.cpu / ROWS:.2f} ms；内存比空命令多{first.peak - idle.peak} MiB",
    )
    yield Benchmark(
        "import_100k",
        many.cpu / MANY * 1e6,
        f"{ROWS}行时的每行用时",
        first.cpu / ROWS * 1e6,
        "µs",
        goal="P5 linear",
        limit=1.2,
    )
    yield Benchmark("import_again", 1000 * again.cpu, "第一次导入同一文件", 1000 * first.cpu, goal="P7", limit=0.7)
    yield _list_meanwhile(stage)
    yield _exported(stage)


def _office(stage: Stage) -> Any:
    return stage.crowd.city.actor(Role.OFFICE_OFFICER, stage.crowd.city.office)


def _must_be(told: dict[str, Any], **counts: int) -> None:
    if {name: told[name] for name in counts} != counts or told["refused"]:
        raise RuntimeError(f"the import did {told}")


def _places() -> list[tuple[str, str]]:
    """Code or local id of every site, and its sector."""
    with unscoped(reason="the measured workbook names every site"):
        rows = orgs.sites().order_by("pk").values_list("uscc", "local_id", "sector__name")
        return [(uscc or local, sector) for uscc, local, sector in rows]


def workbook(places: Sequence[tuple[str, str]], rows: int, *, prefix: str) -> bytes:
    """A workbook of so many new hazards, 示例数据."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, HEADS)
        text = "现场检查发现安全出口被杂物堵塞，存在重大火灾风险。（示例数据）" * 2
        for number in range(1, rows + 1):
            place, sector = places[number % len(places)]
            found = f"2024-{number % 9 + 1:02d}-{number % 28 + 1:02d}"
            own = [f"{prefix}-{number:06d}", f"消防通道堵塞{number}", place, sector, found, "应急管理部令第10号", text]
            page.write_row(number, 0, [*own, "", "", "", "无", "张三", "13800000000", "1200.50"])
    return buffer.getvalue()


def _imported(path: Path, *, by: str) -> Used:
    return _command("import", "hazards", str(path), "--by", by, "--json")


def _command(*arguments: str) -> Used:
    return used([sys.executable, "-m", "zhiben.cli", *arguments])


def _list_meanwhile(stage: Stage) -> Benchmark:
    """Somebody looks at the list while a worker takes ten thousand rows in; the meter sees to it that no answer
    fails."""
    office, seat = _office(stage), stage.seats["street"]
    with stage.ours(LARGE, worker=True) as served:
        look = partial(stage.peers.meter, served.url + LIST, cookie=seat.cookie, pid=served.pid)
        idle = look(number=300)[0]
        with scope(office):
            data = workbook(_places(), ROWS, prefix="另批")
            stored = inbox.keep(data, name="示例.xlsx", actor=office)
            job = inbox.ask_import("hazards", stored, actor=office)
        busy: list[dict[str, Any]] = []
        states: list[str] = []
        while not states or states[-1] in ("ready", "running"):
            busy.append(look(number=40)[0])
            connections.close_all()
            states.append(Job.objects.get(pk=job.pk).state)
    if states[-1] != "done":
        raise RuntimeError(f"the import ended as {states[-1]}")
    during = sorted(seen["p95"] for seen in busy)
    return Benchmark(
        "list_during_import",
        during[len(during) // 2],
        "同一页在无人导入时的p95",
        idle["p95"],
        goal="P6",
        limit=2.0,
        told=f"导入期间{len(busy)}轮各40次，各轮p95的中位数；最慢一轮{during[-1]} ms，无一次失败",
    )


def _exported(stage: Stage) -> Benchmark:
    """What a district sees as a workbook, and the same cells written by bare xlsxwriter."""
    founded = stage.crowd.city
    actor = founded.actor(Role.DISTRICT_OFFICER, founded.home[0].district.government)
    hazards = sheet.catalogue()["hazards"]
    with scope(actor):
        if hazards.read is None:
            raise RuntimeError("the ledger cannot be exported")
        rows = [dict(row) for row in hazards.read(actor)]
        ours = milliseconds(lambda: export(hazards, rows))
    bare = milliseconds(lambda: _bare([list(row.values()) for row in rows]))
    return Benchmark("export", ours, "xlsxwriter逐行写出同样单元格", bare, goal="P10", limit=2.0, told=f"{len(rows)}行")


def _bare(rows: Sequence[Sequence[Any]]) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return buffer.getvalue()
