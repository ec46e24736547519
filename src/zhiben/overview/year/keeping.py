"""Keeping a report: its figures frozen with the records behind them, the paper as it was then, both under one digest in
the ledger. What is kept never changes; made again, it is another one beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhiben.foundation import audit, studies
from zhiben.foundation.measures import freeze, frozen, rows_behind, seals
from zhiben.foundation.rendering import Paper, from_json, to_json
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found, Study
from zhiben.kernel import measure
from zhiben.kernel.errors import Conflict, NotAllowed, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.overview.year import annex
from zhiben.overview.year.building import paper
from zhiben.overview.year.gathering import Year, cut_of, frozen_rows, gathered, reader

if TYPE_CHECKING:
    from zhiben.foundation.measures.models import FrozenMeasure

NAME = "year-report"
VERSION = "1"
"""Of the report; another number when the same records may be told otherwise."""
SIDES = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a kept figure that a person may see, and how many there are beyond."""

    row: FrozenMeasure
    side: str
    shown: Sequence[Any]
    total: int
    visible: int

    @property
    def hidden(self) -> int:
        """How many the person may not see."""
        return self.total - self.visible


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a kept report as its page lists it; `side` is what its link opens first."""

    name: str
    title: str
    shown: str
    counts: str


def told(office: UnitCard, day: date, *, asks: bool = False) -> Paper:
    """The report as the records stand, nothing frozen; `asks`: say where something is still to be written."""
    with scope(reader(office)):
        return paper(gathered(office, cut_of(day)), asks=asks)


def keep(office: UnitCard, day: date, *, plans: str, actor: Actor) -> Study:
    """Freeze the figures of an office's year and keep the report with what the office has written about what comes
    next. Raises NotAllowed for who does not run the office, Conflict when records changed meanwhile."""
    if office.id not in orgs.offices_run(actor):
        raise NotAllowed(N_("年度报告由本安委办的经办人员生成定稿"))
    with audit.batch():
        with scope(reader(office)):
            one = gathered(office, cut_of(day))
            bundle = f"year-{office.id}-{one.year}-{_number(office.id)}"
            rows = frozen_rows(one, bundle)
            _must_agree(one, rows)
            whole = paper(one, plans.strip(), bundle=bundle, digest=digest_of(rows))
        freeze(rows)
        result = {"paper": to_json(whole), "bundle": bundle, "digest": digest_of(rows), "seals": seals(bundle)}
        table = [annex.row(figure) for figure in one.figures.values()]
        parameters = {"year": one.year, "bundle": bundle}
        kept = Found(VERSION, annex.HEADS, table, result, parameters=parameters)
        return studies.keep(NAME, office.id, one.at, kept, as_of=one.last, actor=actor)


def _number(office: int) -> int:
    """Which of an office's reports comes next; of two at once one is in time."""
    return Study._unfiltered().filter(name=NAME, unit=office).count() + 1


def _must_agree(one: Year, rows: Sequence[FrozenMeasure]) -> None:
    """The figures told and the rows frozen were read one after the other."""
    for row in rows:
        figure = one.figures[row.measure]
        if not row.slice and (row.numerator, row.denominator) != (figure.numerator, figure.denominator):
            raise Conflict(N_("生成期间记录有变化，请再生成一次"))


def digest_of(rows: Sequence[FrozenMeasure]) -> str:
    """One SHA-256 over the seals of frozen figures."""
    told = sorted([row.measure, row.slice, row.sha256] for row in rows)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def kept_reports(office: int) -> list[Study]:
    """The kept reports of an office that the open scope shows, the newest first."""
    return list(studies.studies_of(NAME, office).defer("inputs", "result"))


def kept_report(pk: int) -> Study:
    """A kept report in scope. Raises NotFound."""
    found = Study.objects.filter(pk=pk, name=NAME).first()
    if found is None:
        raise NotFound(N_("没有找到该年度报告"))
    return found


def paper_of(study: Study) -> Paper:
    """The paper of a kept report as it was."""
    return from_json(study.result["paper"])


def is_intact(study: Study) -> bool:
    """Whether the frozen figures are still those that were kept."""
    same: bool = seals(study.result["bundle"]) == study.result["seals"]
    return same


def lines_of(study: Study) -> list[Line]:
    """The kept figures, each with what opens it."""
    known = frozen(study.result["bundle"])
    return [_line(row) for (_name, slice_), row in known.items() if not slice_]


def _line(row: FrozenMeasure) -> Line:
    if row.denominator is None:
        return Line(row.measure, row.title, f"{row.numerator:,}{row.unit}", "")
    shown = measure.share(row.numerator, row.denominator)
    return Line(row.measure, row.title, shown, f"{row.numerator:,} / {row.denominator:,}")


def behind(study: Study, name: str, side: str, *, start: int = 0, limit: int = 100) -> Behind:
    """The frozen records behind a figure of a kept report, as far as the open scope shows them. Raises NotFound."""
    bundle = study.result["bundle"]
    row, declared = frozen(bundle).get((name, "")), measure.registered().get(name)
    if row is None or declared is None or side not in SIDES:
        raise NotFound(N_("这份报告没有该指标"))
    pks = rows_behind(bundle, name, of=side)
    manager = declared.numerator(cut_of(study.as_of)).model._default_manager
    seen = sorted(
        pk
        for first in range(0, len(pks), 500)
        for pk in manager.filter(pk__in=pks[first : first + 500]).values_list("pk", flat=True)
    )
    found = list(manager.filter(pk__in=seen[start : start + limit]).order_by("pk"))
    return Behind(row, side, found, len(pks), len(seen))
