"""The pages of liaison: who speaks for each unit, whether the unit has confirmed it this quarter, and notices with who
has read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.forms import LiaisonForm, NoticeForm
from zhiben.campaign.lifecycle import RECEIPT
from zhiben.campaign.models import LiaisonNotice, Receipt
from zhiben.foundation import once
from zhiben.foundation.files import attached, attached_to_each, store_upload
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, before_of, done, editing, form_page, status_of
from zhiben.foundation.people import name_of
from zhiben.foundation.secrets import CONTACT
from zhiben.foundation.secrets.forms import ReadingForm
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.text import N_
from zhiben.orgs import operations as organisation
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations.phones import LIAISON
from zhiben.orgs.vocab import LiaisonPart

PER_PAGE = 50


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The contact list of the units that the person sees, and who has not confirmed this quarter."""
    everything = _cards(request)
    return _list(request, everything, orgs.liaison_masks(everything), ReadingForm(LIAISON, usual=CONTACT))


@require_POST
def read_phones(request: HttpRequest) -> HttpResponse:
    """The contact list with the telephones, for the purpose that is told."""
    everything = _cards(request)
    form, shown = ReadingForm(LIAISON, request.POST, usual=CONTACT), dict[int, str]()
    cards = _told(request, everything)

    def act() -> None:
        shown.update(organisation.read_liaison_phones(cards, **form.said, actor=actor_of(request)))

    with once.aside():
        read = done(form, act)
    return _list(request, everything, shown if read else orgs.liaison_masks(everything), form, read=read)


def _cards(request: HttpRequest) -> list[orgs.LiaisonCard]:
    return orgs.liaison_cards(actor_of(request), kind=request.GET.get("kind", ""))


def _told(request: HttpRequest, cards: list[orgs.LiaisonCard]) -> list[orgs.LiaisonCard]:
    return [card for card in cards if not card.confirmed] if request.GET.get("unconfirmed") == "1" else cards


def _list(
    request: HttpRequest,
    everything: list[orgs.LiaisonCard],
    phones: Mapping[int, str],
    form: ReadingForm,
    *,
    read: bool = False,
) -> HttpResponse:
    actor, kind = actor_of(request), request.GET.get("kind", "")
    missing = request.GET.get("unconfirmed") == "1"
    own = set(orgs.answers_for(actor))
    waiting = [card for card in everything if not card.confirmed]
    context = {
        "cards": _told(request, everything),
        "phones": phones,
        "reading": None if read or not phones else form,
        "total": len(everything),
        "waiting": waiting,
        "missing": missing,
        "kind": kind,
        "kinds": [(one.value, one.label) for one in orgs.HAVE_LIAISONS],
        "own": own,
        "names": {card.unit for card in everything if orgs.names_liaisons(actor, card.unit, card.coordinates)},
        "quarter": quarter_of(clock.today()),
        "parts": LiaisonPart,
        "chase": bool(policy.planning(actor)),
    }
    refused = form.is_bound and not read
    return render(request, "campaign/liaisons.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def liaison(request: HttpRequest, unit: int, part: str) -> HttpResponse:
    """Say who speaks for a unit."""
    actor = actor_of(request)
    cards = orgs.liaison_cards(actor, units=[unit])
    if not cards or part not in set(LiaisonPart):
        raise NotFound(N_("没有这个单位"))
    card, chosen = cards[0], LiaisonPart(part)
    organisation.must_name_liaisons(actor, unit)
    accounts = [(person, name) for person, name in orgs.people_of(unit)]
    kept = orgs.liaison_masks(cards)
    standing = card.first if chosen is LiaisonPart.FIRST else card.deputy
    mask = kept.get(standing.pk, "") if standing else ""
    form = LiaisonForm(accounts, request.POST or None, initial=_standing(unit, part), kept=mask)
    editing(form, lambda: _standing(unit, part), subject=("orgs.unit", unit))
    back = reverse("campaign:liaisons")
    if done(form, lambda: organisation.set_liaison(unit, chosen, form.draft(), actor=actor)):
        messages.success(request, _("已登记，请核对后按“本季度无变动，确认”"))
        return HttpResponseRedirect(f"{back}#unit-{unit}")
    title = f"{card.name}：{_(chosen.label)}"
    context = {"form": form, "title": title, "back": back, "former": orgs.former_liaisons(unit, part)}
    return render(request, "campaign/liaison.html", context, status=status_of(form))


def _standing(unit: int, part: str) -> dict[str, object]:
    row = orgs.liaison_of(unit, part)
    if row is None:
        return {}
    return {"name": row.name, "post": row.post, "person": row.person_id or ""}


@require_POST
def confirm(request: HttpRequest, unit: int) -> HttpResponse:
    """Nothing has changed this quarter."""
    actor = actor_of(request)
    if not orgs.liaison_cards(actor, units=[unit]):
        raise NotFound(N_("没有这个单位"))
    organisation.confirm_liaisons(unit, actor=actor)
    messages.success(request, _("已确认{quarter}联络人").format(quarter=quarter_of(clock.today()).label))
    return HttpResponseRedirect(f"{reverse('campaign:liaisons')}#unit-{unit}")


# Notices


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices that one's office has sent, and those that were sent to one's unit, the newest first."""
    actor, before = actor_of(request), before_of(request)
    rows = queries.notices()
    found = list((rows.filter(pk__lt=before) if before else rows)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    counts = queries.read_counts(shown)
    context = {
        "rows": [(one, counts.get(one.pk), queries.is_own_notice(one, actor)) for one in shown],
        "older": shown[-1].pk if len(found) > PER_PAGE else 0,
        "writes": orgs.unit_names(policy.planning(actor)),
    }
    return render(request, "campaign/notices.html", context)


@require_http_methods(["GET", "POST"])
def write_notice(request: HttpRequest, office: int) -> HttpResponse:
    """Write a notice and send it."""
    actor = actor_of(request)
    policy.must_convene(actor, office)
    form = NoticeForm(queries.addressable(office), request.POST or None, request.FILES or None)
    made: list[LiaisonNotice] = []

    def act() -> None:
        files = [store_upload(one, actor_id=actor.id).pk for one in form.cleaned_data["attachments"]]
        made.append(operations.send_notice(office, form.draft(), to=form.to(), files=files, actor=actor))

    if done(form, act):
        messages.success(request, _("已发给{count}个单位").format(count=made[0].receipts.count()))
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("发联络通知"), reverse("campaign:notices"))


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: what it says, who has read it and who has not, and what units have replied."""
    one, actor = queries.notice(pk), actor_of(request)
    rows = queries.receipts_of(one)
    files = attached_to_each(Receipt._meta.label_lower, [row.pk for row in rows])
    own = queries.is_own_notice(one, actor)
    readers = orgs.person_names(row.received_by for row in rows)
    context: dict[str, Any] = {
        "notice": one,
        "own": own,
        "rows": [(row, readers.get(row.received_by, ""), offers(row, actor), files.get(row.pk, ())) for row in rows],
        "not_read": [row for row in rows if row.state == "sent"],
        "sender": name_of(one.sent_by),
        "counts": queries.read_counts([one]).get(pk),
        "files": list(attached(one._meta.label_lower, pk)),
        "reminds": own and one.office_id in policy.planning(actor),
        "machine": RECEIPT,
    }
    return render(request, "campaign/notice.html", context)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell those who have not read it once more."""
    one = queries.notice(pk)
    count = operations.remind(one, actor=actor_of(request))
    messages.success(request, _("已向{count}个未签收的单位再次发出提醒").format(count=count))
    return HttpResponseRedirect(one.get_absolute_url())
