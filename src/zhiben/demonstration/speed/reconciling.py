"""Two ledgers of a hundred thousand rows and twenty columns told apart by the command, beside the bare read of both
files, and beside Splink on DuckDB over the same rows. All of it is 示例数据."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from zhiben.demonstration.speed import splink_yardstick
from zhiben.demonstration.speed.ledger_pair import HEADINGS, Pair, ledgers, write
from zhiben.demonstration.speed.spending import Used, used
from zhiben.demonstration.stopwatch import Benchmark
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

ROWS, BOTH = 100_000, 70_000
SIDES = ("left", "right")

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
BLOCKS = (
    *((CODE, FOUND), (NAME, FOUND), (PHONE, FOUND), (ADDRESS, FOUND)),
    *((CODE, TEXT), (NAME, TEXT), (PHONE, INSPECTOR), (NAME, INSPECTOR)),
)
CERTAIN = ((CODE, FOUND), (PHONE, FOUND, KIND))
TRAINED = ((CODE,), (FOUND, INSPECTOR))


def measured(say: Callable[[str], None]) -> Iterator[Benchmark]:
    """In files of its own. Raises Refused where Splink is not here."""
    peer = settings.ZHIBEN_ROOT / ".peers" / "bin" / "python"
    if not peer.is_file():
        raise Refused(N_("没有对照程序Splink：请用 make bench 运行"))
    with tempfile.TemporaryDirectory(prefix="zhiben-ledgers-", ignore_cleanup_errors=True) as name:
        folder, pair = Path(name), ledgers(ROWS, BOTH)
        files = [folder / f"{side}.xlsx" for side in SIDES]
        for file, rows in zip(files, (pair.left, pair.right), strict=True):
            write(file, rows)
        say("两份台账已备齐，开始计时")
        bare = used([sys.executable, "-c", BARE, *map(str, files)])
        ours = used([sys.executable, "-m", "zhiben.cli", "reconcile", *map(str, files), "--json"])
        right, quality = _quality(pair, _ours(ours))
        told = f"{quality}，内存最多{ours.peak} MiB；两表各{ROWS}行，同一项{BOTH}对"
        yield Benchmark(
            "reconcile_read",
            1000 * ours.cpu,
            "只读出两份文件（python-calamine），处理器时间",
            1000 * bare.cpu,
            goal="B7 reconcile",
            limit=8.0,
            told=told,
        )
        say("再由Splink比对同样的行")
        theirs = used([str(peer), splink_yardstick.__file__, str(_set_up(folder, pair))])
        better, their_quality = _quality(pair, [(one, other) for one, other, _sure in theirs.told])
        yield Benchmark(
            "reconcile_splink",
            1000 * ours.cpu,
            "Splink（DuckDB）比对同样的行，处理器时间",
            1000 * theirs.cpu,
            goal="B7 splink",
            limit=0.2,
            told=f"{quality}；Splink {their_quality}，内存最多{theirs.peak} MiB；"
            + ("F1更高" if right > better else "F1不高于Splink"),
        )


def _ours(answer: Used) -> list[tuple[int, int]]:
    """Pairs of rows by their places; row 2 of a worksheet is the first."""
    return [(one["left_row"] - 2, one["right_row"] - 2) for one in answer.told["agree"] + answer.told["differ"]]


def _quality(pair: Pair, found: Sequence[tuple[int, int]]) -> tuple[float, str]:
    """F1, and how to tell it."""
    hit = sum(pair.like[one] == other for one, other in found)
    f1 = 2 * hit / (len(found) + BOTH)
    return f1, f"F1 {f1:.4f}（查准{hit / max(1, len(found)):.4f}、查全{hit / BOTH:.4f}）"


def _set_up(folder: Path, pair: Pair) -> Path:
    """What the yardstick is told: its files, columns and rules."""
    names = [f"c{place}" for place in range(1, len(HEADINGS))]
    told = {"columns": dict(zip(names, KINDS, strict=True)), "blocks": BLOCKS, "certain": CERTAIN, "trained": TRAINED}
    files = {
        name: _csv(folder / f"{name}.csv", names, rows) for name, rows in (("ours", pair.left), ("theirs", pair.right))
    }
    path = folder / "told.json"
    path.write_text(json.dumps(told | files), encoding="utf-8")
    return path


def _csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as stream:
        page = csv.writer(stream)
        page.writerow(names)
        page.writerows(row[1:] for row in rows)
    return str(path)
