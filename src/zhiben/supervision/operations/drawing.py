"""Targets: drawn from the frozen frame with the secret and the public number, or all of it; one that drops out is
followed by the next in the same order; one that is named by hand says why."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin_many, effect, perform, perform_many
from zhiben.foundation.lifecycle.door import Step
from zhiben.foundation.scope.models import let_in
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel import draw as lots
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import framing, policy, queries, replaying
from zhiben.supervision.lifecycle import ROUND, TARGET
from zhiben.supervision.models import Frame, Round, Secret, Target
from zhiben.supervision.models.targets import seal_of
from zhiben.supervision.operations import sending
from zhiben.supervision.vocab import FrameOf, How


@effect(ROUND, "draw")
def _draw(change: Change) -> None:
    one: Round = change.record
    frame, framed = _frozen(one)
    one.public_value = " ".join(change.facts["public_value"].split())
    shares = replaying.shares_of(one, framed)
    drawn = lots.draw_within(framed, seed=seed_of(frame, one), shares=shares)
    _listed(change, frame, _targets(one, frame, drawn.drawn, How.DRAWN))


@effect(ROUND, "take_all")
def _take_all(change: Change) -> None:
    one: Round = change.record
    frame, framed = _frozen(one)
    weights = framed.weights or [1] * len(framed.names)
    strata = framed.strata or [""] * len(framed.names)
    whole = [
        lots.Lot(place, name, stratum, "")
        for place, (name, stratum, weight) in enumerate(zip(framed.names, strata, weights, strict=True))
        if weight
    ]
    _listed(change, frame, _targets(one, frame, whole, How.ALL))


def _listed(change: Change, frame: Frame, targets: Sequence[Target]) -> None:
    """The round is under way with these targets."""
    one: Round = change.record
    seals = [target.seal for target in targets]
    one.drawn_at, one.seals_digest = change.at, replaying.digest_of(seals)
    change.noted.update(digest=frame.digest, seals=seals)
    _begin(targets, change)


def seed_of(frame: Frame, one: Round) -> str:
    """The seed of a round. Raises NotFound for whoever is not in on its secret."""
    secret = Secret.objects.filter(frame=frame).first()
    if secret is None:
        raise NotFound(N_("没有找到本轮封存的种子"))
    return replaying.seed_of(one, secret.words)


def _frozen(one: Round) -> tuple[Frame, lots.Frame]:
    """The frame and what it says. Raises Refused where it was changed since it was frozen."""
    frame = queries.standing_frame(one)
    if frame is None:
        raise Refused(N_("抽样框没有冻结"))
    try:
        return frame, replaying.layered(one, framing.reread(frame))
    except ValueError:
        raise Refused(
            N_("抽样框与冻结时的摘要不一致，不能抽取；请查明是谁改动了数据库"), code="frame_changed"
        ) from None


def _targets(one: Round, frame: Frame | None, drawn: Sequence[lots.Lot], how: How, reason: str = "") -> list[Target]:
    """Unsaved targets for what was drawn, or named beside the `frame`. Raises Refused for one that is gone."""
    places = _places(one, [lot.name for lot in drawn])
    start = Target._unfiltered().filter(round=one).count()
    made = []
    for number, lot in enumerate(drawn, start + 1):
        if lot.name not in places:
            raise Refused(N_("“{name}”已不在台账中，请退回筹备重新冻结"), name=lot.name)
        hazard, site = places[lot.name]
        salt = secrets.token_hex(16)
        made.append(
            Target(
                round=one,
                frame=frame,
                place_no=number,
                name=lot.name,
                stratum=lot.stratum,
                ticket=lot.ticket,
                how=how,
                reason=reason,
                site_id=site,
                hazard=hazard,
                salt=salt,
                seal=seal_of(salt, lot.name),
            )
        )
    return made


def _places(one: Round, names: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """By name in the frame, the hazard (0 for none) and the site."""
    if one.frame_of == FrameOf.HAZARDS:
        ids = hazards.ids_numbered(names)
        rows = {row.pk: row for row in hazards.hazards_by_id(ids.values())}
        return {name: (pk, rows[pk].site_id) for name, pk in ids.items() if pk in rows}
    return {name: (0, site) for name, site in orgs.sites_by_key(names).items()}


def _begin(targets: Sequence[Target], change: Change) -> None:
    """Write targets, let the keepers in, and give each to a team."""
    one: Round = change.record
    begin_many(targets, change.actor, grants=[change.grant] * len(targets), facts={"round": one.pk}, at=change.at)
    keepers = sorted(one.keepers)
    insert([let_in(target, person, one.office_id, change.at) for target in targets for person in keepers])
    sending.share_out(one, targets, at=change.at)


def replace(target: Target, *, reason: str, actor: Actor) -> Target | None:
    """Take a target off, for a reason that is kept sealed with it; one that was drawn is followed by the next of its
    stratum, which is returned. Raises NotAllowed, Incomplete, Refused where nobody is left to follow."""
    why = _said(reason)
    one = target.round
    policy.must_keep(actor, one)
    frame, framed = _frozen(one)
    drawn = target.how in (How.DRAWN, How.INSTEAD)
    following = _next(one, frame, framed, target.stratum) if drawn else None
    with audit.batch():
        target.__dict__["_why"] = why
        perform(target, "drop", actor, seal=seal_of(target.salt, why))
        if following is None:
            return None
        (made,) = _targets(one, frame, [following], How.INSTEAD, why)
        one.__dict__["_added"] = [made]
        perform(one, "replace", actor, seal=made.seal)
    return made


def _next(one: Round, frame: Frame, framed: lots.Frame, stratum: str) -> lots.Lot:
    taken = set(Target.objects.filter(round=one).values_list("name", flat=True))
    sizes = framed.sizes()
    drawn = lots.draw_within(framed, seed=seed_of(frame, one), shares={stratum: sizes.get(stratum, 0)})
    following = next((lot for lot in drawn.drawn if lot.name not in taken), None)
    if following is None:
        raise Refused(N_("“{stratum}”已没有可以递补的对象"), stratum=stratum)
    return following


def name_target(one: Round, key: str, *, reason: str, actor: Actor) -> Target:
    """Add a target by the key of a site (credit code or local id) or the number of a hazard, for a reason that is kept
    sealed with it. Raises NotAllowed, Incomplete, Refused for one that is there already."""
    why = _said(reason)
    policy.must_keep(actor, one)
    name = key.strip()
    _hazard, site = _places(one, [name]).get(name, (0, 0))
    card = next(iter(orgs.site_cards([site])), None) if site else None
    if card is None:
        raise Incomplete(
            N_("没有找到该对象"), fields={"key": N_("没有找到“{name}”，请填写代码或编号").format(name=name)}
        )
    (made,) = _targets(one, None, [lots.Lot(0, name, card.street, "")], How.NAMED, why)
    one.__dict__["_added"] = [made]
    perform(one, "name", actor, seal=made.seal)
    return made


def _said(reason: str) -> str:
    if not reason.strip():
        raise Incomplete(N_("请写明理由"), fields={"reason": N_("请写明理由")})
    return reason.strip()


@effect(TARGET, "drop")
def _dropped(change: Change) -> None:
    target: Target = change.record
    target.reason = f"{target.reason}\n{target.__dict__.pop('_why')}".strip()


@effect(ROUND, "replace", "name")
def _added(change: Change) -> None:
    added: list[Target] = change.record.__dict__.pop("_added")
    change.noted["why"] = [seal_of(target.salt, target.reason) for target in added]
    _begin(added, change)


@effect(ROUND, "close")
def _closed(change: Change) -> None:
    """What was not reached lapses; the secret is told, so that everybody can draw again. What is begun is brought to
    its end first."""
    one: Round = change.record
    if change.at.astimezone(clock.TZ).date() < one.first:
        raise Refused(N_("本轮{first}开始，首日以前不能结束"), first=clock.in_words(one.first), code="round_to_come")
    going_on = queries.visits_of(one).filter(state="under_way").count()
    if going_on:
        raise Refused(N_("还有{count}次检查没有签字，请先签字结束或者作废，再结束本轮"), count=going_on)
    left = list(Target.objects.filter(round=one, state="sealed"))
    perform_many([Step(target, "lapse", change.actor) for target in left], at=change.at)
    frame = queries.standing_frame(one)
    secret = Secret.objects.filter(frame=frame).first() if frame else None
    if secret is None and one.commitment:
        raise Refused(N_("您看不到本轮封存的种子，不能结束本轮；请由其他名单保管人办理"))
    if secret is not None:
        change.noted["secret"] = secret.words
    unproved = Target.objects.filter(round=one).exclude(state="reached").order_by("place_no")
    change.noted["seals"] = [[row.seal, row.salt, row.name] for row in unproved]
    change.noted["lapsed"] = len(left)
