"""Whom a bulletin goes to: everybody of the office's own level, or the lines that a person typed, and in either case
the units that it names; an unknown name gets suggestions, never a new unit."""

from __future__ import annotations

import re

from zhiben.dispatch import queries
from zhiben.dispatch.models import Round
from zhiben.documents.operations import Recipient
from zhiben.documents.vocab import Line
from zhiben.kernel.text import names_in
from zhiben.orgs import queries as orgs

_LINE = re.compile(r"^\s*(?:(报|送|发)\s*[：:])?\s*(.+?)\s*[。；;]?\s*$")
_BY_LABEL = {line.label: line for line in Line}


def recipients(one: Round, text: str) -> list[Recipient]:
    """The units of the typed lines ("发：甲局、乙区"), or all of the office's level when nothing was typed; then those
    named still and not listed yet."""
    found = _typed(text) if text.strip() else {u.id: Recipient(u.id, u.name) for u in orgs.units_under(one.office_id)}
    for named in (name for name in queries.named(one) if not name.struck):
        found.setdefault(named.unit, Recipient(named.unit, named.unit_name))
    return list(found.values())


def _typed(text: str) -> dict[int, Recipient]:
    found: dict[int, Recipient] = {}
    for row in filter(str.strip, text.splitlines()):
        match = _LINE.match(row)
        label, names = (match.group(1) or "发", match.group(2)) if match else ("发", row)
        for name in names_in(names):
            unit = orgs.known_unit(name).id
            found.setdefault(unit, Recipient(unit, name, _BY_LABEL[label]))
    return found
