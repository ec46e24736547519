"""The pages of a leader's instruction: a new one, which fits a phone, and one with what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.dispatch import operations, sources
from zhiben.dispatch.lifecycle import INSTRUCTION
from zhiben.dispatch.models import Instruction
from zhiben.dispatch.queries import instructions
from zhiben.dispatch.reminder_forms import InstructionForm
from zhiben.documents import queries as documents
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import DEVICE_CLOCK, attached, store_uploads
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, done, status_of
from zhiben.foundation.people import name_of
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new instruction, about the record that the address names (?hazard=12) or about none."""
    actor = actor_of(request)
    office = _office(request, actor)
    source, record = sources.asked(request.GET) or (None, 0)
    if source is sources.INSTRUCTION:
        raise NotFound(N_("没有找到所批的记录"))
    about = sources.found(source.key, record, orgs.unit(office).coordinates) if source else None
    form = InstructionForm(request.POST or None, request.FILES or None)
    made: list[Instruction] = []

    def act() -> None:
        said = form.cleaned_data
        clock = request.POST.get(DEVICE_CLOCK, "")
        files = store_uploads(said["photos"], actor_id=actor.id, device_clock=clock)
        named = (source.key, record) if source else ("", 0)
        made.append(operations.instruct(said["text"], about=named, files=files, office=office, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    context = {
        "form": form,
        "title": _("%(office)s：领导批示") % {"office": orgs.unit_name(office)},
        "back": about.address if about else reverse("dispatch:reminders"),
        "about": about,
        "source": source.label if source else "",
    }
    return render(request, "dispatch/instruct.html", context, status=status_of(form))


def _office(request: HttpRequest, actor: Actor) -> int:
    """The office that is asked for, or the person's own before one whose leader it stands in for."""
    led = [*reversed(orgs.offices_led(actor))]
    if not led:
        raise NotAllowed(N_("只有安委办领导能在这里批示"))
    return next((one for one in led if str(one) == request.GET.get("office", "")), led[0])


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One instruction: what it says, about what, and what became of it."""
    one, actor = instructions.instruction_of(pk), actor_of(request)
    follow = INSTRUCTION.by_name["follow"]
    letters = instructions.letters_of(one)
    context = {
        "one": one,
        "leader": name_of(one.leader),
        "written_by": name_of(one.written_by) if one.written_by != one.leader else "",
        "about": instructions.told_of(one),
        "offers": offers(one, actor),
        "may_follow": one.state in follow.sources and follow.may(actor, one).allowed,
        "letters": [(letter, list(documents.deliveries(letter.document))) for letter in letters],
        "files": list(attached(one._meta.label_lower, one.pk)),
        "lines": audit.of(one),
    }
    return render(request, "dispatch/instruction.html", context)
