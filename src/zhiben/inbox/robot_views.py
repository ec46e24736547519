"""Robots, for the system administrator alone: which there are, how telling them goes, entering and trying one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation import installation
from zhiben.foundation.pages import actor_of, choose_from, done, editing, form_page
from zhiben.inbox import operations, policy, queries
from zhiben.inbox.forms import RobotForm
from zhiben.inbox.models import Robot
from zhiben.inbox.vocab import RobotKind
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """All robots, with what waits for them and what went wrong."""
    policy.must_keep_addresses(actor_of(request))
    rows = [{"one": one, "kind": RobotKind(one.robot.kind).label} for one in queries.robot_cards()]
    return render(request, "inbox/robots.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def add_robot(request: HttpRequest) -> HttpResponse:
    """Enter one."""
    actor = actor_of(request)
    policy.must_keep_addresses(actor)
    form = _offering(RobotForm(request.POST or None))
    return _kept(request, form, None, _("登记群机器人"), actor)


@require_http_methods(["GET", "POST"])
def robot(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one, or put it out of use."""
    actor = actor_of(request)
    policy.must_keep_addresses(actor)
    found = queries.robot(pk)
    form = _offering(RobotForm(request.POST or None, initial=_standing(found)))
    editing(form, lambda: _standing(queries.robot(pk)), subject=("inbox.robot", pk), lock=Robot.objects.filter(pk=pk))
    return _kept(request, form, found, found.name, actor)


@require_POST
def try_robot(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it told a message without content, and say how that went."""
    actor = actor_of(request)
    policy.must_keep_addresses(actor)
    try:
        operations.try_robot(queries.robot(pk), actor=actor)
        if installation.current().demonstration:
            said.info(request, _("这里是演示，不向外发送：测试消息只写成了文件，群里不会出现"))
        else:
            said.success(request, _("测试消息已交给对方，请到群里核对是否出现"))
    except Refused as refusal:
        said.error(request, refusal.text)
    return redirect("inbox:robots")


@require_POST
def post_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with what was given up."""
    return _handled(request, pk, operations.post_again, _("将在几分钟内重新发送"))


@require_POST
def rest_robot(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what was given up rest."""
    return _handled(request, pk, operations.rest, _("不再提示"))


def _handled(request: HttpRequest, pk: int, act: Callable[..., int], sentence: str) -> HttpResponse:
    actor = actor_of(request)
    policy.must_keep_addresses(actor)
    act(queries.robot(pk), actor=actor)
    said.success(request, sentence)
    return redirect("inbox:robots")


def _kept(request: HttpRequest, form: RobotForm, robot: Robot | None, title: str, actor: Actor) -> HttpResponse:
    if done(form, lambda: operations.keep_robot(robot, **form.cleaned_data, actor=actor)):
        said.success(request, _("已保存。请发一条测试消息，到群里核对"))
        return redirect("inbox:robots")
    return form_page(request, form, title, reverse("inbox:robots"))


def _offering(form: RobotForm) -> RobotForm:
    choose_from(form, "unit", [(0, _("全部单位")), *((one.id, one.name) for one in orgs.units())])
    return form


def _standing(robot: Robot) -> dict[str, object]:
    names = ("kind", "name", "unit", "quiet_from", "quiet_until", "active")
    return {name: getattr(robot, name) for name in names}
