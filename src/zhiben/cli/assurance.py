"""`zhiben audit verify` and `zhiben doctor`: what can be proved, and what is wrong with this installation."""

from __future__ import annotations

from dataclasses import asdict

import click

from zhiben.cli.output import Answer, answering


@click.group()
def audit() -> None:
    """台账（只增不改的操作记录）。

    例：zhiben audit verify
    """


@audit.command("verify")
@answering
def audit_verify() -> Answer:
    """重新计算台账的哈希链，逐条核对。

    例：zhiben audit verify --json
    """
    from zhiben.foundation.audit import verify

    found = verify()
    text = f"共{found.entries}条，全部吻合，链首{found.head[:16]}" if found.ok else f"第{found.first_bad}条与哈希链不符"
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
