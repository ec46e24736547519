"""重述: a frozen figure that turned out wrong is frozen anew as of the same cut, beside the old one, with the day and
the reason; what a bulletin said stays what it said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from zhiben.dispatch import facts, recounting
from zhiben.dispatch.models import Round
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.measures import freeze, seals
from zhiben.foundation.measures.models import FrozenMeasure

DRAFTING = ("draft", "redraft", "renew")
"""Moves that write a round's papers from the figures as they stand."""

PRINTED = ("approved", "issued", "withdrawn")
"""States of a round whose bulletin's words are fixed."""


Wholes = dict[tuple[str, str], FrozenMeasure]
"""Frozen wholes by bundle and measure."""


@dataclass(frozen=True, slots=True)
class Restatement:
    """One figure of a round as it was and as it was restated, by whom, when and why; `source` is the round's state,
    `bundle` the name under which it was frozen anew, `before` the one under which it stood, `period` the round's, `seq`
    the place in the ledger; `entered` when the present bulletin's figures are the restated ones."""

    measure: str
    title: str
    was: str
    now: str
    who: str
    at: datetime
    reason: str
    source: str = ""
    bundle: str = ""
    period: str = ""
    seq: int = 0
    before: str = ""
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When the round's bulletin was taken back, and why."""

    at: datetime
    reason: str
    correction: str
    seq: int = 0


def freeze_anew(one: Round, chosen: Collection[int]) -> dict[str, Any]:
    """Freeze measures, by the ids of their wholes at the closing, once more; facts for the ledger. Raises Refused when
    one is not the round's, no longer declared, or comes out as it stands. The caller has opened the office's scope."""
    later = FrozenMeasure.objects.filter(bundle__startswith=f"{one.bundle}-r", slice="")
    bundle = f"{one.bundle}-r{later.count() + 1}"
    found = recounting.recounted(one, bundle, chosen)
    for each in found:
        freeze(each.rows)
    instead_of = {each.standing.measure: each.standing.bundle for each in found}
    return {"restated": bundle, "instead_of": instead_of, "figures": seals(bundle)}


def restatements(one: Round) -> list[Restatement]:
    """Everything that was restated, oldest first."""
    every = audit.of(one)
    lines = [line for line in every if line.verb == "restate"]
    anew = _drafted_anew(every)
    rows = _both_sides([line.facts for line in lines])
    found = []
    for line in lines:
        told = _restated(one, line.facts, rows, who=line.who, at=line.at, reason=line.facts["reason"])
        entered = bool(anew) and (line.seq < anew or line.source not in PRINTED)
        found += [replace(each, source=line.source, seq=line.seq, entered=entered) for each in told]
    return found


def _drafted_anew(lines: Iterable[audit.Line]) -> int:
    """The place in the ledger where the bulletin was drafted anew last; 0 when the first one stands. What it prints is
    what was right then: a figure that was restated, and corrected, before does not come back as it was."""
    return max((line.seq for line in lines if line.verb == "redraft"), default=0)


def all_entered(found: Iterable[Restatement]) -> list[Restatement]:
    """Restatements as they are for a bulletin that is being drafted anew at this very moment."""
    return [replace(each, entered=True) for each in found]


def entered(found: Iterable[Restatement]) -> dict[str, str]:
    """By measure, under which name the figure stands that the present bulletin prints instead of the first one."""
    return {each.measure: each.bundle for each in found if each.entered}


def whole_ways(found: Iterable[Restatement]) -> list[Restatement]:
    """Restatements of one figure as one: from what it was at first to what it is now, for the reasons of all."""
    ways: dict[tuple[str, str], Restatement] = {}
    for each in found:
        reason = " ".join(each.reason.split()).rstrip("。")
        key = (each.period, each.measure)
        first = ways.get(key)
        ways[key] = (
            replace(each, was=first.was, before=first.before, reason=f"{first.reason}；{reason}")
            if first
            else replace(each, reason=reason)
        )
    return list(ways.values())


def restated_now(one: Round, noted: dict[str, Any], *, who: str, at: datetime, reason: str) -> list[Restatement]:
    """What the ledger will tell of a restatement that is being made."""
    told = _restated(one, noted, _both_sides([noted]), who=who, at=at, reason=reason)
    anew = one.state not in PRINTED and _drafted_anew(audit.of(one)) > 0
    return [replace(each, source=one.state, entered=anew) for each in told]


def standing(bundles: Collection[str], without: Collection[str] = ()) -> dict[str, dict[str, str]]:
    """By closings' bundles: under which name each of their measures that was restated stands now. `without`: names of
    restatements that are passed over."""
    if not bundles:
        return {}
    named = reduce(or_, (Q(bundle__startswith=f"{bundle}-r") for bundle in bundles))
    rows = FrozenMeasure.objects.filter(named, slice="").exclude(bundle__in=without).order_by("pk")
    found: dict[str, dict[str, str]] = {}
    for bundle, name in rows.values_list("bundle", "measure"):
        found.setdefault(bundle.rpartition("-r")[0], {})[name] = bundle
    return found


def mistakes(one: Round, restated: Sequence[Restatement] | None = None) -> list[Restatement | Withdrawal]:
    """What came out after the bulletin's approval, in order of time: figures restated (the round's own, unless others
    are given), the bulletin taken back."""
    told = restatements(one) if restated is None else restated
    after = [found for found in told if found.source in PRINTED]
    lines = (line for line in audit.of(one) if line.verb == "withdraw_issue")
    back = [Withdrawal(line.at, line.facts["reason"], line.facts["correction"], line.seq) for line in lines]
    return sorted([*after, *back], key=lambda found: (found.at, found.seq))


def wholes(bundles: set[str]) -> list[FrozenMeasure]:
    """The frozen wholes of some bundles, without the id lists."""
    rows = FrozenMeasure.objects.filter(bundle__in=bundles, slice="")
    return list(rows.defer("numerator_ids", "denominator_ids"))


def _both_sides(noted: Iterable[dict[str, Any]]) -> Wholes:
    """The frozen wholes, old and new, of what the ledger notes of restatements."""
    bundles = {bundle for each in noted for bundle in (each["restated"], *_instead_of(each).values())}
    return {(row.bundle, row.measure): row for row in wholes(bundles)}


def _instead_of(noted: dict[str, Any]) -> dict[str, str]:
    """By measure, the bundle before; entries from when one figure was restated at a time note that bundle alone."""
    before = noted["instead_of"]
    return before if isinstance(before, dict) else dict.fromkeys(noted["figures"], before)


def _restated(
    one: Round, noted: dict[str, Any], rows: Wholes, *, who: str, at: datetime, reason: str
) -> list[Restatement]:
    found = []
    for name, before in sorted(_instead_of(noted).items()):
        was, now = rows.get((before, name)), rows.get((noted["restated"], name))
        title = now.title if now else name
        shown = (facts.shown(was), facts.shown(now))
        told = Restatement(name, title, *shown, who, at, reason, bundle=noted["restated"], before=before)
        found.append(replace(told, period=one.period.label))
    return found
