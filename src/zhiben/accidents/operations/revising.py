"""Saying otherwise what a case says: each change of when, where, whose, how many or of which type is a revision of its
own day, and what stood before stays readable. Causes are found and taken off by the day too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from zhiben.accidents import policy
from zhiben.accidents.grading import HARM, is_late
from zhiben.accidents.models import AccidentCase, CaseCause, Revision
from zhiben.accidents.operations.discreet import discreet
from zhiben.accidents.operations.entering import (
    Draft,
    codes_by_id,
    must_be_sound,
    places_of,
    revision_of,
    said_of,
    tracked_of,
)
from zhiben.accidents.vocab import CAUSES, LABEL
from zhiben.analysis.masking import mask
from zhiben.foundation import audit, search
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import TERRITORY_LEVELS, Actor
from zhiben.kernel.text import N_
from zhiben.orgs.operations import lies_at_sites, restamps

PLACE = (*TERRITORY_LEVELS, "line", "subline")


def draft_of(case: AccidentCase) -> Draft:
    """A case as it stands, as somebody would tell it."""
    plain = {
        name: getattr(case, name)
        for name in (
            *("occurred_on", "hour", "minute", "place", "unit_name", "unit_code", "enterprise", "contractor"),
            *("regime", "deaths", "missing", "serious", "minor", "loss", "legacy_type"),
            *("narrative", "learned_at", "reported_at"),
        )
    }
    return Draft(
        **plain,
        territory=0 if case.site_id else case.street or case.district,
        site=case.site_id or 0,
        sector=case.sector_id or 0,
        type_1986=case.type_1986_id or 0,
        type_2025=case.type_2025_id or 0,
    )


def revise(
    case: AccidentCase, *, reason: str, actor: Actor, at: datetime | None = None, **changes: Any
) -> AccidentCase:
    """Let a case say otherwise what `changes` name, by the fields of a `Draft`, for a reason. A case that says so
    already is left as it is. Raises NotAllowed, Refused, Incomplete, Conflict when somebody was faster."""
    grant = policy.must_correct(actor, case)
    moment = at or clock.now()
    before_draft = draft_of(case)
    draft, why = discreet(replace(before_draft, **changes)), mask(reason.strip()).text
    must_be_sound(
        draft, today=moment.astimezone(clock.TZ).date(), coded=codes_by_id([draft.type_1986, draft.type_2025])
    )
    columns = _columns(case, draft, before_draft, actor)
    altered = {name: value for name, value in columns.items() if getattr(case, name) != value}
    if not altered:
        return case
    if not why:
        raise Incomplete(N_("请写明更正的理由"), fields={"reason": N_("请写明更正的理由")})
    before, found_by = {name: getattr(case, name) for name in altered}, AccidentCase.found_by.texts(case)
    said = said_of(case)
    with audit.batch():
        amend([case], at=moment, **altered)
        if said_of(case) != said:
            last = Revision._unfiltered().filter(case=case.pk).order_by("-number").values_list("number", flat=True)[0]
            insert([revision_of(case, last + 1, moment, actor, why[:200])])
        search.change(AccidentCase.found_by, case, found_by)
        facts: dict[str, Any] = {"reason": why, "from": before, "to": altered}
        if set(HARM) & set(altered) and is_late(case.occurred_on, case.regime, moment):
            facts["late"] = True
        audit.record("revise_case", actor, subject=(LABEL, case.pk), facts=facts, at=moment, grant=grant)
    return case


def _columns(case: AccidentCase, draft: Draft, before: Draft, actor: Actor) -> dict[str, Any]:
    """The columns of the case as `draft` tells them; where it lies only when that is told otherwise, for a street may
    have gone over to another district since, and its line alone when only the sector is."""
    sector = draft.sector
    columns: dict[str, Any] = {}
    elsewhere = (draft.territory, draft.site) != (before.territory, before.site)
    if elsewhere or draft.sector != before.sector:
        place, sector = places_of([draft], actor).of(draft)
        if not elsewhere:
            place = replace(case.coordinates, line=place.line, subline=place.subline)
        policy.must_record_at(actor, place)
        columns = {name: getattr(place, name) for name in PLACE}
    return columns | tracked_of(draft, sector) | {"narrative": draft.narrative}


def _come_together(cases: Sequence[AccidentCase], actor: Actor, at: datetime) -> None:
    """Cases at an entry of a site that was given up lie at the other one: a revision says so."""
    last = dict(
        Revision._unfiltered().filter(case__in=[case.pk for case in cases]).order_by("number").values_list("case", "pk")
    )
    standing = {row.case_id: row for row in Revision._unfiltered().filter(pk__in=last.values())}
    insert(
        [
            revision_of(case, standing[case.pk].number + 1, at, actor, N_("场所合并"))
            for case in cases
            if standing[case.pk].site_id != case.site_id
        ]
    )


restamps(AccidentCase)
lies_at_sites(AccidentCase, _come_together)


def code_causes(case: AccidentCase, codes: Iterable[int], *, actor: Actor, at: datetime | None = None) -> AccidentCase:
    """Let a case have exactly these causes, by the ids of codes. Raises NotAllowed, Refused, Incomplete for what is no
    cause, Conflict."""
    grant = policy.must_correct(actor, case)
    wanted = set(codes)
    known = codes_by_id(wanted)
    if wanted != set(known) or any(one.scheme.layer not in CAUSES for one in known.values()):
        raise Incomplete(N_("请从代码表中选择原因"), fields={"causes": N_("请从代码表中选择")})
    moment = at or clock.now()
    standing = {row.code_id: row for row in CaseCause._unfiltered().filter(case=case.pk, until__isnull=True)}
    gone, new = set(standing) - wanted, wanted - set(standing)
    if not gone and not new:
        return case
    with audit.batch():
        act_beside(case)
        CaseCause._unfiltered().filter(pk__in=[standing[code].pk for code in gone]).update(until=moment)
        insert([CaseCause(case=case, code_id=code, since=moment, by=actor.id) for code in sorted(new)])
        facts: Mapping[str, Sequence[int]] = {"from": sorted(standing), "to": sorted(wanted)}
        audit.record("code_causes", actor, subject=(LABEL, case.pk), facts=facts, at=moment, grant=grant)
    return case
