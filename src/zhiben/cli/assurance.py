"""`zhiben audit …` and `zhiben doctor`: what can be proved, and what is wrong with this installation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zhiben.cli.output import Answer, answering
from zhiben.kernel.errors import Refused

KEYS = click.option("--key", "keys", multiple=True, metavar="公钥", help="另行保存的公钥（64位十六进制），可重复")


@click.group()
def audit() -> None:
    """台账（只增不改的操作记录）。

    例：zhiben audit verify
    """


@audit.command("verify")
@click.option(
    "--expect", "expected", multiple=True, metavar="序号:哈希[:签名]", help="链中须有的条目（另行保存的锚点），可重复"
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="另行保存的链尾文件，或放它们的文件夹，可重复",
)
@KEYS
@answering
def audit_verify(expected: tuple[str, ...], against: tuple[Path, ...], keys: tuple[str, ...]) -> Answer:
    """重新计算台账的哈希链，逐条核对，并与各表的现状、冻结的数据比较；给出另行保存的链尾，还能看出截尾、退回旧备份和重写。

    例：zhiben audit verify --expect 5123:0a1b2c3d4e5f6071 --against U盘/heads --json
    """
    from zhiben.foundation.audit import anchor, heads, outside, verify

    try:
        wanted = [anchor(text) for text in expected]
    except Refused as refusal:
        raise click.BadParameter(refusal.text, param_hint="--expect") from refusal
    try:
        known = [outside.public(one) for one in keys]
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--key") from error
    if foreign := [why for text in expected if (why := outside.unvouched(text, known))]:
        raise Refused("；".join(foreign), code="seal")
    found = verify(wanted, heads.read(against, known))
    text = f"共{found.entries}条，全部吻合。请在系统外保存锚点：{found.anchor}" if found.ok else found.trouble
    if found.ok and against:
        text = f"与{found.heads}份链尾吻合。{text}"
    return Answer(asdict(found), text, refused=not found.ok)


@audit.command("head")
@answering
def audit_head() -> Answer:
    """核对台账并写出签署的链尾（后台任务每天自动写一份）。台账有误，或不再包含上一份链尾的，不予签署。

    例：zhiben audit head
    """
    from zhiben.foundation.audit import heads

    path = heads.keep()
    text = f"已写出 {path}；请连同 .links 带到系统外保存" if path else "台账还是空的"
    return Answer({"head": str(path) if path else ""}, text)


@audit.command("heads")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@answering
def audit_heads(folder: Path | None) -> Answer:
    """列出文件夹里的链尾（默认本系统写的），逐份检查签名。

    例：zhiben audit heads U盘/heads
    """
    from zhiben.foundation.audit import heads

    found = [
        {"file": path.name, "ok": not why, "why": why}
        | ({"at": one.at, "seq": one.seq, "hash": one.hash, "key": one.key} if one else {})
        for path, one, why in heads.listed(folder or heads.folder())
    ]
    lines = [
        f"✓ {one['at']}  第{one['seq']}条  {str(one['hash'])[:16]}  {one['file']}" if one["ok"] else f"✗ {one['why']}"
        for one in found
    ]
    text = "\n".join(lines) or "还没有链尾；zhiben audit head 写出一份"
    return Answer({"heads": found}, text, refused=not all(one["ok"] for one in found))


@audit.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@answering
def audit_export(folder: Path) -> Answer:
    """把台账逐条写出（每行一条），连同链尾和独立的核对程序；拿到别的机器上只用Python就能核对。

    例：zhiben audit export 台账导出
    """
    from zhiben.foundation.audit import heads

    found = heads.export(folder)
    value = {"out": str(folder), "entries": found.entries, "last": found.last, "first_bad": found.bad}
    text = f"已写出到 {folder}，共{found.entries}条" if found.bad is None else f"已照原样写出到 {folder}；{found.why}"
    return Answer(value, text, refused=found.bad is not None)


@audit.command("key")
@click.option("--new", is_flag=True, help="生成一把新的密钥，写入ZHIBEN_LEDGER_KEY所指的文件")
@answering
def audit_key(new: bool) -> Answer:
    """说出签署链尾的公钥，抄给保存链尾的人。

    例：zhiben audit key
    """
    from django.conf import settings

    from zhiben.foundation.audit import signing

    key = signing.new_key(Path(settings.ZHIBEN_LEDGER_KEY)) if new else signing.signer()
    return Answer({"public": key.public}, f"公钥 {key.public}")


@click.command()
@answering
def doctor() -> Answer:
    """检查安装情况，并说明怎样补救。

    例：zhiben doctor
    """
    from zhiben.config.doctor import examine

    checks = [asdict(check) for check in examine()]
    lines = [f"{'✓' if c['ok'] else '✗'} {c['name']}" + ("" if c["ok"] else f"：{c['remedy']}") for c in checks]
    return Answer({"checks": checks}, "\n".join(lines), refused=not all(c["ok"] for c in checks))


COMMANDS = {"audit": audit, "doctor": doctor}
