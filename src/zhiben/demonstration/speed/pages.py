"""How the site answers at a hundred thousand hazards, rights on: a page of the list beside the stock admin's, its
growth from ten thousand, the slowest person beside the one who sees all, streets compared; and memory after it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from zhiben.demonstration.speed.serving import Served
from zhiben.demonstration.speed.stage import LARGE, SMALL, Stage
from zhiben.demonstration.stopwatch import Benchmark

ASKED, OFTEN = 200, 10_000
LIST, STREETS = "/hazards/", "/streets/"
ADMIN_LIST, ADMIN_GROUPS = f"/admin/b/hazard/?level__exact={quote('一般')}&o=-1", "/agg/"
CPU = "cpu_ms_per_req"
GROUPINGS = 2
"""Queries with a GROUP BY behind the comparison of streets."""


@dataclass(slots=True)
class _Seen:
    """What the meter has told of one server: of the list by who asks, of the other page, of memory."""

    lists: dict[str, dict[str, Any]]
    crowd: dict[str, Any]
    groups: dict[str, Any]
    memory: int


def measured(stage: Stage) -> Iterator[Benchmark]:
    """P1, P3, P4 and P8."""
    theirs, small, large = _admin(stage), _ours(stage, SMALL), _ours(stage, LARGE)
    yield from _lists(theirs, small, large)
    yield Benchmark(
        "streets_100k",
        large.groups[CPU] / GROUPINGS,
        "管理后台对同样行数的一次分组统计",
        theirs.groups[CPU],
        goal="P8",
        limit=0.7,
        told=f"整页{large.groups[CPU]} ms（{GROUPINGS}次分组，79个街镇、3个月），单人p95 {large.groups['p95']} ms",
    )


def memory(stage: Stage) -> Iterator[Benchmark]:
    """P11: what both hold after everybody has asked, and what ours holds after ten thousand more."""
    theirs = _admin(stage).memory
    with stage.ours(LARGE) as served:
        now = _asked(stage, served).memory
        seat = stage.seats["street"]
        later = stage.peers.meter(served.url + LIST, cookie=seat.cookie, pid=served.pid, number=OFTEN, clients="8")
    held, before = later[0]["pss_mib"], f"此前同一网站答{OFTEN}次请求以前"
    yield Benchmark("memory", held, "管理后台同样3个进程", theirs, "MiB", goal="P11", limit=1.6)
    yield Benchmark("memory_growth", held, before, now, "MiB", goal="P11 growth", limit=1.05)


def _lists(theirs: _Seen, small: _Seen, large: _Seen) -> Iterator[Benchmark]:
    street, everything = large.lists["street"], large.lists["city office"]
    worst = max(large.lists, key=lambda name: large.lists[name][CPU])
    seen = f"单人p95 {street['p95']} ms；8人同时p95 {large.crowd['p95']} ms、每秒{large.crowd['rps']}次"
    yield Benchmark(
        "list_100k",
        street[CPU],
        f"Django自带管理后台同样{LARGE}行的列表页，每次请求的处理器时间",
        theirs.lists["admin"][CPU],
        goal="P1",
        limit=0.35,
        told=f"{seen}；每页{street['bytes'] // 1024} KiB",
    )
    before = small.lists["street"][CPU]
    yield Benchmark("list_growth", street[CPU], f"{SMALL}行时的同一页", before, goal="P3", limit=1.25)
    yield Benchmark(
        "list_worst_user",
        large.lists[worst][CPU],
        "看全部隐患的市安委办工作人员看同一页",
        everything[CPU],
        goal="P4",
        limit=1.3,
        told="；".join(f"{name} {asked[CPU]} ms" for name, asked in large.lists.items()),
    )


def _admin(stage: Stage) -> _Seen:
    with stage.admin() as served:
        ask = partial(stage.peers.meter, cookie=stage.admin_cookie, pid=served.pid)
        lists = ask(served.url + ADMIN_LIST, number=ASKED, clients="1,8")
        groups = ask(served.url + ADMIN_GROUPS, number=ASKED)[0]
    return _Seen({"admin": lists[0]}, lists[1], groups, lists[1]["pss_mib"])


def _ours(stage: Stage, rows: int) -> _Seen:
    with stage.ours(rows) as served:
        return _asked(stage, served)


def _asked(stage: Stage, served: Served) -> _Seen:
    seats = {name: partial(stage.peers.meter, cookie=seat.cookie, pid=served.pid) for name, seat in stage.seats.items()}
    url = served.url + LIST
    crowd = seats["street"](url, number=4 * ASKED, clients="8")[0]
    lists = {name: ask(url, number=ASKED)[0] for name, ask in seats.items()}
    groups = seats["city office"](served.url + STREETS, number=ASKED // 4)[0]
    return _Seen(lists, crowd, groups, groups["pss_mib"])
