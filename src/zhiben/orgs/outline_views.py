"""The page of the office's own outlines: what stands, another file, back to the schematic map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.foundation.pages import actor_of, done, status_of
from zhiben.foundation.rendering.outlines import MOST_BYTES
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_
from zhiben.orgs import operations, policy, queries
from zhiben.orgs.forms import OutlinesForm


@require_http_methods(["GET", "POST"])
def outlines(request: HttpRequest) -> HttpResponse:
    """Which districts have an outline, and the form for a file."""
    actor = actor_of(request)
    policy.must_manage_organisation(actor)
    form = OutlinesForm(request.POST or None, request.FILES or None)

    def act() -> None:
        upload = form.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise Refused(N_("文件超过{limit}兆字节"), limit=MOST_BYTES // 2**20)
        operations.set_outlines(upload.read(), source=form.cleaned_data["source"], actor=actor)

    if done(form, act):
        return HttpResponseRedirect(reverse("orgs:outlines"))
    context = {"form": form, "districts": queries.districts(), "outlines": queries.outlines()}
    return render(request, "orgs/outlines.html", context, status=status_of(form))


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Back to the schematic map."""
    operations.drop_outlines(actor=actor_of(request))
    return HttpResponseRedirect(reverse("orgs:outlines"))
