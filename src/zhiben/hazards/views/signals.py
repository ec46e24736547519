"""The pages of signals: the queue, one signal with what it rests on side by side, and the sentences that everybody may
write alike. Only for the offices around them, and never for the people whom they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.analysis.fabrication import common_parts
from zhiben.foundation.files.models import Attachment
from zhiben.foundation.files.seeing import attached_in_sight
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.pages import actor_of, done, form_page
from zhiben.foundation.people import name_of, names_of
from zhiben.hazards import operations, policy
from zhiben.hazards.forms import TemplatesForm
from zhiben.hazards.models import Attempt, SiteRecord
from zhiben.hazards.models.signals import HAZARD, PERSON
from zhiben.hazards.queries import photo_signs, signs
from zhiben.hazards.queries import signals as queries
from zhiben.hazards.tables import SignalFilters
from zhiben.hazards.vocab import SignalKind
from zhiben.orgs import queries as orgs

SHOWN = 200
"""More signals than anybody settles; the filters find the others."""

SIDE_BY_SIDE = 12
"""Of a signal's photos, texts and hazards so many are shown, the earliest first."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The queue, the strongest first."""
    actor = actor_of(request)
    policy.must_read_signals(actor)
    filters = SignalFilters(request.GET, queries.signals())
    rows = filters.rows()
    shown = list(rows[:SHOWN])
    context = {
        "filters": filters,
        "rows": shown,
        "kinds": {one.value: one.label for one in SignalKind},
        "count": rows.count(),
        "units": orgs.unit_names(row.unit_id for row in shown if row.unit_id),
        "sets": policy.of_city_office(actor),
    }
    return render(request, "hazards/signals.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal: why, on what it rests, and what became of it."""
    one = queries.signal(pk)
    subjects = queries.subjects_of(one)
    hazards = queries.hazards_named(subjects.get(HAZARD, ())[:SIDE_BY_SIDE])
    context = {
        "signal": one,
        "kind": SignalKind(one.kind).label,
        "offers": offers(one, actor_of(request)),
        "unit": orgs.unit_name(one.unit_id or 0),
        "hazards": list(hazards.values()),
        "sites": orgs.site_names(hazard.site_id for hazard in hazards.values()),
        "photos": _photos(subjects.get(photo_signs.PHOTO, ())),
        "texts": _texts(subjects) if one.kind == "text" else [],
        "records": _records(subjects) if one.kind == "movement" else [],
        "people": names_of(subjects.get(PERSON, ())),
        "settled_by": name_of(one.settled_by) if one.settled_by else "",
        "more": max(0, len(subjects.get(HAZARD, ())) - SIDE_BY_SIDE),
    }
    return render(request, "hazards/signal.html", context)


def _photos(ids: Sequence[int]) -> list[Attachment]:
    """Where the photos lie, as far as the records are seen beside which they do; the earliest first."""
    return list(attached_in_sight(ids, (HAZARD, *photo_signs.BESIDE))[:SIDE_BY_SIDE])


def _records(subjects: dict[str, list[int]]) -> list[SiteRecord]:
    return list(SiteRecord.objects.filter(pk__in=subjects.get(signs.RECORD, ())).order_by("on_site_at", "pk"))


def _texts(subjects: dict[str, list[int]]) -> list[dict[str, Any]]:
    """The texts, each cut into what the next one says too, and what only it says."""
    attempts = Attempt.objects.filter(pk__in=subjects.get(signs.ATTEMPT, ())).order_by("pk")
    records = SiteRecord.objects.filter(pk__in=subjects.get(signs.RECORD, ())).order_by("pk")
    rows = [(row.hazard_id, row.measures_done) for row in attempts[:SIDE_BY_SIDE]]
    rows += [(row.hazard_id, row.conclusion) for row in records[:SIDE_BY_SIDE]]
    hazards = queries.hazards_named(hazard for hazard, _text in rows)
    compared = [rows[1][1], *(rows[0][1] for _row in rows[1:])] if len(rows) > 1 else ["" for _row in rows]
    return [
        {"hazard": hazards.get(hazard), "pieces": _pieces(text, other)}
        for (hazard, text), other in zip(rows, compared, strict=True)
    ]


def _pieces(text: str, other: str) -> list[tuple[str, bool]]:
    pieces, end = [], 0
    for start, stop in common_parts(text, other):
        pieces += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """Say which sentences everybody may write alike."""
    actor = actor_of(request)
    policy.must_set_templates(actor)
    standing = {"sentences": "\n".join(queries.template_sentences())}
    form = TemplatesForm(request.POST if request.method == "POST" else None, initial=standing)

    def act() -> None:
        operations.set_template_sentences(form.cleaned_data["sentences"].splitlines(), actor=actor)

    back = reverse("hazards:signals")
    return HttpResponseRedirect(back) if done(form, act) else form_page(request, form, _("通用语句"), back)
