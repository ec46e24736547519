"""Coming in and going out, and what was filled in meanwhile: it is shown to who comes back, and sent by nobody else."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.foundation.pages import actor_of
from zhiben.kernel.errors import Refused
from zhiben.orgs import operations, unsent
from zhiben.orgs.forms import LoginForm
from zhiben.orgs.models import Person


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then on to where the person wanted to go, or to what they had filled in."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    form, sentence = LoginForm(request.POST or None), ""
    if form.is_valid():
        try:
            person = operations.sign_in(**form.cleaned_data)
        except Refused as refusal:
            sentence = refusal.text
        else:
            return _entered(request, person, onward)
    context = {"form": form, "sentence": sentence, "next": onward, "unsent": request.POST.get(unsent.FIELD, "")}
    return render(request, "web/login.html", context, status=422 if form.is_bound else 200)


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """The login page that carries what was sent to another one; None when there is nothing that it may carry."""
    sealed = unsent.sealed(request)
    if not sealed:
        return None
    context = {"form": LoginForm(), "sentence": "", "next": "", "unsent": sealed}
    return render(request, "web/login.html", context, status=401)


def _entered(request: HttpRequest, person: Person, onward: str) -> HttpResponse:
    sealed = request.POST.get(unsent.FIELD, "")
    kept = unsent.opened(sealed, person.pk)
    login(request, person)
    if kept:
        unsent.keep(request, kept)
    elif sealed:
        messages.info(request, _("登录前填写的内容属于另一账号，或已超过时限，没有带过来"))
    answer = redirect("unsent") if kept else HttpResponseRedirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    unsent.mark(answer, person.pk)
    return answer


def _onward(request: HttpRequest) -> str:
    """Where to go after the login; only within this site."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


@require_http_methods(["GET", "POST"])
def filled_in(request: HttpRequest) -> HttpResponse:
    """What the person had filled in when their login ended, to be sent by them now; POST drops it."""
    kept = unsent.kept(request)
    if request.method == "POST":
        unsent.drop(request)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "orgs/unsent.html", {"kept": kept})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    operations.sign_out(actor_of(request))
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)
