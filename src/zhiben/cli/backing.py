"""`zhiben backup` and `zhiben restore`: the whole installation in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.output import Answer, answering, note

if TYPE_CHECKING:
    from zhiben.foundation.backup.archive import Manifest


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@answering
def backup(file: Path) -> Answer:
    """把数据库和全部文件备份到一个新文件；网站和后台任务可以照常运行。密钥不在其中，须另行保存。

    例：zhiben backup /mnt/备份/2026-11-29.zhiben
    """
    from zhiben.foundation.backup import take

    taken = take(file, progress=note)
    manifest = taken.manifest
    value = {"file": str(file), "bytes": taken.size} | _told(manifest, taken.sha256)
    lines = [f"已备份到 {file}：{manifest.rows}行、{manifest.files}个文件，{taken.size / 2**20:.0f}兆字节"]
    lines.append(f"SHA-256 {taken.sha256}")
    if manifest.missing:
        named = "、".join(manifest.missing[:5])
        lines.append(f"另有{len(manifest.missing)}个文件不在存储中，或内容已变，无法备份：{named}")
    text = "\n".join(lines)
    return Answer(value, text, refused=bool(manifest.missing))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="只核对备份是否完整，不恢复")
@answering
def restore(file: Path, check: bool) -> Answer:
    """先核对备份的每个字节，再用它替换本系统的数据库，补齐文件；原来的数据库留在旁边。须先停止网站和后台任务。

    例：zhiben restore /mnt/备份/2026-11-29.zhiben
    """
    from zhiben.foundation import backup

    if check:
        manifest, digest = backup.examined(file)
        said = f"备份完整：{manifest.at}，{manifest.rows}行、{manifest.files}个文件"
        return Answer(_told(manifest, digest), said)
    done = backup.restore(file, progress=note)
    manifest = done.manifest
    lines = [f"已恢复到{manifest.at}：{manifest.rows}行、{manifest.files}个文件"]
    if done.aside:
        lines.append("原来的数据库留作 zhiben.sqlite3.before（PostgreSQL为模式 zhiben_before）；确认无误后请删除")
    if done.newer:
        lines.append(f"备份来自较早的版本，还有{done.newer}项表结构变更，请运行 zhiben migrate")
    if manifest.keys:
        lines.append(f"加密内容须有密钥 {'、'.join(manifest.keys)}；请运行 zhiben keys list 核对")
    return Answer(_told(manifest, done.sha256) | {"migrations_waiting": done.newer}, "\n".join(lines))


def _told(manifest: Manifest, digest: str) -> dict[str, object]:
    return {
        "rows": manifest.rows,
        "files": manifest.files,
        "sha256": digest,
        "at": manifest.at,
        "ledger": f"{manifest.ledger[0]}:{manifest.ledger[1]}",
        "keys": manifest.keys,
        "missing": manifest.missing,
    }


COMMANDS = {"backup": backup, "restore": restore}
