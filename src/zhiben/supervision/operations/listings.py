"""The verbs of listing several areas together: one request, one paper to the committee, one decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, amend, begin, effect, perform_many
from zhiben.foundation.lifecycle.door import Step
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.supervision import policy, queries
from zhiben.supervision.lifecycle import LISTING_REQUEST
from zhiben.supervision.models import ListedArea, ListingRequest
from zhiben.supervision.operations.areas import LEAST_REASON, Proposal, begin_area

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument
    from zhiben.foundation.studies import Study

restamps(ListingRequest)
MOST_STREETS = 50
LEAST_CRITERION = 10
"""So many characters it takes at least to say by what streets are chosen: a default of this product."""
OUT = ("issued", "closed")
"""States of a paper that has gone out."""


@dataclass(frozen=True, slots=True)
class Together:
    """Streets (by id, in their order) that are proposed together on the accidents up to `base_year`, each with why in
    `bases`; by what they were chosen; until when they are to be treated; the study that ranks them; and `unstudied`,
    why there is none, or why it is not followed though it ranks others first or lacks months."""

    office: int
    base_year: int
    streets: Sequence[int]
    bases: Mapping[int, str]
    criteria: str
    until: date
    study: int = 0
    unstudied: str = ""


def propose_listing(said: Together, *, actor: Actor) -> ListingRequest:
    """Propose to list an area for each of the streets. Raises NotAllowed, Incomplete, NotFound for a study not seen."""
    grant = policy.must_plan(actor, said.office)
    study = queries.study_of(said.study, said.office) if said.study else None
    place = orgs.unit(said.office).coordinates
    cards = {card.id: card for card in orgs.streets() if place.territory.covers(card.coordinates)}
    told = queries.told_of(study, said.streets)
    asked = _to_explain(study, told)
    _must_be_complete(said, cards, study, asked)
    one = ListingRequest(
        office_id=said.office,
        base_year=said.base_year,
        study=said.study,
        unstudied=said.unstudied.strip() if asked else "",
        told=told,
        criteria=said.criteria.strip(),
        until=said.until,
        proposed_by=actor.id,
    )
    one.place_at(place)
    figures = queries.figures_of(place.territory, said.streets, said.base_year, study)
    with audit.batch():
        begin(one, actor, grant, base_year=said.base_year, streets=list(said.streets), study=said.study)
        for row in figures:
            title = N_("{street}高风险区域").format(street=row.name)
            area = Proposal(said.office, title, [row.street], said.bases[row.street], said.until)
            begin_area(area, [cards[row.street]], actor=actor, grant=grant, request=one, figures=row.plain)
    return one


def _to_explain(study: Study | None, told: Mapping[str, Any]) -> str:
    """What of a proposal asks for a reason, as a form says it; "" where nothing does."""
    if study is None:
        return N_("没有采用分析结果的，请写明理由（至少{least}个字）").format(least=LEAST_REASON)
    found = [N_("没有按名次选取")] if told["order"] else []
    found += [N_("基准年有月份像是没有导入齐")] if queries.lacking_months(told, study.result["base_year"]) else []
    return (
        N_("{what}，请写明理由（至少{least}个字）").format(what="、".join(found), least=LEAST_REASON) if found else ""
    )


def _must_be_complete(said: Together, cards: Mapping[int, object], study: Study | None, asked: str) -> None:
    wrong = {"streets": why} if (why := _why_not(said, cards)) else {}
    if len(said.criteria.strip()) < LEAST_CRITERION:
        wrong["criteria"] = N_("请写明怎样选定（至少{least}个字）").format(least=LEAST_CRITERION)
    if asked and len(said.unstudied.strip()) < LEAST_REASON:
        wrong["unstudied"] = asked
    if study is not None and said.base_year != study.result["base_year"]:
        wrong["base_year"] = N_("所依据的分析的基准年是{year}年").format(year=study.result["base_year"])
    elif not 2000 <= said.base_year < clock.today().year:
        wrong["base_year"] = N_("基准年应是已经过完的年份")
    if said.until <= clock.today():
        wrong["until"] = N_("治理期限应在今天以后")
    if wrong:
        raise Incomplete(N_("请核对挂牌提请"), fields=wrong)


def _why_not(said: Together, cards: Mapping[int, object]) -> str:
    """What speaks against the streets; "" where nothing does."""
    if not 0 < len(said.streets) <= MOST_STREETS or len(set(said.streets)) != len(said.streets):
        return N_("请选择1至50个街镇")
    if set(said.streets) - set(cards):
        return N_("请选择本安委办范围内的街镇")
    if again := set(said.streets) & queries.listed_streets(said.office):
        return N_("{names}已在提请或挂牌中").format(names="、".join(orgs.territory_names(again).values()))
    return ""


def draft_request(one: ListingRequest, written: Written, *, actor: Actor) -> OfficialDocument:
    """Draft the request to the committee; a new one once the last was made void or taken back. Raises NotAllowed,
    Incomplete, Refused."""
    grant = policy.must_plan(actor, one.office_id)
    if one.state != "proposed":
        raise Refused(N_("已经决定的提请不再起草请示"))
    if one.paper is not None and one.paper.state not in queries.GONE:
        raise Refused(N_("请示已经起草，请到公文里修改"))
    with audit.batch():
        document = documents.write(Paper.REQUEST, written, office=one.office_id, actor=actor)
        amend([one], at=clock.now(), paper=document)
        subject = (one._meta.label_lower, one.pk)
        audit.record("draft_request", actor, subject=subject, facts={"document": document.pk}, grant=grant)
    return document


def _proposed(one: ListingRequest) -> list[ListedArea]:
    return [area for area in queries.areas_of(one) if area.state == "proposed"]


@effect(LISTING_REQUEST, "approve")
def _approved(change: Change) -> None:
    """Lists every area that is still proposed, from the day of the decision; what was dropped before stays dropped."""
    one: ListingRequest = change.record
    if one.paper is None or one.paper.state not in OUT:
        raise Refused(N_("请示印发以后，才能登记安委会的批准"))
    day, areas = change.facts["on"], _proposed(one)
    if not one.paper.issued_at or not one.paper.issued_at.astimezone(clock.TZ).date() <= day <= clock.today():
        raise Incomplete(N_("请核对日期"), fields={"on": N_("批准日期应在请示印发之日和今天之间")})
    if not areas:
        raise Refused(N_("没有拟挂牌的区域，请选择“不挂牌”"))
    one.decision, one.decided_on = change.facts["decision"].strip(), day
    for area in areas:
        area.__dict__["_decided_on"] = day
    perform_many([Step(area, "list", change.actor, {"decision": one.decision}) for area in areas], at=change.at)
    change.noted["areas"] = [area.pk for area in areas]


@effect(LISTING_REQUEST, "drop")
def _dropped(change: Change) -> None:
    facts = {"reason": change.facts["reason"]}
    perform_many([Step(area, "drop", change.actor, facts) for area in _proposed(change.record)], at=change.at)
