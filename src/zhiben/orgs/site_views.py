"""The pages of sites: the list, one site with its ledger and what may be another entry of it, the merging of two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as ledger
from zhiben.foundation.pages import acted, actor_of, done, keep_query, status_of
from zhiben.foundation.people import name_of
from zhiben.foundation.scope.paging import page as page_of
from zhiben.orgs import operations, policy, queries
from zhiben.orgs.forms import MergeForm, PositionForm, SiteFilter
from zhiben.orgs.models import Site
from zhiben.orgs.operations.merging import what_moves
from zhiben.orgs.queries import site_pages


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """The sites within the person's scope, the newest first."""
    form = SiteFilter(request.GET)
    form.full_clean()
    asked = {name: form.cleaned_data.get(name) or "" for name in ("q", "street")}
    rows = site_pages.listed(asked["q"], asked["street"])
    found = page_of(rows, site_pages.ORDER, limit=site_pages.PER_PAGE, after=request.GET.get("after", ""))
    context = {
        "page": found,
        "form": form,
        "query": keep_query(request, "after"),
        "street": asked["street"],
        "enters": bool(queries.streets_entered(actor_of(request))),
    }
    return render(request, "orgs/sites.html", context)


@require_safe
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """One site: what it is called, what it was called, who did what."""
    one = site_pages.site(pk)
    merges = policy.merging_sites(actor_of(request), one.coordinates) is not None and not one.merged_into_id
    context = {
        "site": one,
        "seen_at": Site.objects.filter(pk=one.merged_into_id).first() if one.merged_into_id else None,
        "doubles": site_pages.doubles_of(one),
        "alike": site_pages.maybe_the_same(one) if merges else [],
        "placed_by": name_of(one.position_by) if one.position_by else "",
        "lines": ledger.of(one),
        "enters": policy.enters_sites(actor_of(request), one.coordinates),
    }
    return render(request, "orgs/site.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Say that `other` is another entry of the site `pk`: both side by side, and what will go over."""
    (kept, given_up), actor = site_pages.both(pk, other), actor_of(request)
    policy.must_merge_sites(actor, kept.coordinates, given_up.coordinates)
    form = MergeForm(request.POST or None)
    if done(form, lambda: operations.merge_sites(kept, given_up, **form.cleaned_data, actor=actor)):
        messages.success(request, _("已合并，原登记的代码和名称仍可查到本场所"))
        return HttpResponseRedirect(reverse("orgs:site", args=[kept.pk]))
    context = {
        "form": form,
        "kept": kept,
        "given_up": given_up,
        "moving": what_moves(given_up),
        "histories": [(one, ledger.of(one, newest=20)) for one in (kept, given_up)],
    }
    return render(request, "orgs/merge.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a site lies."""
    one, actor = site_pages.site(pk), actor_of(request)
    policy.must_enter_sites(actor, one.coordinates)
    form = PositionForm(request.POST or None, initial={"latitude": one.latitude, "longitude": one.longitude})

    def act() -> None:
        operations.set_position(one, **form.cleaned_data, actor=actor)

    return acted(request, form, _("%(site)s的坐标") % {"site": one.name}, act, reverse("orgs:site", args=[pk]))
