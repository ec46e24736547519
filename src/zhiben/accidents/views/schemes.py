"""The schemes of codes: which there are, their codes, and what the city's office does to them."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import operations, policy, queries
from zhiben.accidents.forms import CodeForm, EndForm, LabelForm, VerifyCodeForm, VerifySchemeForm, WaysForm
from zhiben.accidents.models import Code
from zhiben.accidents.queries import schemes as reads
from zhiben.accidents.vocab import Layer
from zhiben.foundation.pages import acted, actor_of
from zhiben.orgs import queries as orgs


@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """All schemes, and how the older types become the newer ones."""
    context = {
        "schemes": [(one, _(Layer(one.layer).label), reads.codes_of(one).count()) for one in queries.all_schemes()],
        "crosswalk": reads.crosswalk(),
        "leading_nowhere": reads.leading_nowhere(),
        "asking": queries.to_ask().count(),
        "keeps": policy.keeping(actor_of(request)) is not None,
    }
    return render(request, "accidents/schemes.html", context)


@require_safe
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """One scheme with its codes, ended ones last."""
    one = reads.scheme_of(pk)
    codes = list(reads.codes_of(one, ended=True))
    people = {one.verified_by, *(code.verified_by for code in codes)} - {0}
    context = {
        "scheme": one,
        "layer": _(Layer(one.layer).label),
        "codes": [code for code in codes if code.ended_on is None],
        "ended": [code for code in codes if code.ended_on is not None],
        "keeps": policy.keeping(actor_of(request)) is not None,
        "names": orgs.person_names(people),
    }
    return render(request, "accidents/scheme.html", context)


@require_http_methods(["GET", "POST"])
def add_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a code to a scheme."""
    one, actor = reads.scheme_of(pk), actor_of(request)
    policy.must_keep_codes(actor)
    form = CodeForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        operations.add_code(one, actor=actor, **form.cleaned_data)

    return acted(request, form, _("登记代码"), act, one.get_absolute_url())


@require_http_methods(["GET", "POST"])
def verify_scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that all of a scheme was compared with the original."""
    one, actor = reads.scheme_of(pk), actor_of(request)
    policy.must_keep_codes(actor)
    form = VerifySchemeForm(request.POST if request.method == "POST" else None, scheme=one)

    def act() -> None:
        operations.verify_scheme(one, actor=actor, **form.cleaned_data)

    return acted(request, form, _("核对代码表"), act, one.get_absolute_url())


@require_http_methods(["GET", "POST"])
def revise_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a code be called otherwise."""
    code = _kept(request, pk)
    form = LabelForm(request.POST if request.method == "POST" else None, initial={"label": code.label})
    return _to(
        request,
        code,
        form,
        _("修订代码"),
        lambda: operations.revise_code(code, label=form.cleaned_data["label"], actor=actor_of(request)),
    )


@require_http_methods(["GET", "POST"])
def end_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a code be chosen no longer."""
    code = _kept(request, pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    title = _("停用代码 %(code)s") % {"code": code}
    return _to(request, code, form, title, lambda: operations.end_code(code, actor=actor_of(request)))


@require_http_methods(["GET", "POST"])
def verify_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a code was compared with the original."""
    code = _kept(request, pk)
    form = VerifyCodeForm(request.POST if request.method == "POST" else None)
    return _to(
        request,
        code,
        form,
        _("核对代码"),
        lambda: operations.verify_code(code, on=form.cleaned_data["on"], actor=actor_of(request)),
    )


@require_http_methods(["GET", "POST"])
def set_ways(request: HttpRequest, pk: int) -> HttpResponse:
    """Say to which newer types an older one leads."""
    code = _kept(request, pk)
    ways = [way for way in reads.crosswalk() if way.old_id == code.pk]
    form = WaysForm(
        request.POST if request.method == "POST" else None,
        standing=[way.new_id for way in ways],
        by_hand=any(way.by_hand for way in ways),
    )

    def act() -> None:
        given = form.cleaned_data
        news = [int(one) for one in given["news"]]
        operations.set_ways(code, news, by_hand=given["by_hand"], actor=actor_of(request))

    return acted(request, form, _("新旧类型对照：%(code)s") % {"code": code}, act, reverse("accidents:schemes"))


def _kept(request: HttpRequest, pk: int) -> Code:
    """A code, for whoever keeps the schemes. Raises NotFound, NotAllowed."""
    code = reads.code_of(pk)
    policy.must_keep_codes(actor_of(request))
    return code


def _to(request: HttpRequest, code: Code, form: Form, title: str, act: Callable[[], object]) -> HttpResponse:
    return acted(request, form, title, act, code.scheme.get_absolute_url())
