"""`zhiben hazard`: the moves of a hazard from the console, in the name of a person, through the same doors as on the
pages: a move, a record that two people sign, a request that another decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from zhiben.cli.output import Answer, answering
from zhiben.kernel.text import N_

BY = click.option("--by", required=True, metavar="USER", help="以该用户的名义办理")
FACTS = click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="这一步所需的内容，可写多次")
TRUTHS = {"是": True, "否": False, "true": True, "false": False}
FILES = click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="照片、附件，可写多次",
)


@click.group()
def hazard() -> None:
    """隐患的各步：办理一步，起草和会签现场记录，申请和批复。

    例：zhiben hazard move 示例-2024-0001 start --by street.officer --fact responsibility=是
    """


@hazard.command("move")
@click.argument("number")
@click.argument("move")
@BY
@FACTS
@FILES
@answering
def move_command(number: str, move: str, by: str, facts: Sequence[str], files: Sequence[Path]) -> Answer:
    """办理一步。

    例：zhiben hazard move 示例-2024-0001 accept --by officer --fact conclusion=合格 --fact commitments=是
    """
    from zhiben.foundation.lifecycle import perform
    from zhiben.foundation.lifecycle.forms import must_be_offered
    from zhiben.hazards.lifecycle import HAZARD
    from zhiben.hazards.operations import report_draft
    from zhiben.kernel.errors import Incomplete, Refused

    with _opened(number, by) as (record, actor):
        step = HAZARD.by_name.get(move)
        if move == "report":
            if facts:
                raise Incomplete(N_("上报只收照片（--file）；文字请先在草稿里填写"), fields={})
            return _told(report_draft(record, files=_kept(files, actor), actor=actor))
        if step is None or not step.shown:
            raise Refused(N_("没有“{move}”这一步；两人会签的用draft和sign，申请用ask和decide"), move=move)
        given = _given(facts, {need.name: need.kind for need in step.needs})
        for need in step.needs:
            keys = {label: key for key, label in need.choices}
            if given.get(need.name) in keys:
                given[need.name] = keys[given[need.name]]
        kept = [need.name for need in step.needs if need.kind == "files"]
        if files and not kept:
            raise Incomplete(N_("“{move}”不收附件"), fields={}, move=step.label)
        given |= {name: _kept(files, actor) for name in kept if files}
        if step.may(actor, record).allowed:
            must_be_offered(step, record, actor, given)
        return _told(perform(record, move, actor, **given))


@hazard.command("draft")
@click.argument("number")
@click.argument("kind", type=click.Choice(["confirm", "review", "send_back"]))
@BY
@click.option("--conclusion", required=True, help="结论")
@click.option("--position", required=True, help="位置")
@FILES
@answering
def draft_command(number: str, kind: str, by: str, conclusion: str, position: str, files: Sequence[Path]) -> Answer:
    """起草现场记录，由另一人会签。

    例：zhiben hazard draft 示例-2024-0001 review --by first --conclusion 属实 --position 二层 --file 现场.jpg
    """
    from zhiben.hazards.operations import RecordDraft, draft_record
    from zhiben.kernel import clock

    with _opened(number, by) as (record, actor):
        told = RecordDraft(record, kind, actor, conclusion, position, clock.now(), _kept(files, actor))
        draft_record(told)
        return _told(record)


@hazard.command("sign")
@click.argument("number")
@BY
@answering
def sign_command(number: str, by: str) -> Answer:
    """会签待会签的现场记录，隐患随之办理。

    例：zhiben hazard sign 示例-2024-0001 --by second
    """
    from zhiben.hazards.operations import sign_standing

    with _opened(number, by) as (record, actor):
        return _told(sign_standing(record, actor=actor))


@hazard.command("ask")
@click.argument("number")
@click.argument("kind", type=click.Choice(["extend", "transfer"]))
@BY
@FACTS
@answering
def ask_command(number: str, kind: str, by: str, facts: Sequence[str]) -> Answer:
    """申请延期（due、reason、interim_control）或移送（to_unit、reason）。

    例：zhiben hazard ask 示例-2024-0001 extend --by street --fact due=2024-12-31 --fact reason=配件未到
    """
    from zhiben.hazards.operations import ask_extension, ask_transfer
    from zhiben.kernel.errors import Incomplete

    kinds = {"due": "date", "to_unit": "unit"}
    with _opened(number, by) as (record, actor):
        given = {"reason": "", **_given(facts, kinds)}
        needed = {"extend": "due", "transfer": "to_unit"}[kind]
        if needed not in given:
            raise Incomplete(N_("申请不完整"), fields={needed: N_("必填")})
        if kind == "extend":
            ask_extension(record, **{"interim_control": "", **given}, actor=actor)
        else:
            ask_transfer(record, **given, actor=actor)
        return _told(record)


@hazard.command("decide")
@click.argument("number")
@click.argument("kind", type=click.Choice(["extend", "transfer"]))
@BY
@click.option("--grant/--refuse", default=True, help="同意或不同意")
@click.option("--reason", default="", help="不同意的理由")
@answering
def decide_command(number: str, kind: str, by: str, grant: bool, reason: str) -> Answer:
    """批复待批的申请。

    例：zhiben hazard decide 示例-2024-0001 extend --by officer --grant
    """
    from zhiben.hazards.operations import decide_request
    from zhiben.hazards.queries import open_request

    with _opened(number, by) as (record, actor):
        decide_request(open_request(record, kind), grant=grant, reason=reason, actor=actor)
        return _told(record)


@contextmanager
def _opened(number: str, by: str) -> Iterator[tuple[Any, Any]]:
    """The hazard of that number as the person sees it, and the person; what is refused leaves nothing behind."""
    from zhiben.foundation.audit import batch
    from zhiben.foundation.scope import scope
    from zhiben.hazards.queries import hazard_numbered
    from zhiben.orgs.queries import actor_named

    actor = actor_named(by)
    with scope(actor), batch():
        yield hazard_numbered(number), actor


def _told(record: Any) -> Answer:
    """Where the hazard stands now."""
    told = {"number": record.number, "state": record.state, "version": record.version}
    return Answer(told, f"{record.number}：{record.state_shown.label}")


def _kept(files: Sequence[Path], actor: Any) -> list[int]:
    from zhiben.foundation.files import store

    return [store(path.read_bytes(), name=path.name, actor_id=actor.id).pk for path in files]


def _given(facts: Sequence[str], kinds: Mapping[str, str]) -> dict[str, Any]:
    """The facts by name, each as its kind wants it. Raises Incomplete at the fact that cannot be read."""
    from zhiben.kernel.errors import Incomplete

    given: dict[str, Any] = {}
    for fact in facts:
        name, mark, text = fact.partition("=")
        if not mark:
            raise Incomplete(N_("“{fact}”应写成 名称=内容"), fields={name: N_("应写成 名称=内容")}, fact=fact)
        try:
            given[name] = _read(text, kinds.get(name, "text"))
        except (ValueError, InvalidOperation) as wrong:
            raise Incomplete(N_("“{fact}”的内容不对"), fields={name: N_("内容不对")}, fact=fact) from wrong
    return given


def _read(text: str, kind: str) -> Any:
    if kind == "bool":
        if text not in TRUTHS:
            raise ValueError(text)
        return TRUTHS[text]
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "number":
        return Decimal(text)
    if kind == "unit":
        return _unit(text)
    return text


def _unit(name: str) -> int:
    from zhiben.orgs.queries import units

    found = [card.id for card in units() if card.name == name]
    if len(found) != 1:
        raise ValueError(name)
    return found[0]


COMMANDS = {"hazard": hazard}
