"""`zhiben retention`: how long what is kept, and what was deleted."""

from __future__ import annotations

from dataclasses import asdict

import click

from zhiben.cli.output import Answer, answering


@click.group()
def retention() -> None:
    """各类内容的保存期限和到期删除。

    例：zhiben retention list
    """


@retention.command("list")
@answering
def retention_list() -> Answer:
    """列出各类的保存天数、依据和最近一次删除。

    例：zhiben retention list --json
    """
    from zhiben.foundation.retention import lines
    from zhiben.kernel import clock

    found = lines()
    rows = [
        {
            "kind": one.kind.key,
            "title": one.kind.title,
            "days": one.days,
            "basis": one.kind.basis,
            "last": one.last_at.astimezone(clock.TZ).isoformat() if one.last_at else None,
            "count": one.count,
            "held": one.held,
            "failed": one.failed,
        }
        for one in found
    ]
    told = [f"{one.days}天" if one.days is not None else "不删除" for one in found]
    texts = [
        f"{one.kind.title}  {term}  {one.kind.basis}  {'最近一次未能删除' if one.failed else f'最近删除{one.count}条'}"
        for one, term in zip(found, told, strict=True)
    ]
    return Answer({"terms": rows}, "\n".join(texts))


@retention.command("run")
@answering
def retention_run() -> Answer:
    """现在就删除到期内容（平时每天自动运行），每类在台账留一条凭证。

    例：zhiben retention run
    """
    from zhiben.foundation.retention import known, run
    from zhiben.kernel.rights import SYSTEM

    found, titles = run(actor=SYSTEM), known()
    lines = [f"{titles[key].title}：删除{one.count}条，留存{one.held}条" for key, one in found.items()]
    failed = [kind.title for key, kind in titles.items() if kind.forget and key not in found]
    if failed:
        lines.append(f"未完成，下次再试：{'、'.join(failed)}，原因见日志")
    return Answer({key: asdict(one) for key, one in found.items()}, "\n".join(lines), refused=bool(failed))


@retention.command("set")
@click.argument("kind")
@click.argument("days", type=click.IntRange(min=1))
@answering
def retention_set(kind: str, days: int) -> Answer:
    """设定一类内容的保存天数。

    例：zhiben retention set export 3
    """
    from zhiben.foundation.retention import set_days
    from zhiben.kernel.rights import SYSTEM

    set_days(kind, days, actor=SYSTEM)
    return Answer({"kind": kind, "days": days}, f"{kind}：{days}天")


@retention.command("hold")
@click.argument("kind")
@click.argument("record", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="为什么必须留存")
@answering
def retention_hold(kind: str, record: int, reason: str) -> Answer:
    """留存一条记录，到期也不删除。

    例：zhiben retention hold export 12 --reason 诉讼
    """
    from zhiben.foundation.retention import hold
    from zhiben.kernel.rights import SYSTEM

    row = hold(kind, record, reason, actor=SYSTEM)
    return Answer({"hold": row.pk}, f"已留存（{row.pk}）")


@retention.command("lift")
@click.argument("hold", type=click.IntRange(min=1))
@answering
def retention_lift(hold: int) -> Answer:
    """解除一项留存。

    例：zhiben retention lift 3
    """
    from zhiben.foundation.retention import lift
    from zhiben.kernel.rights import SYSTEM

    lift(hold, actor=SYSTEM)
    return Answer({"hold": hold}, "已解除")


COMMANDS = {"retention": retention}
