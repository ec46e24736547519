"""Two ledgers of a hundred thousand rows and twenty columns told apart by the command, beside the bare read of both
files, and beside Splink on DuckDB over the same rows: 示例数据. How well rows are told is measured on others' data."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiben.demonstration.speed import people, splink_yardstick
from zhiben.demonstration.speed.ledger_pair import HEADINGS, Pair, ledgers, write
from zhiben.demonstration.speed.spending import Used, used
from zhiben.demonstration.stopwatch import Benchmark
from zhiben.kernel.abreast import processors
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

ROWS, BOTH = 100_000, 70_000
SIDES = ("left", "right")
ROUNDS = 5
"""Times that either compares the .csv files, in turn: a machine that is busy for a moment is busy for one of them."""

BARE = """
import json, sys
from python_calamine import load_workbook
books = [load_workbook(name) for name in sys.argv[1:]]
pages = [book.get_sheet_by_name(name) for book in books for name in book.sheet_names]
print(json.dumps(sum(1 for page in pages for _ in page.iter_rows())))
"""

KINDS = (
    *("name", "exact", "exact", "exact", "exact", "text", "exact", "exact", "text"),
    *("exact", "day", "day", "exact", "name", "digits", "exact", "exact", "name", "exact"),
)
"""What Splink is told of each column but the first: each office's numbers say nothing to the other."""
NAME, CODE, STREET, ADDRESS, KIND, TEXT, FOUND, PHONE, INSPECTOR = (
    f"c{place}" for place in (1, 2, 4, 6, 8, 9, 11, 15, 18)
)
RULES: dict[str, Any] = {
    "blocks": (
        *((CODE, FOUND), (NAME, FOUND), (PHONE, FOUND), (ADDRESS, FOUND)),
        *((CODE, TEXT), (NAME, TEXT), (PHONE, INSPECTOR), (NAME, INSPECTOR)),
    ),
    "certain": ((CODE, FOUND), (PHONE, FOUND, KIND)),
    "recall": 0.7,
    "sure": 0.5,
    "trained": ((CODE,), (FOUND, INSPECTOR)),
}
LIMIT = 1536
"""MiB."""


def measured(say: Callable[[str], None]) -> Iterator[Benchmark]:
    """In files of its own. Raises Refused where Splink is not here."""
    peers = settings.ZHIBEN_ROOT / ".peers"
    held_out = next((peers / "lib").glob(people.FILE), None)
    if held_out is None or not (peers / "bin" / "python").is_file():
        raise Refused(N_("没有对照程序Splink和FEBRL数据：请先运行make .peers/.ready"))
    with tempfile.TemporaryDirectory(prefix="zhiben-ledgers-", ignore_cleanup_errors=True) as name:
        yield from _large(Path(name), str(peers / "bin" / "python"), say)
        say("再比对FEBRL第3组数据，没有一条规则按它调整过")
        yield _held_out(Path(name), str(peers / "bin" / "python"), held_out)


def _large(folder: Path, peer: str, say: Callable[[str], None]) -> Iterator[Benchmark]:
    pair = ledgers(ROWS, BOTH)
    files = [folder / f"{side}.xlsx" for side in SIDES]
    for file, rows in zip(files, (pair.left, pair.right), strict=True):
        write(file, rows)
    say("两份台账已备齐，开始计时")
    bare = used([sys.executable, "-c", BARE, *map(str, files)])
    ours = _compared(files)
    told = f"{ours}；只读出{bare}；{_quality(pair, _ours(ours))[1]}（规则曾按此数据调整）；"
    told += f"两表各{ROWS}行，同一项{BOTH}对"
    read = "只读出两份文件（python-calamine），处理器时间"
    yield Benchmark("reconcile_read", 1000 * ours.cpu, read, 1000 * bare.cpu, goal="B7 reconcile", limit=8.0, told=told)
    yield Benchmark("reconcile_memory", ours.peak, "许可的内存", LIMIT, unit="MiB", goal="B7 memory", limit=1.0)
    say("再由Splink比对同样的行")
    names = [f"c{place}" for place in range(1, len(HEADINGS))]
    without = Pair([row[1:] for row in pair.left], [row[1:] for row in pair.right], pair.like)
    csvs = _csvs(folder, names, without)
    rules = {"columns": dict(zip(names, KINDS, strict=True)), **RULES}
    taken = [(_compared(csvs), _splink(folder, peer, csvs, rules)) for _ in range(ROUNDS)]
    ours, theirs = (sorted(side, key=lambda one: one.elapsed)[ROUNDS // 2] for side in zip(*taken, strict=True))
    told = f"{ours}，{_quality(pair, _ours(ours))[1]}；Splink{theirs}，{_quality(pair, _theirs(theirs))[1]}"
    told += f"（规则曾按此数据调整，F1不作比较）；轮流各{ROUNDS}次，取历时的中位数，{processors()}个处理器"
    read = "Splink（DuckDB）比对同样的两份.csv，历时"
    yield Benchmark(
        "reconcile_splink", 1000 * ours.elapsed, read, 1000 * theirs.elapsed, goal="B7 splink", limit=0.2, told=told
    )


def _held_out(folder: Path, peer: str, path: Path) -> Benchmark:
    """The share of errors, as what F1 lacks to 1."""
    names, pair = people.ledgers(path)
    csvs = _csvs(folder, names, pair)
    f1, quality = _quality(pair, _ours(_compared(csvs)))
    better, their_quality = _quality(pair, _theirs(_splink(folder, peer, csvs, people.SPLINK)))
    told = f"{quality}；Splink {their_quality}；FEBRL第3组，{len(pair.left)}行对{len(pair.right)}行"
    read = "Splink比对同样的行，1－F1"
    return Benchmark(
        "reconcile_f1", 100 * (1 - f1), read, 100 * (1 - better), unit="%", goal="B7 f1", limit=1.0, told=told
    )


def _compared(files: Sequence[Path]) -> Used:
    return used([sys.executable, "-m", "zhiben.cli", "reconcile", *map(str, files), "--json"])


def _splink(folder: Path, peer: str, csvs: Sequence[Path], rules: dict[str, Any]) -> Used:
    path = folder / "told.json"
    path.write_text(json.dumps({"ours": str(csvs[0]), "theirs": str(csvs[1]), **rules}), encoding="utf-8")
    return used([peer, splink_yardstick.__file__, str(path)])


def _ours(answer: Used) -> list[tuple[int, int]]:
    """Pairs of rows by their places; row 2 of a worksheet is the first."""
    return [(one["left_row"] - 2, one["right_row"] - 2) for one in answer.told["agree"] + answer.told["differ"]]


def _theirs(answer: Used) -> list[tuple[int, int]]:
    return [(one, other) for one, other, _sure in answer.told]


def _quality(pair: Pair, found: Sequence[tuple[int, int]]) -> tuple[float, str]:
    """F1, and how to tell it."""
    hit = sum(pair.like[one] == other for one, other in found)
    both = sum(place >= 0 for place in pair.like)
    f1 = 2 * hit / (len(found) + both)
    return f1, f"F1 {f1:.4f}（查准{hit / max(1, len(found)):.4f}、查全{hit / both:.4f}）"


def _csvs(folder: Path, names: Sequence[str], pair: Pair) -> list[Path]:
    paths = [folder / f"{side}.csv" for side in SIDES]
    for path, rows in zip(paths, (pair.left, pair.right), strict=True):
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([names, *rows])
    return paths
