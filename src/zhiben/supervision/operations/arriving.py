"""Being there: from this moment a target is no longer sealed. The second of the team joins the visit that the first has
begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin, effect, perform
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.kernel import clock, earth
from zhiben.kernel.earth import Point
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import place_site
from zhiben.supervision import interests, queries
from zhiben.supervision.lifecycle import VISIT
from zhiben.supervision.models import Round, Target, TeamMember, Visit, VisitMember
from zhiben.supervision.operations.bringing import bring_all
from zhiben.supervision.operations.confirming import sign_confirmation
from zhiben.supervision.operations.positions import exact_of, keep_exact
from zhiben.supervision.vocab import COARSE, LONGEST_DESPITE, LONGEST_WITHOUT, MOST_BLUR, NEAR, SENDING, VISITING

FURTHEST = 20_040_000
"""Half the way around the earth in metres: nothing is more blurred than that."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a device says that it is, in degrees (WGS 84), give or take `accuracy` metres; or why there is none.
    `despite`: why somebody is there though the device is far from the site."""

    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    without: str = ""
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """How far a device is from its site, how far it may be (metres), and why it is further; None where that is not
    known."""

    distance: int | None = None
    allowed: int | None = None
    reason: str = ""


def measured(site: int, position: Position) -> Measured:
    """How far from a site somebody checks in. Raises Incomplete where that is too far and no reason is given."""
    point = orgs.site_points([site]).get(site)
    if point is None or position.latitude is None or position.longitude is None:
        return Measured()
    distance = round(earth.metres(point, Point(position.latitude, position.longitude)))
    allowed = NEAR + round(min(position.accuracy or 0, MOST_BLUR))
    if distance <= allowed:
        return Measured(distance, allowed)
    if reason := position.despite.strip():
        return Measured(distance, allowed, reason)
    sentence = N_(
        "手机定位离场所{distance}，超过{allowed}。到了现场再登记；确实在现场的，写明理由再按一次，由安委办认可以后才算覆盖"
    ).format(distance=earth.in_words(distance), allowed=earth.in_words(allowed))
    raise Incomplete(sentence, fields={"despite": sentence}, code="far_from_site")


def arrive(target: Target, position: Position, *, at: datetime | None = None, actor: Actor) -> Visit:
    """Begin the visit to a target, or join it where a colleague has begun it; `at` is when by the device, where that
    tells it later; the earliest arrival of the team is the visit's. Raises NotAllowed for whoever is not of the team,
    Incomplete without a position or a reason for that, for one that cannot be, or far from the site without a reason,
    Refused before the round's first day and for who is to keep away."""
    _must_be_placed(position)
    _must_go_on(target.round, at)
    found = measured(target.site_id, position)
    begun = _begun(target)
    if begun is not None:
        return _joined(begun, target, Came(actor, position, found, at))
    _must_not_keep_away(target, actor, at)
    visit = _visit(target, position, at)
    visit.distance, visit.allowed, visit.far_reason = found.distance, found.allowed, found.reason
    with audit.batch():
        perform(target, "reach", actor, salt=target.salt)
        begin(
            visit,
            actor,
            actor.acting_at(visit.coordinates, target.coordinates),
            round=target.round_id,
            seal=target.seal,
            salt=target.salt,
            **_told(found),
        )
        insert([part_in(visit, SENDING, visit.office_id, target.round.coordinates)])
        _there(visit, target, Came(actor, position, found, at))
    queries.prepare_visits([visit])
    return visit


def _must_go_on(one: Round, at: datetime | None) -> None:
    """A round takes in nobody before its first day, and one that is over only who was there before its end, and whose
    phone tells it now. Late ones still go, as long as it is under way."""
    if (at or clock.now()).astimezone(clock.TZ).date() < one.first:
        sentence = N_("本轮{first}开始，首日以前不能到场登记")
        raise Refused(sentence, first=clock.in_words(one.first), code="round_to_come")
    over = one.state == "closed" and not (at is not None and one.changed_at is not None and at <= one.changed_at)
    if over or one.state not in ("under_way", "closed"):
        raise Refused(N_("本轮已结束，不再到场登记"))


def _must_not_keep_away(target: Target, actor: Actor, at: datetime | None) -> None:
    """Raise Refused for somebody of the team who is to keep away: what was noted after the draw holds too."""
    if why := interests.keeps_away(target, actor.id, at or clock.now()):
        raise Refused(N_("您要回避，不能到场登记：{why}。请告知名单保管人改派"), why=why, code="interest")


def _must_be_placed(position: Position) -> None:
    _must_be_on_earth(position)
    placed = position.latitude is not None and position.longitude is not None
    if not placed and not position.without.strip():
        sentence = N_("没有定位时，请写明原因，如“地下室无信号”")
        raise Incomplete(sentence, fields={"without": sentence})
    for name, said, most in (
        ("without", position.without, LONGEST_WITHOUT),
        ("despite", position.despite, LONGEST_DESPITE),
    ):
        if len(said.strip()) > most:
            sentence = N_("理由过长，最多{most}个字").format(most=most)
            raise Incomplete(sentence, fields={name: sentence})


def _must_be_on_earth(position: Position) -> None:
    if not (abs(position.latitude or 0) <= 90 and abs(position.longitude or 0) <= 180):
        raise Incomplete(N_("定位不对"), fields={"position": N_("纬度应在±90之间，经度应在±180之间")})
    if not 0 <= (position.accuracy or 0) <= FURTHEST:
        raise Incomplete(N_("定位误差不对，请重新定位"), fields={"position": N_("定位误差不对，请重新定位")})


def _begun(target: Target) -> Visit | None:
    """A colleague's visit to the same target, which the team is in on wherever it lies."""
    return Visit._unfiltered().filter(target=target.pk).exclude(state="void").first()


def _visit(target: Target, position: Position, at: datetime | None) -> Visit:
    one = target.round
    place, sector = orgs.site_grounds([target.site_id])[target.site_id]
    visit = Visit(
        round=one,
        office_id=one.office_id,
        target=target.pk,
        kind=one.kind,
        mode=one.mode,
        title=one.title,
        site_id=target.site_id,
        hazard=target.hazard,
        team_size=one.team_size,
        arrived_at=at or clock.now(),
        told_at=clock.now() if at else None,
        **_placed(position),
    )
    visit.place_at(place)
    visit.line, visit.subline = orgs.sector_lines().get(sector, (0, 0))
    return visit


def _placed(position: Position) -> dict[str, Any]:
    """The columns of a row, which are coarse; what is exact is kept apart."""
    return {
        "latitude": None if position.latitude is None else round(position.latitude, COARSE),
        "longitude": None if position.longitude is None else round(position.longitude, COARSE),
        "accuracy": None if position.accuracy is None else round(position.accuracy),
        "no_position": position.without.strip(),
    }


def _told(found: Measured) -> dict[str, object]:
    return {"distance": found.distance, "reason": found.reason} if found.reason else {}


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who comes to a place: where they stand, how far from it, and when by the device, where that tells it
    later."""

    actor: Actor
    position: Position
    found: Measured
    at: datetime | None = None


def _there(visit: Visit, target: Target, came: Came) -> None:
    """Somebody of the team is there; with them the unit that has sent them takes part, and reads what they do."""
    person, now = came.actor.id, clock.now()
    unit = TeamMember._unfiltered().get(team=target.team_id, person=person).unit
    told = now if came.at else None
    row = VisitMember(
        visit=visit, person=person, unit=unit, arrived_at=came.at or now, told_at=told, **_placed(came.position)
    )
    row.distance, row.far = came.found.distance, bool(came.found.reason)
    insert([row])
    if came.position.latitude is not None and came.position.longitude is not None:
        keep_exact(row, came.position.latitude, came.position.longitude)
    parts = Participation.objects.filter(model=visit._meta.label_lower, record=visit.pk, part=VISITING, unit=unit)
    if not parts.exists():
        insert([part_in(visit, VISITING, unit, orgs.unit_coordinates([unit])[unit])])


def _joined(begun: Visit, target: Target, came: Came) -> Visit:
    actor, at = came.actor, came.at
    if actor.id not in target.team_people:
        raise NotAllowed(N_("须为该对象的督导组成员"))
    with audit.batch():
        visit = Visit._unfiltered().select_for_update().get(pk=begun.pk)
        queries.prepare_visits([visit])
        if actor.id in visit.people:
            return visit
        _must_not_keep_away(target, actor, at)
        _there(visit, target, came)
        if at is not None and visit.closed_at is not None and at <= visit.closed_at:
            facts = _taken_in(visit, came)
            Visit._unfiltered().filter(pk=visit.pk).update(**{name: getattr(visit, name) for name in _TAKEN_IN})
            subject = (visit._meta.label_lower, visit.pk)
            audit.record("join_late", actor, subject=subject, facts=facts, grant=actor.acting_at(visit.coordinates))
        else:
            visit.__dict__["_came"] = came
            perform(visit, "join", actor)
    queries.prepare_visits([visit])
    return visit


@effect(VISIT, "join")
def _second(change: Change) -> None:
    came: Came | None = change.record.__dict__.pop("_came", None)
    if came is not None:
        change.noted.update(_taken_in(change.record, came))


_MEASURED = ("distance", "allowed", "far_reason", "far_accepted_by", "far_accepted_at", "far_accepted_why")
_TAKEN_IN = (*_MEASURED, "arrived_at", "told_at")


def _taken_in(visit: Visit, came: Came) -> dict[str, object]:
    """What one more who came changes of the visit, and what the ledger is told of it. Whoever tells first is not
    always who came first: the visit begins with the earliest arrival."""
    _measure_again(visit, came.found)
    told = _told(came.found)
    if came.at is not None and came.at < visit.arrived_at:
        visit.arrived_at, visit.told_at = came.at, clock.now()
        told["arrived_at"] = came.at
    return told


def _measure_again(visit: Visit, found: Measured) -> None:
    """The one who was further away stands on the visit. What the office has accepted was said of the other: the visit
    waits again, and until now it has counted (`VisitMember.far_accepted_at`)."""
    if found.reason:
        if found.reason not in visit.far_reason.split("\n"):
            visit.far_reason = f"{visit.far_reason}\n{found.reason}".strip()
        visit.far_accepted_by, visit.far_accepted_at, visit.far_accepted_why = 0, None, ""
    if found.distance is not None and (visit.distance is None or found.distance > visit.distance):
        visit.distance, visit.allowed = found.distance, found.allowed


@effect(VISIT, "accept_distance")
def _accepted(change: Change) -> None:
    visit: Visit = change.record
    visit.far_accepted_by, visit.far_accepted_at = change.actor.id, change.at
    visit.far_accepted_why = change.facts["reason"]
    waiting = VisitMember._unfiltered().filter(visit=visit, far=True, far_accepted_at__isnull=True)
    waiting.update(far_accepted_at=change.at)


@effect(VISIT, "take_position")
def _taken_over(change: Change) -> None:
    """Where the best placed of the team stood becomes the site's coordinates; the old ones stay in the ledger."""
    visit: Visit = change.record
    one = visit.best_placed
    if one is None:
        raise Refused(N_("没有可以用作场所坐标的定位"))
    latitude, longitude = exact_of(one)
    place_site(visit.site_id, latitude, longitude, actor=change.actor)
    visit.position_taken = True


@effect(VISIT, "close")
def _closed(change: Change) -> None:
    visit: Visit = change.record
    facts = change.facts
    _must_be_signed_or_refused(facts)
    sign_confirmation(visit, change.actor)
    if signed := facts.get("signatures"):
        to = (visit._meta.label_lower, visit.pk)
        attach_own(signed, to=to, actor_id=change.actor.id, purpose="close")
    signed_at = visit.__dict__.pop("_signed_at", None)
    visit.conclusion, visit.closed_at = facts["conclusion"], signed_at or change.at
    visit.closing_told_at = change.at if signed_at else None
    for name in ("counterpart", "refused", "witness"):
        setattr(visit, name, facts.get(name, ""))
    if left := bring_all(visit):
        change.noted["unchecked"] = left


def _must_be_signed_or_refused(facts: Mapping[str, Any]) -> None:
    """Of a refusal both what happened and who saw it are told (安全生产法第六十八条); who refused may be, and those who
    visit may sign all the same."""
    told = {name: bool(facts.get(name)) for name in ("counterpart", "signatures", "refused", "witness")}
    refuses = told["refused"] or told["witness"]
    if not refuses and not (told["counterpart"] and told["signatures"]):
        sentence = N_("被检查单位签字的，填写陪同人员并附签字；拒绝签字的，写明情况和见证人")
        raise Incomplete(sentence, fields={"counterpart": sentence})
    asked = {"refused": N_("请写明拒绝签字的情况"), "witness": N_("请写明见证人的姓名和职务")}
    if wrong := {name: sentence for name, sentence in asked.items() if refuses and not told[name]}:
        raise Incomplete("；".join(wrong.values()), fields=wrong)
