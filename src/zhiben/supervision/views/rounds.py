"""Rounds: all of them, one with its frame, teams and coverage; planning, freezing, teams, keepers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import acted, actor_of, done, download, editing, start_of, status_of
from zhiben.foundation.people import names_of
from zhiben.foundation.rendering import drawn
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import framing, kinds, occasions, operations, papers, policy, queries, replaying
from zhiben.supervision.forms import FreezeForm, KeeperForm, PlanForm, RoundsForm
from zhiben.supervision.models import Round
from zhiben.supervision.queries.tip_draws import looked_again
from zhiben.supervision.vocab import Choosing, FrameOf, Kind

SHOWN = 20
"""Visits on one page of a round."""

STANDING_FINDINGS = Count("findings", filter=~Q(findings__state="struck"))
"""How much was found at a visit."""

NOT_YET = ("planned", "framed")
"""States of a round in which teams are still made up."""


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds in scope, and where the person is sent."""
    actor, form = actor_of(request), RoundsForm(request.GET)
    context = {
        "form": form,
        "rounds": queries.rounds().filter(**form.chosen)[:200],
        "mine": queries.left_for(actor.id),
        "visits": queries.visits_lately()[:20],
        "far": queries.far_waiting(orgs.offices_run(actor))[:200],
        "may_plan": bool(orgs.offices_run(actor)),
    }
    return render(request, "supervision/rounds.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """A new round of the person's own office."""
    actor = actor_of(request)
    office = policy.own_office(actor, N_("须为安委办的经办人员才能筹备督导"))
    form = PlanForm(request.POST or None, districts=_blocks(office), sectors=orgs.sectors())
    made: list[Round] = []
    if done(form, lambda: made.append(operations.plan_round(form.plan(office), actor=actor))):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return _plan_page(request, form, office, None)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a round that is being planned, said otherwise."""
    one, actor = queries.round_of(pk), actor_of(request)
    operations.must_amend(one, actor=actor)
    blocks = dict(_blocks(one.office_id)) | orgs.territory_names(one.territories)
    form = PlanForm(request.POST or None, districts=blocks.items(), sectors=orgs.sectors(), initial=_said(one))
    editing(form, lambda: _said(queries.round_of(pk)), subject=(one._meta.label_lower, pk))
    if done(form, lambda: operations.amend_round(one, form.plan(one.office_id), actor=actor)):
        return HttpResponseRedirect(one.get_absolute_url())
    return _plan_page(request, form, one.office_id, one)


def _blocks(office: int) -> list[tuple[int, str]]:
    return [(card.id, card.name) for card in orgs.blocks(orgs.unit(office).coordinates)]


def _said(one: Round) -> dict[str, Any]:
    """What a round's plan says, by the form's fields."""
    said = {name: getattr(one, name) for name in operations.SAID}
    return said | {name: [str(each) for each in said[name]] for name in ("territories", "sectors")}


def _plan_page(request: HttpRequest, form: PlanForm, office: int, one: Round | None) -> HttpResponse:
    context = {"form": form, "office": orgs.unit_name(office), "kinds": list(kinds.KINDS.values()), "round": one}
    context["occasions"] = occasions.usual_in(clock.today().month)
    return render(request, "supervision/plan.html", context, status=status_of(form))


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: what is planned, how its frame was frozen, who goes out, what was covered."""
    one, actor = queries.round_of(pk), actor_of(request)
    lines = queries.coverage_of(one)
    teams = queries.teams_of(one)
    people = {each.person for team in teams for each in team.members.all()}
    keeps = actor.id in one.keepers
    names = names_of(people | one.keepers)
    made, start, frame = queries.visits_of(one), start_of(request), queries.standing_frame(one)
    total = made.count()
    context: dict[str, Any] = {
        "round": one,
        "kind": kinds.declared(one.kind),
        "offers": offers(one, actor),
        "frame": frame,
        "secret": replaying.secret_of(one, frame) if frame else "",
        "thawed": queries.thawed_frames(one),
        "lines": lines,
        "reaches_all": queries.reaches_all(one),
        "covered": sum(line.covered for line in lines),
        "grounds": sum(len(line.streets) for line in lines),
        "visits": queries.counted_of(one).count(),
        "far": queries.far_of(one),
        "made": made.select_related("site__territory").annotate(found=STANDING_FINDINGS)[start : start + SHOWN],
        "total": total,
        "start": start,
        "next": start + SHOWN if start + SHOWN < total else 0,
        "confirmed": queries.confirmed_of(one) if one.frame_of == FrameOf.HAZARDS else None,
        "found": looked_again(one),
        "draws_tips": one.kind == Kind.COMPREHENSIVE and one.drawn_at is not None,
        "teams": teams,
        "names": names,
        "units": orgs.unit_names({each.unit for team in teams for each in team.members.all()}),
        "chosen": orgs.territory_names(one.territories),
        "sectors": [name for number, name in orgs.sectors() if number in one.sectors],
        "keeps": keeps,
        "keepers": [names[person] for person in sorted(one.keepers)],
        "may_team": keeps and one.state in NOT_YET,
        "next_team": len(teams) + 1,
        "timeline_lines": audit.of(one),
    }
    return render(request, "supervision/round.html", context)


def told(one: Round) -> list[tuple[str, str]]:
    """What a person has to know who approves a round, takes it back or ends it."""
    if one.state == "under_way":
        return _still_open(one)
    frame = queries.standing_frame(one)
    teams = queries.teams_of(one)
    people = sum(len(team.members.all()) for team in teams)
    size = _("抽取%(size)s个，每个街镇至少%(least)s个") % {"size": one.size, "least": one.least}
    said = [
        (_("种类"), f"{one.get_kind_display()}（{one.get_mode_display()}）"),
        (_("起止"), f"{clock.in_words(one.first)}—{clock.in_words(one.last)}"),
        (_("抽样框"), f"{one.get_frame_of_display()}，{_('%(count)s行') % {'count': frame.count}}" if frame else ""),
        (_("怎样定对象"), size if one.choosing == Choosing.DRAW else one.get_choosing_display()),
        (_("用哪个公开数"), one.public_source),
        (_("督导组"), _("%(teams)s组，%(people)s人") % {"teams": len(teams), "people": people}),
    ]
    return [pair for pair in said if pair[1]]


def _still_open(one: Round) -> list[tuple[str, str]]:
    left, far = queries.unreached(one), queries.far_of(one).count()
    unsigned = queries.visits_of(one).filter(state="under_way").count()
    sentence = _("%(left)s处还没有到场（结束后记为未到场），%(unsigned)s次检查还没有签字，%(far)s次到场距离还没有认可")
    said = [(_("还没有办完的"), sentence % {"left": left, "unsigned": unsigned, "far": far})]
    if one.commitment:
        said.append((_("封存的种子"), _("随本轮结束公布，此后谁都可以重抽一遍")))
    return said


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be frozen, and freezing it."""
    one, actor = queries.round_of(pk), actor_of(request)
    policy.must_keep(actor, one)
    form = FreezeForm(request.POST if request.method == "POST" else None, drawn=one.choosing == Choosing.DRAW)

    def act() -> None:
        operations.freeze(one, actor=actor, **form.cleaned_data)

    if done(form, act):
        return HttpResponseRedirect(one.get_absolute_url())
    found = framing.foreseen(one)
    context = {
        "round": one,
        "form": form,
        "found": found,
        "excused": list(found.excused.items()),
    }
    return render(request, "supervision/freeze.html", context, status=status_of(form))


@require_safe
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame as it was digested."""
    one = queries.round_of(pk)
    found = queries.standing_frame(one)
    if found is None:
        raise NotFound(N_("抽样框还没有冻结"))
    if one.choosing != Choosing.DRAW and one.state != "closed":  # the whole frame is the list of targets
        policy.must_keep(actor_of(request), one)
    return download(found.text, _("抽样框") + f"-{one.pk}.txt")


@require_safe
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """How the targets were drawn, to be printed and signed; after the round with all that was drawn."""
    one = queries.round_of(pk)
    found = queries.standing_frame(one)
    if found is None or not one.public_value:
        raise NotFound(N_("本轮没有随机抽取过"))
    return download(drawn(papers.protocol(one, found), "pdf"), f"{one.title}-{_('抽取记录')}.pdf")


@require_http_methods(["GET", "POST"])
def keeper(request: HttpRequest, pk: int) -> HttpResponse:
    """One more who keeps the list."""
    one, actor = queries.round_of(pk), actor_of(request)
    officers = orgs.holders([one.office_id], [Role.OFFICE_OFFICER])
    operations.must_let_in(one, officers, actor)
    people = [row for row in orgs.people_of(one.office_id) if row[0] in officers and row[0] not in one.keepers]
    form = KeeperForm(request.POST or None, people=people)

    def act() -> None:
        operations.add_keeper(one, int(form.cleaned_data["person"]), actor=actor)

    return acted(request, form, _("增加名单保管人"), act, one.get_absolute_url(), one)
