"""Chains (链): founded with their links, put in order, and who is responsible for a link from when to when. That two
units hold one link at a time is written down as it happens; who decides between them ends the other's, by a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.foundation import audit
from zhiben.foundation.importing import must_stand_alone
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Chain, ChainLink, LinkUnit, Unit
from zhiben.orgs.queries.dated import in_force, not_ended
from zhiben.orgs.vocab import UnitKind

APART = 1000
"""Links step so far aside while they change places, for no two may stand at one."""


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A link as it is to stand: `id` 0 for a new one."""

    name: str
    id: int = 0


def found_chain(
    name: str, links: Sequence[str], *, actor: Actor, position: int = 0, demonstration: bool = False
) -> Chain:
    """A new chain with its links in order. Raises NotAllowed, Incomplete."""
    grant = policy.must_manage_organisation(actor)
    name, names = name.strip(), [link.strip() for link in links if link.strip()]
    _must_be_named(name, names, apart_from=0)
    position = position or Chain.objects.count() + 1
    with audit.batch():
        chain = Chain.objects.create(name=name, position=position, demonstration=demonstration)
        ChainLink.objects.bulk_create(
            ChainLink(chain=chain, position=place, name=link) for place, link in enumerate(names, start=1)
        )
        _note("found_chain", chain, actor, grant, name=name, links=names)
    return chain


def _must_be_named(name: str, links: Sequence[str], *, apart_from: int) -> None:
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = N_("请填写链条名称")
    elif Chain.objects.filter(name=name).exclude(pk=apart_from).exists():
        wrong["name"] = N_("已有同名的链条")
    if not links:
        wrong["links"] = N_("至少须有一个环节")
    elif twice := next((one for one in links if links.count(one) > 1), ""):
        wrong["links"] = N_("环节“{name}”写了两次").format(name=twice)
    if wrong:
        raise Incomplete(N_("链条填写有误"), fields=wrong)


def set_chain(chain: Chain, *, name: str, links: Sequence[LinkDraft], actor: Actor) -> Chain:
    """Give a chain its name, and its links in this order; a link that is not among them is removed. Raises NotAllowed,
    Incomplete, or Refused when something hangs on a link that is to go."""
    grant = policy.must_manage_organisation(actor)
    name, drafts = name.strip(), [LinkDraft(one.name.strip(), one.id) for one in links if one.name.strip()]
    _must_be_named(name, [one.name for one in drafts], apart_from=chain.pk)
    with audit.batch():
        standing = {row.pk: row for row in ChainLink.objects.select_for_update().filter(chain=chain)}
        if any(one.id and one.id not in standing for one in drafts):
            raise Refused(N_("有环节已不在该链条中，请刷新后再改"))
        remove_links([pk for pk in standing if pk not in {one.id for one in drafts}])
        before = [row.name for row in sorted(standing.values(), key=lambda row: row.position)]
        _put_in_order(chain, drafts)
        chain.name = name
        chain.save(update_fields=["name"])
        _note("set_chain", chain, actor, grant, name=name, links=[one.name for one in drafts], before=before)
    return chain


def _put_in_order(chain: Chain, drafts: Sequence[LinkDraft]) -> None:
    """Two steps: first all aside under names that nobody bears, then each to its own place."""
    known = [(place, one) for place, one in enumerate(drafts, start=1) if one.id]
    for place, one in known:
        ChainLink.objects.filter(pk=one.id).update(position=APART + place, name=f"\x1f{one.id}")
    for place, one in known:
        ChainLink.objects.filter(pk=one.id).update(position=place, name=one.name)
    ChainLink.objects.bulk_create(
        ChainLink(chain=chain, position=place, name=one.name) for place, one in enumerate(drafts, start=1) if not one.id
    )


def remove_links(ids: Collection[int]) -> None:
    """Delete links that nothing refers to, their former holders apart. Raises Refused naming those in use."""
    labels = dict(ChainLink.objects.filter(pk__in=ids).values_list("pk", "name"))
    held = set(LinkUnit.objects.filter(not_ended(clock.today()), link__in=ids).values_list("link", flat=True))
    if held:
        names = "、".join(labels[pk] for pk in sorted(held))
        raise Refused(N_("环节还有责任单位，须先终止其责任：{names}"), names=names)
    try:
        must_stand_alone(ChainLink, list(labels), labels, apart_from=(LinkUnit,))
    except Refused as used:
        raise Refused(N_("有环节已列入方案的措施或不适用声明，不能删除")) from used
    LinkUnit.objects.filter(link__in=list(labels)).delete()
    ChainLink.objects.filter(pk__in=list(labels)).delete()


def claim_link(link: ChainLink, unit: int, *, since: date, actor: Actor) -> LinkUnit:
    """A unit is responsible for a link from a day on. Raises NotAllowed, Incomplete for a unit that does not exist on
    that day or holds the link already."""
    grant = policy.must_manage_organisation(actor)
    _must_be_able(unit, since)
    if LinkUnit.objects.filter(not_ended(since), link=link, unit=unit).exists():
        raise Incomplete(N_("该单位已是该环节的责任单位"), fields={"unit": N_("该单位已是该环节的责任单位")})
    with audit.batch():
        row = LinkUnit.objects.create(link=link, unit_id=unit, valid_from=since)
        _note("claim_link", link.chain, actor, grant, link=link.pk, unit=unit, since=since)
    return row


def _must_be_able(unit: int, since: date) -> None:
    """An enterprise or a unit that does not exist answers for no link."""
    rows = Unit.objects.filter(pk=unit).exclude(kind=UnitKind.ENTERPRISE)
    if not rows.exists():
        raise Incomplete(N_("没有这个单位"), fields={"unit": N_("请选择部门、区或街道")})
    if not rows.filter(in_force(since)).exists():
        told = N_("该单位在{day}不存在").format(day=clock.in_words(since))
        raise Incomplete(told, fields={"unit": told})


def release_link(claim: LinkUnit, *, last: date, actor: Actor) -> LinkUnit:
    """A unit is responsible for a link until that day, the day included. Raises NotAllowed, Incomplete, Refused."""
    grant = policy.must_manage_organisation(actor)
    if last < claim.valid_from - timedelta(days=1):
        raise Incomplete(N_("终止日期早于起始日期"), fields={"last": N_("不能早于起始日期")})
    with audit.batch():
        _end([claim], last + timedelta(days=1))
        _note("release_link", claim.link.chain, actor, grant, link=claim.link_id, unit=claim.unit_id, last=last)
    return claim


def leave_link_to(claim: LinkUnit, *, since: date, actor: Actor) -> LinkUnit:
    """Of several units that hold a link, leave it to one: the others' responsibility ends the day before `since`.
    Raises NotAllowed, Incomplete when the one does not hold it on that day, Refused when nobody else does."""
    grant = policy.must_manage_organisation(actor)
    if claim.valid_from > since or (claim.valid_to is not None and claim.valid_to <= since):
        told = N_("{unit}在{day}不负责该环节，请改选日期").format(unit=claim.unit.name, day=clock.in_words(since))
        raise Incomplete(told, fields={"since": told})
    others = list(LinkUnit.objects.filter(not_ended(since), link=claim.link_id).exclude(pk=claim.pk))
    if not others:
        raise Refused(N_("该环节没有其他责任单位"))
    with audit.batch():
        _end(others, since)
        ended = sorted({one.unit_id for one in others})
        _note(
            "leave_link",
            claim.link.chain,
            actor,
            grant,
            link=claim.link_id,
            unit=claim.unit_id,
            ended=ended,
            since=since,
        )
    return claim


def _end(claims: Iterable[LinkUnit], day: date) -> None:
    """From `day` on they no longer hold it; what would then have lasted no day was never so."""
    for one in claims:
        if one.valid_from >= day:
            LinkUnit.objects.filter(pk=one.pk).delete()
        elif not LinkUnit.objects.filter(not_ended(day), pk=one.pk).update(valid_to=day):
            raise Refused(N_("刚有他人终止了该责任，请刷新后查看"))


def hold_link(link: ChainLink, units: Sequence[int], *, on: date) -> None:
    """Let exactly these units hold a link from a day on; whoever had been let go on that very day goes on as before."""
    standing = {row.unit_id: row for row in LinkUnit.objects.filter(not_ended(on), link=link)}
    _end((row for unit, row in standing.items() if unit not in units), on)
    for unit in units:
        if unit not in standing and not LinkUnit.objects.filter(link=link, unit=unit, valid_to=on).update(
            valid_to=None
        ):
            LinkUnit.objects.create(link=link, unit_id=unit, valid_from=on)


def _note(verb: str, chain: Chain, actor: Actor, grant: Grant | None, **facts: object) -> None:
    audit.record(verb, actor, subject=(Chain._meta.label_lower, chain.pk), facts=facts, grant=grant)
