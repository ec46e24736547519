"""A return as it is filled in on its page: one entry for each field with what was typed, what is wrong, what needs a
reason, and what was told last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhiben.reporting.fields import Field, Values, Wrong, parse, shown, typed
from zhiben.reporting.held import plainly
from zhiben.reporting.models import Return
from zhiben.reporting.operations.telling import look_at


@dataclass(slots=True)
class Entry:
    """One field on the page."""

    field: Field
    text: str = ""
    last: str = ""
    shown: str = ""
    wrong: str = ""
    doubt: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """The name of its input."""
        return f"v_{self.field.key}"


@dataclass(slots=True)
class Entries:
    """All of them; `values` are those that could be read."""

    rows: list[Entry]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[str, str]:
        """What was told in explanation, by field."""
        return {row.field.key: row.reason for row in self.rows if row.reason}

    @property
    def unreadable(self) -> bool:
        """True when something typed fits no field."""
        return any(row.wrong for row in self.rows)


def entries(one: Return, values: Values, reasons: Mapping[str, str], last: Values | None) -> Entries:
    """The page's entries from values that stand."""
    rows = [
        Entry(
            each,
            typed(each, values.get(each.key)),
            shown(each, (last or {}).get(each.key)),
            shown(each, values.get(each.key)),
            reason=reasons.get(each.key, ""),
        )
        for each in one.form.fields
    ]
    return Entries(rows, {key: value for key, value in values.items() if value is not None})


def typed_in(one: Return, given: Mapping[str, str], standing: Entries) -> Entries:
    """The entries as a person has sent them."""
    rows, values = [], {}
    for row in standing.rows:
        if not row.field.asked:
            rows.append(row)
            continue
        text = str(given.get(row.name, ""))[:4000]
        sent = Entry(row.field, text, row.last, reason=str(given.get(f"r_{row.field.key}", ""))[:200])
        try:
            value = parse(row.field, text)
        except Wrong as told:
            sent.wrong = str(told)
        else:
            if value is not None:
                values[row.field.key] = value
        rows.append(sent)
    return Entries(rows, values)


def checked(one: Return, sent: Entries) -> Entries:
    """The entries with what is refused and what needs a reason beside them."""
    found = look_at(one, sent.values)
    for row in sent.rows:
        row.wrong = row.wrong or found.refused.get(row.field.key, "")
        row.doubt = "" if row.wrong else found.doubted.get(row.field.key, "")
    return sent


def pasted(standing: Entries, text: str) -> list[str]:
    """Put lines of a spreadsheet (field, value) into the entries; the lines that no field answers to."""
    by_title = {plainly(row.field.title): row for row in standing.rows if row.field.asked}
    unknown = []
    for line in text.splitlines():
        title, _tab, value = line.partition("\t")
        if not line.strip():
            continue
        named = plainly(title)
        row = by_title.get(named) or by_title.get(plainly(title.partition("（")[0]))
        if row is None:
            unknown.append(title.strip()[:40])
        else:
            row.text = value.strip()
    return unknown
