"""What a request's body says: one JSON object of known names and shapes, or every fault by its name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zhiben.kernel.text import N_, can_be_kept
from zhiben.monitoring.vocab import WINDOW, Level

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
NUMBER = re.compile(r"JC(\d{6,18})")
OLDEST = timedelta(days=7)
"""Older events are no alerts any more: a default of this product."""

NAMES = frozenset({"kind", "id", "at", "system", "sensor", "level", "value", "text"})
LONGEST = {"sensor": 60, "value": 40, "text": 200}


@dataclass(frozen=True, slots=True)
class Event:
    """A sign of life, or an alert; the system by its id."""

    at: datetime
    is_heartbeat: bool = False
    id: str = ""
    system: int = 0
    sensor: str = ""
    level: int = int(Level.BLUE)
    value: str = ""
    text: str = ""


class _Twice(ValueError):
    """A name stands twice in one object."""


def understood(body: bytes, now: datetime) -> tuple[Event | None, dict[str, str]]:
    """The event, or None and what is wrong by name."""
    try:
        told = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None, {"body": N_("应是UTF-8编码的一个JSON对象，各项不重复")}
    if not isinstance(told, dict):
        return None, {"body": N_("应是一个JSON对象")}
    kind = told.get("kind")
    if kind == "heartbeat":
        strange = sorted(set(told) - {"kind"})
        wrong = {_short(name): N_("心跳不带这一项") for name in strange[:20]}
        return (None, wrong) if wrong else (Event(now, is_heartbeat=True), {})
    wrong = {_short(name): N_("没有这一项") for name in sorted(set(told) - NAMES)[:20]}
    if kind != "alert":
        wrong["kind"] = N_("应是alert（告警）或heartbeat（心跳）")
    wrong |= _wrong_names(told) | _wrong_words(told)
    at = _moment(told.get("at"))
    if at is None:
        wrong["at"] = N_("应是带时区的ISO 8601时间，如2024-10-16T09:00:00+08:00")
    elif not now - OLDEST <= at <= now + WINDOW:
        wrong["at"] = N_("应在7天以内，且不晚于现在")
    if wrong or at is None:
        return None, wrong
    found = NUMBER.fullmatch(told["system"])
    sensor, value, text = (str(told.get(name) or "").strip() for name in ("sensor", "value", "text"))
    system = int(found[1]) if found else 0
    return Event(at, False, told["id"], system, sensor, told["level"], value, text), {}


def _wrong_names(told: dict[str, Any]) -> dict[str, str]:
    wrong = {}
    if not (isinstance(told.get("id"), str) and ID.fullmatch(told["id"])):
        wrong["id"] = N_("应是1至64个字母、数字和._:-，每个事件一个，不重复使用")
    if not (isinstance(told.get("system"), str) and NUMBER.fullmatch(told["system"])):
        wrong["system"] = N_("应是系统编号，如JC000012")
    level = told.get("level")
    if not isinstance(level, int) or isinstance(level, bool) or level not in list(Level):
        wrong["level"] = N_("应是1（红）、2（橙）、3（黄）、4（蓝）之一")
    return wrong


def _wrong_words(told: dict[str, Any]) -> dict[str, str]:
    wrong = {}
    for name, longest in LONGEST.items():
        said = told.get(name, "")
        good = isinstance(said, str) and len(said) <= longest and can_be_kept(said) and "\n" not in said
        if not good or (name == "sensor" and not said.strip()):
            wrong[name] = N_("应是最多{longest}个字的一行文字").format(longest=longest)
    return wrong


def _moment(told: Any) -> datetime | None:
    if not isinstance(told, str) or len(told) > 40:
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo is not None and 2000 <= found.year < 3000 else None


def _short(name: str) -> str:
    """A name that somebody else has thought of, as far as it is repeated to them."""
    return "".join(mark for mark in name[:40] if mark.isprintable()) or "?"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _no_number(_text: str) -> float:
    raise ValueError("no number of JSON's")
