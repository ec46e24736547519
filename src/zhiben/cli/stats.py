"""`zhiben stats`: methods of analysis on bare files, without a database. Each answer names its method and version, how
much went in, what was left out and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.output import Answer, answering_alone
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.photos.grouping import Pair, Photo

METHODS = {"photos": "文件夹里的照片，哪些是同一张（含缩放、加水印、翻转、旋转过的）"}

LARGEST = 50 * 2**20
FAULTS = {"dark": "画面过暗，不按画面比对", "blank": "画面一片空白，不按画面比对"}
VERDICTS = {"exact": "字节相同", "same": "同一画面", "look": "相近，须人工比对"}


@click.group(invoke_without_command=True)
@click.option("--list", "listing", is_flag=True, help="列出可用的方法")
@click.pass_context
def stats(context: click.Context, listing: bool) -> None:
    """对文件作统计分析，不需要数据库。

    例：zhiben stats --list；zhiben stats photos 照片文件夹 --json
    """
    if listing or context.invoked_subcommand is None:
        click.echo("\n".join(f"{name}  {what}" for name, what in METHODS.items()))


@stats.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@answering_alone
def photos(folder: Path) -> Answer:
    """找出一个文件夹（含下级）里画面相同的照片。

    例：zhiben stats photos 照片文件夹 --json
    """
    from zhiben.analysis.photos.grouping import VERSION, groups

    names: list[str] = []
    read: list[Photo] = []
    unreadable: list[dict[str, str]] = []
    for name, path in _files(folder):
        try:
            read.append(_photo(path, name))
            names.append(name)
        except Refused as refusal:
            unreadable.append({"file": name, "reason": refusal.text})
    found = groups(read)
    pairs = [pair for group in found for pair in group.pairs]
    look = sum(pair.verdict == "look" for pair in pairs)
    value = {
        "method": "photos",
        "version": VERSION,
        "n": len(read),
        "warnings": [f"{look}对只是相近，须人工比对；固定机位的照片本来就相近"] if look else [],
        "excluded": [
            {"file": name, "reason": FAULTS[photo.tone.fault]}
            for name, photo in zip(names, read, strict=True)
            if photo.tone.fault
        ],
        "unreadable": unreadable,
        "groups": [[names[place] for place in group.members] for group in found],
        "pairs": [_value(pair, names) for pair in pairs],
    }
    return Answer(value, _text(value))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below `folder` by its name in it; what systems hide there on their own account is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.name.lower() not in ("thumbs.db", "desktop.ini"):
            yield path.relative_to(folder).as_posix(), path


def _photo(path: Path, name: str) -> Photo:
    from zhiben.analysis.photos.grouping import Photo
    from zhiben.analysis.photos.hashing import hashes, tone
    from zhiben.analysis.photos.opening import grey

    if path.stat().st_size > LARGEST:
        raise Refused("“{name}”超过{limit}兆字节，没有读取", name=name, limit=LARGEST // 2**20)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("“{name}”读不出：{why}", name=name, why=error.strerror or str(error)) from error
    picture = grey(data, name=name)
    return Photo(hashlib.sha256(data).hexdigest(), *hashes(picture), tone(picture))


def _value(pair: Pair, names: list[str]) -> dict[str, Any]:
    match = pair.match
    return {
        "one": names[pair.one],
        "other": names[pair.other],
        "verdict": pair.verdict,
        "variant": match.variant if match else "plain",
        "phash": match.phash if match else 0,
        "dhash": match.dhash if match else 0,
    }


def _text(value: dict[str, Any]) -> str:
    lines = [f"共{value['n']}张照片，{len(value['groups'])}组画面相同或相近"]
    for number, group in enumerate(value["groups"], 1):
        lines.append(f"第{number}组：{'、'.join(group)}")
        lines += [
            f"  {pair['one']} ~ {pair['other']}：{VERDICTS[pair['verdict']]}"
            for pair in value["pairs"]
            if pair["one"] in group
        ]
    lines += value["warnings"]
    lines += [f"{one['file']}：{one['reason']}" for one in value["excluded"]]
    lines += [f"未能读取：{one['reason']}" for one in value["unreadable"]]
    return "\n".join(lines)


COMMANDS = {"stats": stats}
