"""The pages of reminders: the list, a new one from whatever it comes from, one with its letter, ladder and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.campaign import queries as campaign
from zhiben.dispatch import operations, sources
from zhiben.dispatch.models import Instruction, Reminder
from zhiben.dispatch.queries import instructions, reminders
from zhiben.dispatch.reminder_forms import AmendTaskForm, EscalationForm, OpenTaskForm, ReminderForm
from zhiben.documents import operations as papers
from zhiben.documents import queries as documents
from zhiben.documents.vocab import Kind
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import DEVICE_CLOCK, attached, store_uploads
from zhiben.foundation.lifecycle import hindrances, offers
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.pages import acted, actor_of, done, form_page, status_of
from zhiben.foundation.people import name_of, names_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_, within_marks
from zhiben.orgs import queries as orgs

SHOWN = 200
LONGEST = 80
"""So much of a record's name is quoted in a title."""
INTERVIEW = N_("请主要负责人于（时间）到（地点）参加约谈，不得委托他人，并携带（材料）；约谈后书面报送整改方案。")
"""How the request of a summons begins: wording of this product, to be filled in."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The newest reminders in scope."""
    rows = list(reminders.unread()[:SHOWN])
    if rows:
        ready(rows)
    kinds = [papers.declared(kind) for kind in operations.LADDER]
    instructed = instructions.listed()
    context = {
        "rows": [(one, sources.registered()[one.source].label) for one in rows],
        "instructions": instructed,
        "unacted": sum(one.waits for one in instructed),
        "leaders": names_of(one.leader for one in instructed),
        "instructs": bool(orgs.offices_led(actor_of(request))),
        "ladder": [(kind.label, kind.reply_days) for kind in kinds],
        "begins": bool(orgs.offices_run(actor_of(request))),
        "instruction": sources.INSTRUCTION.key,
    }
    return render(request, "dispatch/reminders.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One reminder: where it came from, its letter, the ladder, the tasks; what was decided is for its own office."""
    one, actor = reminders.reminder_of(pk), actor_of(request)
    ready([one])
    own = documents.is_own(one.document, actor)
    chain = reminders.ladder_of(one)
    label, address = reminders.source_of(one)
    proposal = _proposal(one) if own and _may(one, "escalate", actor) else None
    held = reminders.held_until(one) if proposal else None
    instruction = instructions.behind(one)
    about = instructions.told_of(instruction) if instruction else None
    photos = attached(instruction._meta.label_lower, instruction.pk) if instruction else ()
    context = {
        "one": one,
        "source": label,
        "source_address": address,
        "own": own,
        "offers": [move for move in (offers(one, actor) if own else ()) if not (held and move.name == "hold")],
        "deliveries": list(documents.deliveries(one.document)),
        "chain": chain,
        "changes": [change for change in reminders.changes_of(chain) if own or change.task],
        "may_change": own and _may(one, "open_task", actor),
        "proposal": proposal,
        "held": held,
        "decided_by": name_of(one.decided_by) if held else "",
        "instruction": instruction,
        "about": about,
        "leader": name_of(instruction.leader) if instruction else "",
        "instructs": bool(orgs.offices_led(actor)) and one.document.state not in reminders.NO_MORE,
        "next_step": documents.next_step(one.document, actor) if own else "",
        "instructed_about": instructions.about(one),
        "files": [*photos, *attached(one._meta.label_lower, one.pk)] if own else [],
        "lines": audit.of(one) if own else [],
    }
    return render(request, "dispatch/reminder.html", context)


def _may(one: Reminder, move: str, actor: Actor) -> bool:
    declared = Reminder.machine.by_name[move]
    return one.state in declared.sources and declared.may(actor, one).allowed


def _proposal(one: Reminder) -> papers.Proposal | None:
    return papers.proposed(one.document, documents.deliveries(one.document))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new reminder from the record that the address names by the key of its kind (?hazard=12), else from what a
    leader instructed on paper."""
    actor = actor_of(request)
    office = _office(request, actor)
    if office not in documents.issuing_bodies([office]):
        return HttpResponseRedirect(reverse("documents:body", args=[office]))
    named = sources.asked(request.GET)
    source, record = named or (sources.INSTRUCTION, 0)
    if source.instead:
        raise Refused(source.instead)
    told = sources.found(source.key, record, orgs.unit(office).coordinates) if named else None
    instruction = _followed(record, actor) if told and source is sources.INSTRUCTION else None
    form = ReminderForm(
        request.POST or None,
        request.FILES or None,
        initial=_begins(told, office),
        on_the_spot=told is None,
    )
    made: list[Reminder] = []

    def act() -> None:
        form.must_follow_kind(lambda kind: _suggested(told, kind))
        said = form.cleaned_data
        files = _stored(request, said.get("photos", ()))
        origin = operations.Origin(source.key, record, said.get("said", ""), files)
        made.append(
            _at_fields(
                lambda: operations.remind(
                    origin, form.written(form.chosen), kind=form.chosen, office=office, actor=actor
                )
            )
        )

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    back = told.address if told else reverse("dispatch:reminders")
    title = _("%(office)s：发提醒函（%(source)s）") % {"office": orgs.unit_name(office), "source": _(source.label)}
    if instruction is None:
        return form_page(request, form, title, back)
    context = {"form": form, "title": title, "back": back, "instruction": instruction}
    context["files"] = list(attached(instruction._meta.label_lower, instruction.pk))
    context["leader"] = name_of(instruction.leader)
    return render(request, "dispatch/remind.html", context, status=status_of(form))


def _followed(pk: int, actor: Actor) -> Instruction:
    """The instruction of which a letter may be made. Raises NotFound, NotAllowed with the letter that there is."""
    one = instructions.instruction_of(pk)
    if why := hindrances([one], "follow", actor).get(one.pk):
        raise NotAllowed("{why}", why=why)
    return one


def _office(request: HttpRequest, actor: Actor) -> int:
    """The office that is asked for, or the person's own before one where somebody else is stood in for."""
    offices = [*reversed(orgs.offices_run(actor))]
    if not offices:
        raise NotAllowed(N_("只有安委办的经办人员能发提醒函"))
    return next((one for one in offices if str(one) == request.GET.get("office", "")), offices[0])


def _begins(told: sources.Told | None, office: int) -> dict[str, Any]:
    """What the form says to begin with; every word may be changed. Whoever is no department gets an urging letter."""
    unit = orgs.unit_named(told.unit) if told and told.unit else None
    kind = Kind.REMINDER
    if unit is not None and unit.kind not in papers.declared(kind).to:
        kind = Kind.URGING
    body = documents.issuing_bodies([office])[office]
    begun = {"kind": kind.value, "suggested": kind.value, "contact": body.contact, **_suggested(told, kind)}
    if told is None:
        return begun
    return {**begun, "to": told.unit, "copy": told.copy, "facts": told.facts, "basis": told.basis}


def _suggested(told: sources.Told | None, kind: Kind) -> dict[str, Any]:
    """What depends on the kind of letter."""
    rule = papers.declared(kind)
    day = orgs.reply_deadline(clock.now(), rule.reply_days).date()
    if told is None:
        return {"reply_by": day}
    name = within_marks(told.subject[:LONGEST])
    title = N_("关于“{name}”的{kind}").format(name=name, kind=rule.label) if name else ""
    return {"title": title, "reply_by": day}


@require_http_methods(["GET", "POST"])
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """The next letter up the ladder, with the reason for it."""
    one, actor = _own(pk, request, "escalate"), actor_of(request)
    proposal = _proposal(one)
    begun = _begun_again(one, proposal) if proposal else {}
    kind = proposal.kind if proposal and proposal.kind else Kind(one.document.kind)
    form = EscalationForm(request.POST or None, initial=begun, kind=kind)
    made: list[Reminder] = []

    def act() -> None:
        reason = form.cleaned_data["reason"]
        made.append(_at_fields(lambda: operations.escalate(one, form.written(kind), reason=reason, actor=actor)))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    label = proposal.kind.label if proposal and proposal.kind else ""
    return form_page(request, form, _("升级：") + _(label) if label else _("升级"), one.get_absolute_url(), one)


def _begun_again(one: Reminder, proposal: papers.Proposal) -> dict[str, Any]:
    said = dict(proposal.said)
    days = papers.declared(proposal.kind).reply_days if proposal.kind else 0
    return {
        "title": said["title"],
        "to": said["to"],
        "basis": said["basis"],
        "facts": said["body"],
        "reply_by": orgs.reply_deadline(clock.now(), days or papers.declared(one.document.kind).reply_days).date(),
        "contact": one.document.paper.note,
        **({"request": INTERVIEW} if proposal.kind is Kind.INTERVIEW else {}),
    }


@require_http_methods(["GET", "POST"])
def open_task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task that the reminder puts into the list."""
    one, actor = _own(pk, request, "open_task"), actor_of(request)
    here = one.coordinates.territory
    units = [(card.id, card.name) for card in campaign.leading_units() if here.covers(card.coordinates)]
    main = next((row.unit_id for row in documents.deliveries(one.document)), "")
    form = OpenTaskForm(request.POST or None, units=units, initial={"lead": main})
    back = one.get_absolute_url()
    return acted(
        request,
        form,
        _("增加重点任务"),
        lambda: operations.open_task(one, form.draft(), actor=actor),
        back,
        one,
    )


@require_http_methods(["GET", "POST"])
def amend_task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task that the reminder changes; the one that it came from, if it came from one, is filled in."""
    one, actor = _own(pk, request, "amend_task"), actor_of(request)
    behind = instructions.behind(one) or one
    own = campaign.tasks_by_id([behind.record]).first() if behind.source == sources.TASK.key else None
    addressed = [row.unit_id for row in documents.deliveries(one.document)]
    form = AmendTaskForm(request.POST or None, among=campaign.open_led_by(addressed), own=own)

    def act() -> None:
        number = form.cleaned_data["number"].strip()
        task = campaign.task_numbered(number)
        if task is None:
            said = N_("没有找到编号为“{number}”的任务，请核对编号")
            raise Incomplete(said, fields={"number": said.format(number=number)}, number=number)
        form.must_have_seen(task, others="" if task.lead_unit_id in addressed else orgs.unit_name(task.lead_unit_id))
        form.must_agree(task)
        operations.amend_task(one, task, form.changes, what=form.cleaned_data["what"], actor=actor)

    return acted(request, form, _("修改重点任务"), act, one.get_absolute_url(), one)


def _own(pk: int, request: HttpRequest, step: str) -> Reminder:
    """A reminder of the person's own office, on which it may make a step. Raises NotFound, Refused, NotAllowed."""
    one, actor = reminders.reminder_of(pk), actor_of(request)
    if not documents.is_own(one.document, actor):
        raise NotFound(N_("没有找到该提醒"))
    if why := hindrances([one], step, actor).get(one.pk):
        raise NotAllowed("{why}", why=why)
    return one


def _at_fields(act: Any) -> Any:
    """What is wrong with a letter's text is told at the facts."""
    try:
        return act()
    except Incomplete as error:
        fields = {("facts" if name == "body" else name): why for name, why in error.fields.items()}
        raise Incomplete("{text}", fields=fields, text=error.text) from error


def _stored(request: HttpRequest, uploads: Sequence[Any]) -> list[int]:
    return store_uploads(uploads, actor_id=actor_of(request).id, device_clock=request.POST.get(DEVICE_CLOCK, ""))
