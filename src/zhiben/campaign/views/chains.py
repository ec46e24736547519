"""The pages of chains: founding one, its links in order, and who is responsible for a link from when to when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import policy, queries
from zhiben.campaign.forms import ChainForm, FirstDayForm, HolderForm, LastDayForm, LinksForm
from zhiben.campaign.queries import Spot
from zhiben.campaign.views.coverage import campaign_asked, standing, with_campaign
from zhiben.foundation.pages import acted, actor_of, editing
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import operations
from zhiben.orgs import queries as orgs


def _keeper(request: HttpRequest) -> Actor:
    """Who may change chains. Raises NotAllowed."""
    actor = actor_of(request)
    if not orgs.keeps_chains(actor):
        raise NotAllowed(N_("须为系统管理员或市安委办工作人员"))
    return actor


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """A new chain."""
    actor, form = _keeper(request), ChainForm(request.POST or None)

    def act() -> None:
        operations.found_chain(form.cleaned_data["name"], form.names(), actor=actor)

    return acted(request, form, _("建立链条"), act, _chains(request))


@require_http_methods(["GET", "POST"])
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """A chain's name, and its links in order."""
    actor = _keeper(request)
    row, card = orgs.chain_named(pk), _card(pk)
    if row is None or card is None:
        raise NotFound(N_("没有这条链"))
    form = LinksForm(card.links, request.POST or None, initial=_values(pk))
    editing(form, lambda: _values(pk), subject=("orgs.chain", pk))

    def act() -> None:
        operations.set_chain(row, name=form.cleaned_data["name"], links=form.drafts(), actor=actor)

    return acted(request, form, _("修改链条：{name}").format(name=card.name), act, f"{_chains(request)}#chain-{pk}")


def _card(pk: int) -> orgs.ChainCard | None:
    return next((card for card in orgs.chains() if card.id == pk), None)


def _values(pk: int) -> dict[str, object]:
    card = _card(pk)
    values: dict[str, object] = {"name": card.name if card else ""}
    for link in card.links if card else ():
        values |= {f"place_{link.id}": link.position, f"link_{link.id}": link.name}
    return values


def _chains(request: HttpRequest) -> str:
    return with_campaign(request, reverse("campaign:coverage"), view="chains")


@require_safe
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link: who is, was and will be responsible for it, which measures stand there, what is missing."""
    row, campaign = orgs.link(pk), campaign_asked(request)
    if row is None:
        raise NotFound(N_("没有这个环节"))
    today = clock.today()
    history = [(one, one.standing(today)) for one in orgs.link_history(pk)]
    context: dict[str, Any] = {
        "link": row,
        "history": history,
        "contested": sum(state.key == "in_force" for _one, state in history) > 1,
        "keeps": orgs.keeps_chains(actor_of(request)),
        "cell": None,
    }
    if campaign is not None:
        view = queries.coverage_of(campaign)
        cell = view.cell(Spot(link=pk))
        plans = [one for one in queries.plans().filter(campaign=campaign) if policy.drafts_plan(actor_of(request), one)]
        context |= {"view": view, "cell": cell, "plans": plans, **standing(view, [cell] if cell else [], request)}
    return render(request, "campaign/link.html", context)


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """One more unit that is responsible for a link."""
    actor, row = _keeper(request), orgs.link(pk)
    if row is None:
        raise NotFound(N_("没有这个环节"))
    form = HolderForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        operations.claim_link(row, int(said["unit"]), since=said["since"], actor=actor)

    title = _("明确责任单位：{chain} · {link}").format(chain=row.chain.name, link=row.name)
    return acted(request, form, title, act, _of_link(request, pk))


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit is no longer responsible for a link."""
    actor, row = _keeper(request), orgs.holding(pk)
    if row is None:
        raise NotFound(N_("没有这项责任"))
    form = LastDayForm(request.POST or None)
    title = _("终止责任：{unit}，{link}").format(unit=row.unit.name, link=row.link.name)
    return acted(
        request,
        form,
        title,
        lambda: operations.release_link(row, last=form.cleaned_data["last"], actor=actor),
        _of_link(request, row.link_id),
    )


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Of several units that are responsible for a link, leave it to one."""
    actor, row = _keeper(request), orgs.holding(pk)
    if row is None:
        raise NotFound(N_("没有这项责任"))
    form = FirstDayForm(request.POST or None)
    title = _("只由{unit}负责：{link}").format(unit=row.unit.name, link=row.link.name)
    return acted(
        request,
        form,
        title,
        lambda: operations.leave_link_to(row, since=form.cleaned_data["since"], actor=actor),
        _of_link(request, row.link_id),
    )


def _of_link(request: HttpRequest, pk: int) -> str:
    return with_campaign(request, reverse("campaign:link", args=[pk]))
