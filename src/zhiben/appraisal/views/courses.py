"""What the steps of a scheme, a run and a commendation were about, as their histories tell it: which indicator and what
it said before, which paper was drafted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiben.appraisal.forms import IndicatorForm, SchemeForm
from zhiben.appraisal.vocab import Aggregation, Audience, Better, Kind, VetoEffect
from zhiben.documents import queries as documents
from zhiben.foundation.audit.queries import Line
from zhiben.kernel import measure
from zhiben.orgs import queries as orgs

WORDS: Mapping[str, Callable[[str], Audience | Aggregation | Kind | Better]] = {
    "audience": Audience,
    "aggregation": Aggregation,
    "kind": Kind,
    "better": Better,
}
"""Columns that hold one of a list of words."""
PAPERS = ("document", "notice")
"""Facts that name a paper."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence beneath a step, and where it leads ("": nowhere)."""

    text: str
    href: str = ""


def notes_on(lines: Sequence[Line]) -> Callable[[Line], list[Note]]:
    """What each of a record's steps was about."""
    named = {line.seq: _name_then(line, lines) for line in lines if "indicator" in line.facts}
    papers = documents.titles([line.facts[name] for line in lines for name in PAPERS if line.facts.get(name)])
    return lambda line: [*_about(line, named.get(line.seq, "")), *_papers(line.facts, papers)]


def _name_then(line: Line, lines: Sequence[Line]) -> str:
    """What an indicator was called before a step; older entries do not say so, the steps before them do."""
    same = [one for one in lines if one.seq < line.seq and one.facts.get("indicator") == line.facts["indicator"]]
    told = [one.facts["name"] for one in same if "name" in one.facts]
    return str(line.facts.get("called") or line.facts.get("before", {}).get("name") or (told[-1] if told else ""))


def _about(line: Line, named: str) -> list[Note]:
    tells = TELLS.get(line.verb)
    return tells(line.facts, named) if tells else []


def _indicator(facts: Mapping[str, Any], _named: str) -> list[Note]:
    told = {"name": facts["name"], "kind": _worded("kind", facts["kind"]), "weight": _worded("", facts["weight"])}
    return [Note(_("“%(name)s”（%(kind)s，权重%(weight)s）") % told)]


def _indicator_changed(facts: Mapping[str, Any], named: str) -> list[Note]:
    return [Note(f"“{named}”"), *_changes(facts, IndicatorForm)] if named else _changes(facts, IndicatorForm)


def _scheme_changed(facts: Mapping[str, Any], _named: str) -> list[Note]:
    return _changes(facts, SchemeForm)


def _veto_rule(facts: Mapping[str, Any], _named: str) -> list[Note]:
    return [
        Note(_("“%(name)s”（%(effect)s）") % {"name": facts["name"], "effect": _(VetoEffect(facts["effect"]).label)})
    ]


TELLS: Mapping[str, Callable[[Mapping[str, Any], str], list[Note]]] = {
    "add_indicator": _indicator,
    "drop_indicator": _indicator,
    "change_indicator": _indicator_changed,
    "change_scheme": _scheme_changed,
    "amend": _scheme_changed,
    "add_veto_rule": _veto_rule,
    "drop_veto_rule": _veto_rule,
}
"""By the verb what is told of the step's facts."""


def _changes(facts: Mapping[str, Any], form: type[Form]) -> list[Note]:
    """Both wordings of each column that a step changed."""
    told = []
    before = facts.get("before", {})
    for asked, field in form.base_fields.items():
        name = "chosen" if asked == "units" else asked
        if name in before:
            was, now = _worded(name, before[name]), _worded(name, facts[name])
            said = _("%(label)s：原为“%(before)s”，改为“%(after)s”")
            told.append(Note(said % {"label": field.label, "before": was, "after": now}))
    return told


def _worded(name: str, value: Any) -> str:
    if name in WORDS:
        return _(WORDS[name](value).label)
    if name in ("measure", "whole") and value in (known := measure.registered()):
        return _(known[value].title)
    if isinstance(value, list):
        value = "、".join(orgs.unit_names(value).values())
    if value in (None, ""):
        return _("（空）")
    return _number(value) if name not in ("name", "pillar", "guidance", "basis") else str(value)


def _number(value: Any) -> str:
    """A number without its empty decimals, anything else as it is."""
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except InvalidOperation:
        return str(value)


def _papers(facts: Mapping[str, Any], titles: Mapping[int, str]) -> list[Note]:
    return [
        Note(titles[facts[name]], reverse("documents:page", args=[facts[name]]))
        for name in PAPERS
        if facts.get(name) in titles
    ]
