"""How commands find their modules, set Django up, answer, and turn refusals into exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any, ParamSpec

import click

from zhiben.kernel.errors import BadInput, Incomplete, Refused
from zhiben.kernel.text import N_

P = ParamSpec("P")
LONG = 100_000
"""Characters of a JSON document that is not set out in lines."""
NO_TABLES = N_("数据库里还没有表，或不是本版本的表；请先运行 zhiben migrate")


class Group(click.Group):
    """A group whose commands are imported when they are called."""

    def __init__(self, *args: Any, modules: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the table."""
        return list(self.modules) or super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its module."""
        if cmd_name not in self.modules:
            return super().get_command(ctx, cmd_name)
        module = import_module(self.modules[cmd_name])
        found: click.Command = module.COMMANDS[cmd_name]
        return found


def ready() -> None:
    """Set Django up and let this process live on the database's day."""
    import django

    django.setup()
    from zhiben.foundation.installation import current, follow_clock

    if not current()._state.adding:
        follow_clock()


def answering(function: Callable[P, Any]) -> Callable[..., None]:
    """A command that returns a value to print: with `--json` as one document, else as the text its `say` makes of it.

    A refusal is printed with its reasons and ends with exit code 1.
    """
    return _answering(function, ready)


def answering_alone(function: Callable[P, Any]) -> Callable[..., None]:
    """The same for a command that needs no installation: neither Django nor a database is loaded for it."""
    return _answering(function, _nothing)


def _nothing() -> None:
    """What has to be set up for a command that stands alone."""


def _answering(function: Callable[P, Any], prepare: Callable[[], None]) -> Callable[..., None]:
    @click.option("--json", "as_json", is_flag=True, help="只输出一个JSON文档")
    @wraps(function)
    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.pop("as_json"))
        try:
            prepare()
            answer = function(*args, **kwargs)
        except Refused as refusal:
            _refuse(refusal, as_json=as_json)
            sys.exit(1)
        except Exception as error:
            if not _without_tables(error):
                raise
            _refuse(Refused(NO_TABLES, code="no_tables"), as_json=as_json)
            sys.exit(1)
        failed = isinstance(answer, Answer) and answer.refused
        value, text = (answer.value, answer.text) if isinstance(answer, Answer) else (answer, "")
        click.echo(document(value) if as_json or not text else text)
        if failed:
            sys.exit(1)
        if isinstance(answer, Answer) and answer.then:
            sys.stdout.flush()
            answer.then()

    return command


def document(value: Any) -> str:
    """A value as JSON, set out for the eye where it is short: of a long one nobody reads the lines, and setting them
    out takes ten times as long."""
    told = json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, indent=2) if len(told) < LONG else told


def _without_tables(error: Exception) -> bool:
    """True for what a database says when `zhiben migrate` has not been run."""
    from django.db import OperationalError, ProgrammingError, connection
    from django.db.migrations.executor import MigrationExecutor

    if not isinstance(error, (OperationalError, ProgrammingError)):
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Answer:
    """A value for programs, a text for people, whether it is a refusal (exit code 1), and what to go on with after it
    has been printed."""

    def __init__(
        self, value: Any, text: str = "", *, refused: bool = False, then: Callable[[], None] | None = None
    ) -> None:
        self.value, self.text, self.refused, self.then = value, text, refused, then


def _refuse(refusal: Refused, *, as_json: bool) -> None:
    problems: list[dict[str, str]] = []
    if isinstance(refusal, BadInput):
        problems = [{"sheet": p.sheet, "cell": p.cell, "code": p.code, "message": p.message} for p in refusal.problems]
    if as_json:
        told: dict[str, Any] = {"error": refusal.text, "code": refusal.code, "refused": problems}
        if isinstance(refusal, Incomplete):
            told["fields"] = refusal.fields
        click.echo(document(told))
        return
    click.echo(refusal.text, err=True)
    for name, sentence in (refusal.fields if isinstance(refusal, Incomplete) else {}).items():
        click.echo(f"  {name}：{sentence}", err=True)
    for problem in problems:
        click.echo(f"  {problem['sheet']} {problem['cell']}：{problem['message']}", err=True)


def note(text: str) -> None:
    """A progress line for people, never on stdout."""
    click.echo(text, err=True)
