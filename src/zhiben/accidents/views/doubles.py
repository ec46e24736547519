"""Cases that may be one accident: the list, and two beside each other before a person who says what they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import operations, policy, queries
from zhiben.accidents.forms import VerdictForm
from zhiben.accidents.operations.merging import CHOSEN
from zhiben.accidents.queries import cases as reads
from zhiben.accidents.queries.beside import beside
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages import actor_of, done, status_of, told_to_program
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.text import N_

OTHER_SEEN = "other_seen"
"""The version of the second case that was seen."""


@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    """Pairs that nobody has judged."""
    found = queries.doubles()
    context = {
        "doubles": found,
        "types": reads.type_labels([case for one in found for case in (one.first, one.second)]),
        "judges": policy.judges(actor_of(request)),
    }
    return render(request, "accidents/doubles.html", context)


@require_http_methods(["GET", "POST"])
def double(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two cases beside each other; whoever may says that they are one, and which of them stays, or that they are
    not."""
    found, actor = queries.double_of(first, second), actor_of(request)
    form = VerdictForm(request.POST if request.method == "POST" else None)
    verdict = request.POST.get("verdict", "")
    if request.method == "POST":
        policy.must_judge(actor, found.first, found.second)
    kept, given_up = (found.second, found.first) if verdict == "second" else (found.first, found.second)
    taken = tuple(name for name in CHOSEN if request.POST.get(f"take-{name}") == str(given_up.pk))

    def act() -> None:
        must_be_as_seen(found.first, request.POST.get(SEEN))
        must_be_as_seen(found.second, request.POST.get(OTHER_SEEN))
        reason = form.cleaned_data["reason"]
        if verdict == "apart":
            operations.tell_apart(found, reason=reason, actor=actor)
        elif verdict in ("first", "second"):
            operations.merge_cases(kept, given_up, reason=reason, taken=taken, actor=actor)
        else:
            raise NotAllowed(N_("请选择认定结果"))

    made = done(form, act)
    back = reverse("accidents:doubles") if verdict == "apart" else kept.get_absolute_url()
    if wants_json(request) and form.is_bound:
        return told_to_program(form, back, made=made)
    if made:
        return HttpResponseRedirect(back)
    context = {
        "double": found,
        "lines": beside(found.first, found.second),
        "judges": policy.judges(actor),
        "form": form,
        "title": _("是否同一起事故"),
    }
    return render(request, "accidents/double.html", context, status=status_of(form))
