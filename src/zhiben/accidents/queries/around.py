"""Everything that stands around one case, read together for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from zhiben.accidents.clocks import Due
from zhiben.accidents.grading import HARM, is_late
from zhiben.accidents.models import AccidentCase, Code, Revision, SourceRow
from zhiben.accidents.queries import cases
from zhiben.accidents.queries.doubles import may_be
from zhiben.accidents.queries.facts import closed_at_site_before
from zhiben.accidents.queries.sources import Said, side_by_side
from zhiben.accidents.vocab import LABEL, UNKNOWN_CAUSE, UNPLACED, Layer
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.hazards.queries import ClosedHazard
from zhiben.orgs import queries as orgs

TOLD = (
    *("occurred_on", "time", "district", "street", "place", "site", "sector", "unit_name", "unit_code", "enterprise"),
    *("contractor", "deaths", "missing", "serious", "minor", "loss", "loss_wan", "type_1986", "type_2025"),
    *("legacy_type", "narrative", "learned_at", "reported_at"),
)
"""What departments' records are put side by side in."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a case."""

    dues: Sequence[Due]
    revisions: Sequence[Revision]
    late: frozenset[int]
    sources: Sequence[SourceRow]
    said: Sequence[Said]
    causes: Mapping[str, Sequence[Code]]
    doubles: Sequence[Any]
    merged: Sequence[AccidentCase]
    into: AccidentCase | None
    hazards: Sequence[ClosedHazard]
    files: Sequence[Any]
    lines: Sequence[Any]
    places: Mapping[int, str]
    people: Mapping[int, str]
    site: str
    sector: str

    @property
    def unknown_cause(self) -> str:
        """What is shown where no cause was found."""
        return "" if self.causes else _(UNKNOWN_CAUSE)

    @property
    def unplaced(self) -> str:
        """What is shown where nobody knows the street."""
        return _(UNPLACED)


def around_of(case: AccidentCase) -> Around:
    """What stands around a case that was found in scope."""
    sources, revisions = cases.sources_of(case), cases.revisions_of(case)
    causes: dict[str, list[Code]] = {}
    for one in cases.causes_of(case):
        causes.setdefault(_(Layer(one.scheme.layer).label), []).append(one)
    places = {case.district, case.street, *(place for row in revisions for place in (row.district, row.street))}
    files = list(attached(LABEL, case.pk))
    people = {*(row.by for row in revisions), *(row.entered_by for row in sources)}
    return Around(
        dues=cases.dues_of(case),
        revisions=revisions,
        late=_late(revisions),
        sources=sources,
        said=side_by_side(sources, TOLD),
        causes=causes,
        doubles=may_be(case),
        merged=cases.merged_into(case),
        into=next(iter(cases.cases_by_id([case.merged_into_id])), None) if case.merged_into_id else None,
        hazards=closed_at_site_before(case.site_id or 0, case.occurred_on),
        files=files,
        lines=audit.of_all({LABEL: [case.pk]}),
        places=orgs.territory_names(places),
        people=orgs.person_names(people),
        site=orgs.site_names([case.site_id]).get(case.site_id, "") if case.site_id else "",
        sector=dict(orgs.sectors()).get(case.sector_id or 0, ""),
    )


def _late(revisions: Sequence[Revision]) -> frozenset[int]:
    """The revisions, of all of a case with the newest first, that told other casualties after the days for it."""
    return frozenset(
        new.pk
        for new, old in pairwise(revisions)
        if any(getattr(new, name) != getattr(old, name) for name in HARM)
        and is_late(new.occurred_on, new.regime, new.since)
    )
