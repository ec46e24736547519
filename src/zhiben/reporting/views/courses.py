"""What the steps of a form changed, as its history tells it: which fields came, went or ask otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.audit.queries import Line
from zhiben.orgs import queries as orgs
from zhiben.reporting.forms.returns import FieldForm
from zhiben.reporting.models import ReturnForm
from zhiben.reporting.vocab import FieldKind

NAMED = ("at_most", "sums")
"""Attributes that name other fields, by their keys."""


def notes_on(one: ReturnForm) -> Callable[[Line], list[str]]:
    """What each entry about a form changed, in sentences; columns with both their wordings are told by the ledger."""
    titles = {field.key: field.title for field in one.fields}
    return lambda line: [*_fields(line.facts, titles), *_units(line.facts), *_reason(line.facts)]


def _fields(facts: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    told = [
        done + "、".join(f"“{title}”" for title in facts[name])
        for name, done in (("added", _("增加栏目")), ("dropped", _("删去栏目")))
        if facts.get(name)
    ]
    for one in facts.get("altered", ()):
        said = one["said"]
        changes = "；".join(_change(name, said[name], titles) for name in FieldForm.base_fields if name in said)
        told.append(_("栏目“%(title)s”：%(changes)s") % {"title": one["field"], "changes": changes})
    return [*told, _("调整栏目次序")] if facts.get("moved") else told


def _change(name: str, both: Sequence[Any], titles: Mapping[str, str]) -> str:
    label = str(FieldForm.base_fields[name].label)
    before, after = (_worded(name, value, titles) for value in both)
    return _("%(label)s原为“%(before)s”，改为“%(after)s”") % {"label": label, "before": before, "after": after}


def _worded(name: str, value: Any, titles: Mapping[str, str]) -> str:
    if name == "kind":
        return _(FieldKind(value).label)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in NAMED:
        value = [titles.get(key, key) for key in ([value] if isinstance(value, str) else value) if key]
    return ("、".join(value) if isinstance(value, list) else str(value or "")) or _("（空）")


def _units(facts: Mapping[str, Any]) -> list[str]:
    if "units" not in facts:
        return []
    both = facts["units"]
    names = orgs.unit_names([*both["from"], *both["to"]])
    before, after = ("、".join(names[unit] for unit in both[side] if unit in names) for side in ("from", "to"))
    told = {"before": before or _("（空）"), "after": after or _("（空）")}
    return [_("指定单位：原为“%(before)s”，改为“%(after)s”") % told]


def _reason(facts: Mapping[str, Any]) -> list[str]:
    return [facts["reason"]] if facts.get("reason") else []
