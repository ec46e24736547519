"""`zhiben dispatch` and `zhiben bulletin`: rounds of the dispatch rhythm from the console, in the name of a person."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from zhiben.cli import moments
from zhiben.cli.output import Answer, answering

BY = click.option("--by", required=True, metavar="USER", help="以该用户的名义办理")


@click.group()
def dispatch() -> None:
    """调度：列出、开启、关闭、起草、核准、印发。

    例：zhiben dispatch close 18 --by office
    """


@dispatch.command("list")
@answering
def dispatch_list() -> Answer:
    """列出各期调度。

    例：zhiben dispatch list
    """
    from zhiben.dispatch.queries import rounds
    from zhiben.foundation.scope import unscoped

    with unscoped(reason="all rounds of the installation, asked for at the console"):
        found = [_described(one) for one in rounds()]
    return Answer(found, "\n".join(f"{r['round']:>4}  {r['title']}  {r['office']}  {r['state_label']}" for r in found))


@dispatch.command("open")
@click.option("--now", metavar="TIME", help="以该时刻为现在")
@answering
def dispatch_open(now: str | None) -> Answer:
    """开启到期而未建的各期。

    例：zhiben dispatch open --now 2024-10-16T09:00+08:00
    """
    from zhiben.dispatch.operations import open_due

    opened = open_due(moments.moment(now))
    return Answer({"opened": [one.pk for one in opened]}, f"新开{len(opened)}期")


def _move(name: str, help_: str) -> click.Command:
    @click.command(name, help=help_ + f"\n\n例：zhiben dispatch {name} 17 --by office.officer")
    @click.argument("round_id", type=int)
    @BY
    @answering
    def command(round_id: int, by: str) -> Answer:
        from zhiben.dispatch import operations
        from zhiben.dispatch.queries import round_of

        actor, opened = _as(by)
        with opened:
            one = round_of(round_id)
            getattr(operations, name)(one, actor=actor)
            described = _described(one)
        return Answer(described, f"{described['title']}：{described['state_label']}，点名{len(described['named'])}项")

    return command


for _name, _help in (
    ("collect", "开始收集。"),
    ("close", "关闭本期，冻结各项指标。"),
    ("draft", "起草文件。"),
    ("approve", "核准并签发文件。"),
    ("issue", "印发。"),
):
    dispatch.add_command(_move(_name, _help))


@click.command()
@click.argument("round_id", type=int, metavar="ROUND")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True)
@answering
def bulletin(round_id: int, out: Path) -> Answer:
    """把一期简报写成PDF和DOCX。

    例：zhiben bulletin 17 --out out
    """
    from zhiben.dispatch.queries import bulletin_of, round_of
    from zhiben.documents.operations import docx_bytes, pdf_bytes
    from zhiben.foundation.rendering import characters
    from zhiben.foundation.scope import unscoped

    with unscoped(reason="a bulletin asked for at the console"):
        document = bulletin_of(round_of(round_id))
        out.mkdir(parents=True, exist_ok=True)
        paths = [out / f"{document.title}.{ending}" for ending in ("pdf", "docx")]
        for path, content in zip(paths, (pdf_bytes(document), docx_bytes(document)), strict=True):
            path.write_bytes(content)
        count = characters(document.paper)
    papers = [str(path) for path in paths]
    return Answer({"papers": papers, "characters": count}, f"已写出 {'、'.join(papers)}（{count}字）")


def _as(username: str) -> tuple[Any, AbstractContextManager[Any]]:
    from zhiben.foundation.scope import scope
    from zhiben.orgs.queries import actor_named

    actor = actor_named(username)
    return actor, scope(actor)


def _described(one: Any) -> dict[str, Any]:
    from zhiben.dispatch.queries import named

    return {
        "round": one.pk,
        "title": one.title,
        "office": one.office.name,
        "state": one.state,
        "state_label": one.state_shown.label,
        "named": [{"unit": n.unit_name, "reason": n.reason, "evidence": n.evidence} for n in named(one)],
    }


COMMANDS = {"dispatch": dispatch, "bulletin": bulletin}
