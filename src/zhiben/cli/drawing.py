"""`zhiben draw`: the random draw from a bare file, so that whoever has the list and the seed draws again and finds the
same. Needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel import draw as lots
from zhiben.kernel.errors import BadInput, CellProblem, Refused

if TYPE_CHECKING:
    from zhiben.foundation.tables.listing import Listed, RowNumber

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("frame", type=FILE)
@click.option("--seed", required=True, help="种子：一行文字，抽取之前封存、之后公开")
@click.option("--size", required=True, type=click.IntRange(min=1), help="抽取多少个")
@click.option("--name", default="", help="名称或编号所在的列，每行不同；不写就用第一列")
@click.option("--strata", default="", help="分层的列：各层按行数的比例分配名额（最大余数法）")
@click.option("--least", default=0, type=click.IntRange(min=0), help="每层至少抽取多少个；该层不够的，全部抽取")
@click.option("--weight", default="", help="权数的列，0至1000的整数；0为不参加抽取")
@click.option("--exclude", type=FILE, help="不参加抽取的名单，每行一个名称；仍在抽样框里")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="把取摘要的抽样框原文写成文本文件")
@answering_alone
def draw(
    frame: Path,
    seed: str,
    size: int,
    name: str,
    strata: str,
    least: int,
    weight: str,
    exclude: Path | None,
    out: Path | None,
) -> Answer:
    """随机抽取（.csv、.xls、.xlsx）：同一份名单、同一个种子，谁来抽、什么时候抽，结果都一样。督导轮次下载的抽样框（.txt）照原样读，
    层和权数就是其中写的。

    例：zhiben draw 检查对象.xlsx --seed 2024-10-16 --size 30 --strata 街道
    """
    if frame.suffix.lower() == ".txt":
        framed = _frozen(frame)
        lined: dict[str, RowNumber] = {name: number for number, name in enumerate(framed.names, 1)}
        return _answer(framed, lined, [], (seed, size, least), "层")
    listed = _list_of(frame)
    place = _column(listed, name, frame) if name else 0
    names = _names(listed, place)
    layers = [row[_column(listed, strata, frame)] for row in listed.rows] if strata else None
    weights = _weights(listed, weight, frame) if weight else None
    if exclude is not None:
        weights = _without(names, weights, exclude)
    framed = lots.framed(names, strata=layers, weights=weights, lines=_lines(listed))
    if out is not None:
        out.write_bytes("\n".join(framed.lines).encode())
    numbers = dict(zip(names, listed.numbers, strict=True))
    return _answer(framed, numbers, [*listed.totals, *listed.notes], (seed, size, least), strata)


def _answer(
    framed: lots.Frame,
    numbers: Mapping[str, RowNumber],
    left_out: Sequence[RowNumber],
    how: tuple[str, int, int],
    strata: str,
) -> Answer:
    seed, size, least = how
    framed = lots.layered(framed, size, least)
    drawn = lots.draw_within(framed, seed=_one_line(seed), shares=_shares(framed, size, least))
    value = {
        "frame_sha256": drawn.digest,
        "frame": len(framed.names),
        "left_out": list(left_out),
        "seed": drawn.seed,
        "strata": [{"stratum": one.stratum, "of": one.of, "drawn": one.size} for one in drawn.shares],
        "drawn": [
            {"row": numbers[lot.name], "name": lot.name, "stratum": lot.stratum, "ticket": lot.ticket}
            for lot in drawn.drawn
        ],
    }
    return Answer(value, _told(value, strata))


def _frozen(file: Path) -> lots.Frame:
    """The frame of a round as it was frozen: lines of name, stratum and weight, set apart by tabs."""
    try:
        return lots.reread(file.read_text("utf-8").split("\n"))
    except ValueError:
        sentence = "“{file}”不是抽样框：每行应是名称、层、权数，中间是制表符；名单请存成.csv或.xlsx"
        raise Refused(sentence, code="no_frame", file=file.name) from None


def _list_of(file: Path) -> Listed:
    from zhiben.foundation.tables import grids, load
    from zhiben.foundation.tables.ledger import ledger_of

    found = ledger_of(grids(load(file), at_once=True), name=file.name, choose="只留要抽取的一张工作表")
    if not found.rows:
        raise Refused("“{file}”只有列名，没有可以抽取的行", file=file.name, code="frame_empty")
    return found


def _column(listed: Listed, heading: str, file: Path) -> int:
    if heading not in listed.headings:
        told = {"file": file.name, "heading": heading, "headings": "、".join(listed.headings)}
        raise Refused("“{file}”没有“{heading}”这一列；有：{headings}", code="no_column", **told)
    return listed.headings.index(heading)


def _names(listed: Listed, place: int) -> list[str]:
    names = [_one_line(row[place]) for row in listed.rows]
    first = dict(zip(reversed(names), reversed(listed.numbers), strict=True))
    wrong = [
        (number, "没有名称" if not name else f"与第{first[name]}行的“{name}”相同，每行的名称应不同")
        for number, name in zip(listed.numbers, names, strict=True)
        if not name or first[name] != number
    ]
    _must_be_all_right(listed, place, wrong)
    return names


def _weights(listed: Listed, heading: str, file: Path) -> list[int]:
    place = _column(listed, heading, file)
    cells = [(number, row[place]) for number, row in zip(listed.numbers, listed.rows, strict=True)]
    fits = [cell.isascii() and cell.isdigit() and int(cell) <= lots.HEAVIEST for _number, cell in cells]
    wrong = [
        (number, f"权数“{cell}”应是0至{lots.HEAVIEST}的整数")
        for (number, cell), fit in zip(cells, fits, strict=True)
        if not fit
    ]
    _must_be_all_right(listed, place, wrong)
    return [int(cell) for _number, cell in cells]


def _must_be_all_right(listed: Listed, place: int, wrong: Sequence[tuple[int | str, str]]) -> None:
    if wrong:
        heading = listed.headings[place]
        problems = [CellProblem("", f"第{number}行“{heading}”", "bad_frame", why) for number, why in wrong]
        raise BadInput(problems, "名单有{count}处要改，改好再抽")


def _without(names: Sequence[str], weights: Sequence[int] | None, file: Path) -> list[int]:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    left_out = {_one_line(line) for line in text.splitlines()} - {""}
    if unknown := sorted(left_out.difference(names)):
        told = {"file": file.name, "names": "、".join(unknown[:5]), "count": len(unknown)}
        raise Refused("“{file}”里有{count}个名称不在名单上：{names}", code="unknown_excluded", **told)
    whole = weights or [1] * len(names)
    return [0 if name in left_out else weight for name, weight in zip(names, whole, strict=True)]


def _lines(listed: Listed) -> list[str]:
    """All that a row says, so that one changed cell is another frame."""
    return ["\t".join(map(_one_line, row)) for row in listed.rows]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shares(framed: lots.Frame, size: int, least: int) -> dict[str, int]:
    sizes = framed.sizes()
    if size > sum(sizes.values()):
        raise Refused("要抽{size}个，能抽的只有{of}个", size=size, of=sum(sizes.values()), code="too_many")
    try:
        return lots.proportional(size, sizes, least=least)
    except ValueError:
        told = {"least": least, "strata": len(sizes), "size": size}
        raise Refused("每层至少{least}个，{strata}层合计超过要抽的{size}个", code="least_too_many", **told) from None


def _told(value: dict[str, Any], strata: str) -> str:
    lines = [f"抽样框{value['frame']}行，摘要（SHA-256）{value['frame_sha256']}", f"种子：{value['seed']}"]
    shares: Iterable[dict[str, Any]] = value["strata"] if strata else ()
    lines += [f"{strata} {one['stratum']}：{one['of']}个中抽{one['drawn']}个" for one in shares]
    if value["left_out"]:
        lines.append(f"合计、说明没有算作名单：第{'、'.join(map(str, value['left_out']))}行")
    return "\n".join([*lines, *(f"{one['name']}（第{one['row']}行）" for one in value["drawn"])])


COMMANDS = {"draw": draw}
