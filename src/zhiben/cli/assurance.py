"""`zhiben audit verify` and `zhiben doctor`: what can be proved, and what is wrong with this installation."""

from __future__ import annotations

from dataclasses import asdict

import click

from zhiben.cli.output import Answer, answering
from zhiben.kernel.errors import Refused


@click.group()
def audit() -> None:
    """台账（只增不改的操作记录）。

    例：zhiben audit verify
    """


@audit.command("verify")
@click.option(
    "--expect", "expected", multiple=True, metavar="序号:哈希", help="链中须有的条目（另行保存的锚点），可重复"
)
@answering
def audit_verify(expected: tuple[str, ...]) -> Answer:
    """重新计算台账的哈希链，逐条核对，并与各表的现状、冻结的数据比较。

    例：zhiben audit verify --expect 5123:0a1b2c3d4e5f6071 --json
    """
    from zhiben.foundation.audit import anchor, verify

    try:
        wanted = [anchor(text) for text in expected]
    except Refused as refusal:
        raise click.BadParameter(refusal.text, param_hint="--expect") from refusal
    found = verify(wanted)
    text = f"共{found.entries}条，全部吻合。请在系统外保存锚点：{found.anchor}" if found.ok else found.trouble
    return Answer(asdict(found), text, refused=not found.ok)


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
