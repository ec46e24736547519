"""The paper as JSON and back, without loss: the JSON is what is stored as the record of an issued paper.

Reading is strict: an unknown or missing field is refused, never guessed.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from zhiben.foundation.rendering import blocks
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

SCHEMA = 1
REMEMBERED = 64
"""As many records as a city's office issues at once, and some more."""
KINDS: Mapping[str, type] = {
    "heading": blocks.Heading,
    "para": blocks.Para,
    "table": blocks.Table,
    "figure": blocks.Figure,
    "page_break": blocks.PageBreak,
}
_KIND_OF = {cls: kind for kind, cls in KINDS.items()}


def to_json(paper: blocks.Paper) -> str:
    """Compact JSON, always the same bytes for the same paper."""
    return json.dumps({"schema": SCHEMA, **as_tree(paper)}, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=REMEMBERED)
def from_json(text: str) -> blocks.Paper:
    """The paper of a JSON text, which nothing ever changes, read once while it is remembered.

    Refused when the text is not a paper of this schema.
    """
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise Refused(N_("文件记录不是有效的 JSON：{why}"), code="paper_record", why=error) from error
    if not isinstance(tree, dict) or tree.pop("schema", None) != SCHEMA:
        raise Refused(N_("文件记录的格式版本不符，应为 {version}"), code="paper_record", version=SCHEMA)
    paper: blocks.Paper = _read_fields(blocks.Paper, tree, "文件")
    return paper


def as_tree(value: Any) -> Any:
    """Dicts, lists and plain values; a block carries its `kind`."""
    if isinstance(value, str):  # most of all, by far
        return value
    if is_dataclass(value) and not isinstance(value, type):
        kind = _KIND_OF.get(type(value))
        tree: dict[str, Any] = {"kind": kind} if kind else {}
        for name, hint in _hints(type(value)).items():
            held = getattr(value, name)
            tree[name] = held if hint is str else float(held) if hint is float else as_tree(held)
        return tree
    if isinstance(value, tuple):
        return [as_tree(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _refuse(where: str) -> Refused:
    return Refused(N_("文件记录无法读取：{where}"), code="paper_record", where=where)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _read(hint: Any, value: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _read_union(typing.get_args(hint), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise _refuse(where)
        return tuple(_read(typing.get_args(hint)[0], item, f"{where}[{index}]") for index, item in enumerate(value))
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_fields(hint, value, where)
    return _read_plain(hint, value, where)


def _read_union(options: tuple[Any, ...], value: Any, where: str) -> Any:
    if types.NoneType in options:
        return None if value is None else _read(options[0], value, where)
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise _refuse(where)
    return _read_fields(KINDS[kind], {name: item for name, item in value.items() if name != "kind"}, where)


def _read_fields(cls: type, value: Any, where: str) -> Any:
    known: dict[str, Field[Any]] = {field.name: field for field in fields(cls)}
    if not isinstance(value, dict) or not value.keys() <= known.keys():
        raise _refuse(where)
    required = {name for name, field in known.items() if field.default is MISSING}
    if not required <= value.keys():
        raise _refuse(f"{where}.{min(required - value.keys())}")
    hints = _hints(cls)
    return cls(**{name: _read(hints[name], item, f"{where}.{name}") for name, item in value.items()})


_PLAIN: Mapping[type, tuple[tuple[type, ...], Callable[[Any], Any]]] = {
    str: ((str,), str),
    int: ((int,), int),
    float: ((int, float), float),
    bool: ((bool,), bool),
    date: ((str,), date.fromisoformat),
}


def _read_plain(hint: Any, value: Any, where: str) -> Any:
    accepted, convert = ((str,), hint) if issubclass(hint, StrEnum) else _PLAIN[hint]
    if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
        raise _refuse(where)
    try:
        return convert(value)
    except ValueError as error:
        raise _refuse(where) from error
