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

P = ParamSpec("P")


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

    @click.option("--json", "as_json", is_flag=True, help="只输出一个JSON文档")
    @wraps(function)
    def command(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.pop("as_json"))
        try:
            ready()
            answer = function(*args, **kwargs)
        except Refused as refusal:
            _refuse(refusal, as_json=as_json)
            sys.exit(1)
        failed = isinstance(answer, Answer) and answer.refused
        value, text = (answer.value, answer.text) if isinstance(answer, Answer) else (answer, "")
        if as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2))
        else:
            click.echo(text or json.dumps(value, ensure_ascii=False, indent=2))
        if failed:
            sys.exit(1)

    return command


class Answer:
    """A value for programs, a text for people, and whether it is a refusal (exit code 1)."""

    def __init__(self, value: Any, text: str = "", *, refused: bool = False) -> None:
        self.value, self.text, self.refused = value, text, refused


def _refuse(refusal: Refused, *, as_json: bool) -> None:
    problems: list[dict[str, str]] = []
    if isinstance(refusal, BadInput):
        problems = [{"sheet": p.sheet, "cell": p.cell, "code": p.code, "message": p.message} for p in refusal.problems]
    if as_json:
        document: dict[str, Any] = {"error": refusal.text, "code": refusal.code, "refused": problems}
        if isinstance(refusal, Incomplete):
            document["fields"] = refusal.fields
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(refusal.text, err=True)
    for problem in problems:
        click.echo(f"  {problem['sheet']} {problem['cell']}：{problem['message']}", err=True)


def note(text: str) -> None:
    """A progress line for people, never on stdout."""
    click.echo(text, err=True)
