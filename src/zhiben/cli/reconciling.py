"""`zhiben reconcile`: two ledgers as bare files, told apart into sets that close. Needs no database."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import click

from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.linkage.hidden import Estimate
    from zhiben.analysis.linkage.ledgers import Comparison
    from zhiben.analysis.linkage.wordings import Wording
    from zhiben.foundation.tables.listing import Listed, RowNumber

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 20


@contextmanager
def _keeping_all() -> Iterator[None]:
    """Millions of values are made, and none of them is let go before the end: nothing is looked for that could be, then
    or at the end of the process."""
    was_looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looked:
            gc.freeze()
            gc.enable()


@click.command()
@click.argument("left", type=FILE)
@click.argument("right", type=FILE)
@click.option("--map", "mapping", type=FILE, help='JSON文件：左表列名对应的右表列名，如{"企业": "单位名称"}')
@click.option("--words", type=FILE, help='JSON文件：一列里意思相同的用词，左表的在前，如{"状态": {"已整改": "已完成"}}')
@click.option("--left-sheet", default="", help="左表有几张工作表时，比对哪一张")
@click.option("--right-sheet", default="", help="右表有几张工作表时，比对哪一张")
@click.option("--anyway", is_flag=True, help="两表一列的尺度不同（95%与0.95）时，核对过了照样比对")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="把各类清单写成一个.xlsx")
@answering_alone
@_keeping_all()
def reconcile(
    left: Path,
    right: Path,
    mapping: Path | None,
    words: Path | None,
    left_sheet: str,
    right_sheet: str,
    anyway: bool,
    out: Path | None,
) -> Answer:
    """比对两份台账（.xls、.xlsx、.csv）：一致、不一致、只在一方、期外、表内重复、待人工核对；不需要数据库。

    例：zhiben reconcile 本市台账.xlsx 省平台导出.csv --out 比对结果.xlsx
    """
    from zhiben.analysis.linkage.ledgers import Incomparable, Ledger, compare
    from zhiben.analysis.linkage.wordings import meanings, wordings
    from zhiben.kernel.abreast import abreast

    if out is not None:
        _must_be_a_new_workbook(out, left, right)
    files = (left, left_sheet, "--left-sheet"), (right, right_sheet, "--right-sheet")
    here, there = abreast(lambda told: _list_of(*told), files)
    lists = here, there
    ledgers = [Ledger(one.headings, one.rows) for one in lists]
    try:
        found = compare(
            *ledgers,
            same=_mapped(mapping, *lists) if mapping else {},
            words=meanings(_worded(words, lists[0]) if words else ()),
        )
    except Incomparable as why:
        told = {"left": left.name, "right": right.name, "columns": "、".join(why.columns)}
        raise Refused(_WHY[why.reason], code=why.reason, **told) from None
    if not anyway:
        _must_be_of_one_scale(found, lists)
    if out is not None:
        _write(out, found, lists)
    proposed = list(wordings(found))
    return Answer(_value(found, *lists, proposed), _told(found, *lists, proposed))


_WHY = {
    "empty_left": "“{left}”没有数据行；空表不能说明对方各行都缺失，请核对文件",
    "empty_right": "“{right}”没有数据行；空表不能说明对方各行都缺失，请核对文件",
    "no_columns": "“{left}”和“{right}”没有说同一件事的列；请核对文件，或用--map说明哪一列对应哪一列",
    "few_columns": "“{left}”和“{right}”只有{columns}相同，别的列都不一样，不足以认出同一项；请核对文件，"
    "或用--map说明哪一列对应哪一列",
}


def _list_of(file: Path, sheet: str, option: str) -> Listed:
    from zhiben.foundation.tables import grids, load
    from zhiben.foundation.tables.ledger import ledger_of

    return ledger_of(grids(load(file), at_once=True), name=file.name, sheet=sheet, choose=f"用{option}写明要比对的一张")


def _must_be_of_one_scale(found: Comparison, lists: tuple[Listed, Listed]) -> None:
    from zhiben.analysis.linkage.scales import two_scales
    from zhiben.reconcile.vocab import TWO_SCALES

    for scale in two_scales(found):
        raise Refused(
            TWO_SCALES,
            code="two_scales",
            checked="核对无误仍要比对的，加--anyway",
            **scale.told(lists[0].numbers, lists[1].numbers),
        )


def _must_be_a_new_workbook(out: Path, *inputs: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise Refused("结果写成.xlsx文件，“{name}”不是", name=out.name, code="not_xlsx")
    if out.resolve() in {one.resolve() for one in inputs}:
        raise Refused("“{name}”是要比对的文件，不能写成结果", name=out.name, code="out_is_input")


def _write(out: Path, found: Comparison, lists: tuple[Listed, Listed]) -> None:
    from zhiben.cli.reconciled_book import write

    try:
        write(out, found, lists)
    except OSError:
        raise Refused("“{name}”写不进去，请核对文件夹是否存在、可写", name=str(out), code="out_unwritable") from None


def _mapped(file: Path, left: Listed, right: Listed) -> Mapping[str, str]:
    told = _object(file)
    if not _is_of_texts(told):
        raise Refused("“{name}”应是一个JSON对象：左表列名对应右表列名", name=file.name, code="map_unreadable")
    if len(set(told.values())) < len(told):
        raise Refused("“{name}”里有两列对应右表的同一列", name=file.name, code="map_twice")
    _must_be_headings(told, left, "左", "map_unknown")
    _must_be_headings(told.values(), right, "右", "map_unknown")
    return told


def _worded(file: Path, left: Listed) -> list[tuple[str, str, str]]:
    told = _object(file)
    if not isinstance(told, dict) or not all(map(_is_of_texts, told.values())):
        raise Refused(
            "“{name}”应是一个JSON对象：左表的列名对应一个对象，其中左表的用词对应右表的用词",
            name=file.name,
            code="words_unreadable",
        )
    _must_be_headings(told, left, "左", "words_unknown")
    return [(name, one, other) for name, words in told.items() for one, other in words.items()]


def _object(file: Path) -> Any:
    """What a file of JSON says; None where it is none."""
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
        json.dumps(told, ensure_ascii=False).encode()  # half of a sign in two is none
    except ValueError:
        return None
    return told


def _is_of_texts(told: object) -> TypeGuard[dict[str, str]]:
    return isinstance(told, dict) and all(isinstance(name, str) for name in told.values())


def _must_be_headings(names: Iterable[str], ledger: Listed, side: str, code: str) -> None:
    if missing := [name for name in names if name not in ledger.headings]:
        raise Refused("{side}表没有这些列：{names}", side=side, names="、".join(missing), code=code)


def _value(found: Comparison, left: Listed, right: Listed, words: Sequence[Wording]) -> dict[str, Any]:
    from zhiben.analysis.linkage.ledgers import VERSION

    here, there = left.numbers, right.numbers
    return {
        "version": VERSION,
        "left": len(left.rows),
        "right": len(right.rows),
        "columns": [{"left": one, "right": other} for one, other in found.columns],
        "agree": [{"left_row": here[one], "right_row": there[other]} for one, other in found.agree],
        "differ": [
            {"left_row": here[one], "right_row": there[other], "fields": list(fields)}
            for one, other, fields in found.differ
        ],
        "only_left": [here[one] for one in found.left.only],
        "only_right": [there[one] for one in found.right.only],
        "outside_left": [here[one] for one in found.left.outside],
        "outside_right": [there[one] for one in found.right.outside],
        "duplicates_left": [[here[one] for one in group] for group in found.left.twice],
        "duplicates_right": [[there[one] for one in group] for group in found.right.twice],
        "review": [
            {"left_row": here[one], "right_row": there[other], "score": score} for one, other, score in found.review
        ],
        "totals_left": list(left.totals),
        "totals_right": list(right.totals),
        "notes_left": list(left.notes),
        "notes_right": list(right.notes),
        "words": [asdict(one) for one in words],
        "estimate": _estimated(found),
        "balance": found.closes(len(left.rows), len(right.rows)),
    }


def _estimate(found: Comparison) -> Estimate | None:
    """How many neither ledger has; None where too few are in both."""
    from zhiben.analysis.linkage.hidden import estimated

    return estimated(len(found.agree) + len(found.differ), len(found.left.only), len(found.right.only))


def _estimated(found: Comparison) -> dict[str, Any] | None:
    from zhiben.analysis.linkage.hidden import CAVEAT

    if (estimate := _estimate(found)) is None:
        return None
    told = {"total": estimate.total, "error": estimate.error, "hidden": estimate.hidden}
    return {**{name: round(value, 1) for name, value in told.items()}, "caveat": CAVEAT}


def _told(found: Comparison, left: Listed, right: Listed, words: Sequence[Wording]) -> str:
    from zhiben.analysis.linkage.hidden import CAVEAT

    lines = [
        f"左表{len(left.rows)}行，右表{len(right.rows)}行；对应{len(found.columns)}列："
        + "、".join(one if one == other else f"{one}＝{other}" for one, other in found.columns),
        *_uncompared(found, left, right),
        *_proposed(words),
        f"一致{len(found.agree)}，不一致{len(found.differ)}，待人工核对{len(found.review)}",
    ]
    for name, side, numbers in (("左", found.left, left.numbers), ("右", found.right, right.numbers)):
        lines.append(f"{name}表另有：只在本表{len(side.only)}，期外{len(side.outside)}，表内重复{side.again}")
        lines += _rows("  只在本表的行：", [numbers[one] for one in side.only])
        lines += _rows("  对方时段以外的行：", [numbers[one] for one in side.outside])
        lines += _rows("  表内重复的行：", [numbers[one] for group in side.twice for one in group])
    lines += [
        f"  左{left.numbers[one]}行和右{right.numbers[other]}行不一致：{'、'.join(fields)}"
        for one, other, fields in found.differ[:SHOWN]
    ]
    lines += _more(found.differ)
    lines += [
        f"  左{left.numbers[one]}行和右{right.numbers[other]}行请人工核对是否同一项"
        for one, other, _bits in found.review[:SHOWN]
    ]
    lines += _more(found.review)
    if (estimate := _estimate(found)) is None:
        lines.append(f"两表共有的只有{len(found.agree) + len(found.differ)}项，不足以估计两表都没有的有多少")
    else:
        hidden = "不到1项" if estimate.hidden < 1 else f"约{estimate.hidden:.1f}项"
        lines.append(f"估计两表都没有的{hidden}（标准误{estimate.error:.1f}）；{CAVEAT}")
    for name, one in (("左", left), ("右", right)):
        lines += _rows(f"{name}表略去的合计行：", one.totals)
        lines += _rows(f"{name}表略去的说明行、重复的表头：", one.notes)
    lines.append("各行只在一处，合计相符" if found.closes(len(left.rows), len(right.rows)) else "合计不符")
    return "\n".join(lines)


def _uncompared(found: Comparison, left: Listed, right: Listed) -> list[str]:
    from zhiben.analysis.linkage.columns import left_over

    lines = []
    for side, (name, told) in enumerate((("左", left), ("右", right))):
        if rest := left_over(told.headings, (pair[side] for pair in found.columns)):
            lines.append(f"没有比对的列：{name}表的{'、'.join(rest)}（可用--map说明哪一列对应哪一列）")
    return lines


def _proposed(words: Sequence[Wording]) -> list[str]:
    return [
        f"用词可能意思相同：{one.column}“{one.left}”＝“{one.right}”（{one.rows}项；核对后可用--words说明，不再算作不一致）"
        for one in words
    ]


def _more(pairs: Sequence[object]) -> list[str]:
    return [f"  ……还有{len(pairs) - SHOWN}对"] if len(pairs) > SHOWN else []


def _rows(what: str, numbers: Sequence[RowNumber]) -> list[str]:
    if not numbers:
        return []
    return [what + "、".join(map(str, numbers[:SHOWN])) + ("……" if len(numbers) > SHOWN else "")]


COMMANDS = {"reconcile": reconcile}
