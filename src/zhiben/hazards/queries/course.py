"""The course of a hazard (经过): what was done to it and to all that stands beside it, with what was said at each
step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit.queries import Line
from zhiben.foundation.lifecycle.telling import machine_of
from zhiben.hazards.queries.around import Around
from zhiben.hazards.queries.origin import is_told_alike
from zhiben.hazards.vocab import PLAN_PARTS
from zhiben.kernel import clock
from zhiben.kernel.machine import Need
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

Said = list[tuple[str, str]]

NOTED = (
    Need("due_before", N_("原整改期限"), "date"),
    Need("due", N_("期限"), "date"),
    Need("to_unit", N_("接收部门"), "unit"),
    Need("number", N_("文号")),
    Need("until", N_("公示至"), "date"),
    Need("reason", N_("理由")),
)
"""What the ledger notes of a step though no form has asked for it."""

TRIGGER = "trigger"
"""What a hazard was reopened for; a tip, it may be."""


def course_of(around: Around) -> list[Line]:
    """Every entry of the hazard and of what stands beside it, oldest first; the enterprise is not told what a reopening
    came from."""
    lines = audit.of_all(around.ids)
    if not is_told_alike(around.hazard):
        return lines
    return [replace(one, facts={key: one.facts[key] for key in one.facts if key != TRIGGER}) for one in lines]


def said_in(lines: Sequence[Line]) -> dict[int, Said]:
    """What was said at each step, by its place in the ledger, each fact under the name by which it was asked for. A
    treatment plan stands elsewhere; files, promises and records of other tables are not for reading here."""
    told = [(line.seq, need, line.facts[need.name]) for line in lines for need in _told_at(line)]
    units = orgs.unit_names(fact for _seq, need, fact in told if need.kind == "unit")
    said: dict[int, Said] = {line.seq: [] for line in lines}
    for seq, need, fact in told:
        if shown := units.get(fact, "") if need.kind == "unit" else _shown(need, fact):
            said[seq].append((_(need.label), shown))
    return said


def _told_at(line: Line) -> list[Need]:
    """What a step has been told, or has noted."""
    machine = machine_of(line.model)
    move = machine.by_name.get(line.verb) if machine else None
    asked = move.needs if move else ()
    noted = (need for need in NOTED if need.name not in {one.name for one in asked})
    return [one for one in (*asked, *noted) if one.name in line.facts and one.name not in PLAN_PARTS]


def _shown(need: Need, value: Any) -> str:
    """A fact as the ledger keeps it, in words; empty for what is not for reading."""
    if isinstance(value, Mapping) and {"from", "to"} == set(value):
        return f"{_shown(need, value['from'])} → {_shown(need, value['to'])}"
    if need.kind == "number":
        return str(value)
    if need.kind not in ("text", "longtext", "date", "choice") or not isinstance(value, str):
        return ""
    if need.kind == "date":
        return clock.in_words(date.fromisoformat(value))
    return _(dict(need.choices)[value]) if value in dict(need.choices) else value


def reasons_of(around: Around, lines: Sequence[Line]) -> dict[Model, str]:
    """Why what stands beside a hazard was dropped, refused or called off: the ledger alone keeps it."""
    told = {(line.model, line.record): line.facts["reason"] for line in lines if "reason" in line.facts}
    keyed = {(one._meta.label_lower, one.pk): one for one in around.beside}
    return {one: told[key] for key, one in keyed.items() if key in told}
