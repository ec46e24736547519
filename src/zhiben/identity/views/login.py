"""Coming in and going out, and what was filled in meanwhile: it is shown to who comes back, and sent by nobody else."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.foundation.pages import actor_of, address_of, done, status_of, tried
from zhiben.identity import arriving, devices, operations, policy, unsent
from zhiben.identity.arriving import PASSKEY, host_of, onward_of
from zhiben.identity.forms import CodeForm, LoginForm, NewPasswordForm
from zhiben.identity.operations import passkeys
from zhiben.identity.queries import rules_in_force
from zhiben.identity.vocab import Factor
from zhiben.kernel.errors import NotFound, Refused
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of as actor_for

WITHOUT_PATH = "strict-origin"
"""Of the address from where one comes, the site alone is told: with nothing at all, browsers would send forms as from
nowhere (`Origin: null`), and these are refused."""


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then on to the second step, to where the person wanted to go, or to what they had filled
    in."""
    onward = onward_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward or resolve_url(settings.LOGIN_REDIRECT_URL))
    form, sentence = LoginForm(request.POST or None), ""
    if form.is_valid():
        try:
            person = operations.prove(
                **form.cleaned_data,
                address=address_of(request),
                known=lambda one: devices.device_of(request, one),
            )
        except Refused as refusal:
            sentence = refusal.text
        else:
            return arriving.after_password(request, person, onward)
    kept = request.POST.get(unsent.FIELD, "")
    return _login_page(request, form, sentence, onward, kept, status=422 if form.is_bound else 200)


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """The login page that carries what was sent to another one; None when there is nothing that it may carry."""
    sealed = unsent.sealed(request)
    return _login_page(request, LoginForm(), "", "", sealed, status=401) if sealed else None


def _login_page(
    request: HttpRequest, form: LoginForm, sentence: str, onward: str, kept: str, status: int
) -> HttpResponse:
    provider = settings.ZHIBEN_PROVIDER
    label = (provider.label or _("统一身份认证")) if provider else ""
    context = {"form": form, "sentence": sentence, "next": onward, "unsent": kept, "provider": label}
    return render(request, "identity/login.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step: a code, or a passkey. Too late, and one begins anew."""
    found = arriving.pending(request)
    if found is None:
        return redirect(settings.LOGIN_URL)
    person, told = found
    form = CodeForm(request.POST or None)
    if request.POST.get("credential"):
        form.fields["code"].required = False
    proved: list[Factor] = []
    if tried(form, lambda: proved.append(_proof(request, person, form))):
        return arriving.enter(
            request,
            person,
            factor=proved[0],
            onward=told["onward"],
            sealed=told["unsent"],
            by_password=told["by_password"],
        )
    options, request.session[PASSKEY] = passkeys.ask_known(person, host_of(request))
    context = {"form": form, "options": options}
    return render(request, "identity/second_factor.html", context, status=status_of(form))


def _proof(request: HttpRequest, person: Person, form: CodeForm) -> Factor:
    said, device = request.POST.get("credential", ""), devices.device_of(request, person)
    if said:
        state = request.session.pop(PASSKEY, None)
        return passkeys.check(person, said, state, host=host_of(request), device=device)
    return operations.check_code(person, form.cleaned_data["code"], device=device)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, word: str) -> HttpResponse:
    """The page behind a set-up link: the person sets their password, and is in; a second factor that they owe is asked
    for there. Its address is a secret, which no browser hands on."""
    answer = _set_up(request, word)
    answer["Referrer-Policy"] = WITHOUT_PATH
    return answer


def _set_up(request: HttpRequest, word: str) -> HttpResponse:
    try:
        person = operations.person_of_link(word)
    except NotFound as refusal:
        return render(request, "identity/link_over.html", {"sentence": refusal.text}, status=404)
    rules = rules_in_force()
    if not policy.may_come_from(actor_for(person), rules, address_of(request)):
        return arriving.not_from_here(request)
    form = NewPasswordForm(request.POST or None, rules)
    made: list[Person] = []
    if done(form, lambda: made.append(operations.use_link(word, form.cleaned_data["new"]))):
        logout(request)
        messages.success(request, _("口令已设置"))
        answer = arriving.after_password(request, made[0], "")
        arriving.note_set_up(request)
        return answer
    context = {"form": form, "person": person}
    return render(request, "identity/set_up.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def filled_in(request: HttpRequest) -> HttpResponse:
    """What the person had filled in when their login ended, to be sent by them now; POST drops it."""
    kept = unsent.kept(request)
    if request.method == "POST":
        unsent.drop(request)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "identity/unsent.html", {"kept": kept})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    operations.sign_out(actor_of(request))
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)
