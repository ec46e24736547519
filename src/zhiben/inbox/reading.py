"""How a file is to be read, as a page's forms and a job's arguments carry it. What comes back from a browser is looked
at before it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zhiben.foundation.importing import Reading
from zhiben.foundation.tables import squeeze
from zhiben.kernel.errors import Refused
from zhiben.kernel.sheet import Sheet
from zhiben.kernel.text import N_

MOST = 512
"""More headings or names than a workbook may have columns are none of ours."""

LONGEST = 500
"""Characters of one heading or name."""

MOST_TEXT = 200_000
"""Characters of what a page carries along about how its file is read."""


def as_json(reading: Reading) -> dict[str, Any]:
    """Plain values for a form, a job or a row."""
    return {
        "page": reading.page,
        "head": reading.head,
        "columns": dict(reading.columns),
        "names": [[lookup, name, instead] for (lookup, name), instead in reading.names.items()],
    }


def from_json(given: object, sheet: Sheet) -> Reading:
    """The reading that plain values mean. Raises Refused for anything else."""
    try:
        if not isinstance(given, Mapping):
            raise TypeError
        columns = {_text(name): _key(key, sheet) for name, key in given.get("columns", {}).items()}
        names = {
            (_text(lookup), squeeze(_text(name))): _text(instead) for lookup, name, instead in given.get("names", [])
        }
        if len(columns) > MOST or len(names) > MOST:
            raise ValueError
        return Reading(_text(given.get("page", "")), _text(given.get("head", ""))[:64], columns, names)
    except (TypeError, ValueError, AttributeError):
        raise Refused(N_("页面内容不完整，请重新上传")) from None


def from_text(text: str, sheet: Sheet) -> Reading:
    """The same from a form's hidden field; an empty one says nothing."""
    if not text:
        return Reading()
    try:
        given = json.loads(text) if len(text) <= MOST_TEXT else None
    except (ValueError, RecursionError):
        given = None
    return from_json(given, sheet)


def corrected(before: Reading, post: Mapping[str, str], sheet: Sheet) -> Reading:
    """The reading with what a person has changed on the page: another worksheet begins anew."""
    try:
        return _corrected(before, post, sheet)
    except ValueError:
        raise Refused(N_("页面内容不完整，请重新上传")) from None


def _corrected(before: Reading, post: Mapping[str, str], sheet: Sheet) -> Reading:
    if "page" in post and post["page"] != post.get("page_shown"):
        return Reading(page=_text(post["page"]))
    columns, names = dict(before.columns), dict(before.names)
    for number in _numbers(post, "heading"):
        key = post.get(f"column-{number}", "")
        if key != post.get(f"known-{number}", ""):
            columns[_text(post[f"heading-{number}"])] = _key(key, sheet)
    for number in _numbers(post, "unknown"):
        instead = post.get(f"other-{number}", "").strip() or post.get(f"name-{number}", "").strip()
        if instead:
            names[_text(post.get(f"lookup-{number}", "")), squeeze(_text(post[f"unknown-{number}"]))] = _text(instead)
    for number in _numbers(post, "drop"):
        names.pop((post.get(f"lookup-of-{number}", ""), post[f"drop-{number}"]), None)
    return Reading(before.page, before.head, columns, names)


def _numbers(post: Mapping[str, str], name: str) -> list[int]:
    return [number for number in range(MOST) if f"{name}-{number}" in post]


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError
    return value


def _key(value: object, sheet: Sheet) -> str:
    if value != "" and value not in sheet.by_key:
        raise ValueError
    return _text(value)
