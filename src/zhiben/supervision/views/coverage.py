"""Coverage across the rounds of a year: streets by rounds, district by district, and the plan that closes the gaps."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhiben.foundation.pages import actor_of, download, keep_query
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import closing_gaps, coverage_book, queries
from zhiben.supervision.closing_gaps import TEAMS, VISITS_A_DAY
from zhiben.supervision.forms import CoverageForm
from zhiben.supervision.queries import District
from zhiben.supervision.vocab import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see."""

    office: int
    year: int
    kind: str
    visits: int
    teams: int
    page: int
    district: int


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Districts by rounds, one city at a time; one of them opened, street by street."""
    asked, form = _asked(request, actor_of(request))
    rounds = queries.rounds_in(asked.office, asked.year, asked.kind)
    cities = queries.cities_of(asked.office)
    page = min(max(asked.page, 1), len(cities))
    city = cities[page - 1] if cities else 0
    found = queries.matrix(asked.office, queries.districts_of(asked.office, city), rounds) if city else []
    context = {
        "form": form,
        "asked": asked,
        "office": orgs.unit_name(asked.office),
        "kind": Kind(asked.kind).label if asked.kind else "",
        "rounds": rounds,
        "found": found,
        "open": next((one for one in found if one.id == asked.district), None),
        "page": page,
        "pages": len(cities),
        "city": orgs.territory(city).name if len(cities) > 1 else "",
        "reached": sum(len(one.streets) - len(one.missing) for one in found),
        "grounds": sum(len(one.streets) for one in found),
        "missing": sum(len(one.missing) for one in found),
        "query": keep_query(request, "district", "page"),
    }
    return render(request, "supervision/coverage.html", context)


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Which streets are added to which coming round."""
    asked, form = _asked(request, actor_of(request))
    found = _everything(asked)
    made, rooms = _plan(asked, found)
    context = {
        "form": form,
        "asked": asked,
        "office": orgs.unit_name(asked.office),
        "plan": made,
        "rooms": rooms,
        "told": _told(made, sum(room.free for room in rooms)),
        "gaps": sum(len(one.missing) for one in found),
        "names": {one.id: one.name for one in found},
        "model": model(asked),
        "query": keep_query(request, "district", "page"),
    }
    return render(request, "supervision/gaps.html", context)


def _told(made: closing_gaps.Plan, free: int) -> str:
    """What the plan comes to, in a sentence; nothing is said of streets where all have their place."""
    said = _("未结束的轮次还有余力%(free)s个组日") % {"free": free}
    if made.needed:
        said += _("，可以补%(streets)s个街镇") % {"streets": made.streets}
    if made.without:
        said += _("，还有%(without)s个排不下") % {"without": made.without}
    return said + _("。")


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Both as a workbook."""
    asked, _form = _asked(request, actor_of(request))
    found = _everything(asked)
    rounds = queries.rounds_in(asked.office, asked.year, asked.kind)
    content = coverage_book.workbook(found, rounds, _plan(asked, found)[0], model=model(asked))
    return download(content, f"{asked.year}{_('年督导覆盖')}.xlsx")


def model(asked: Asked) -> list[str]:
    """How the plan is reckoned, and what it takes for granted, in sentences."""
    return [
        _("缺口：本年所选各轮都没有到过的街镇，只按到场登记计算，作废的、待认可的不算。"),
        _("花费按组日算：一个组一个工作日只在一个区，最多检查%(visits)s处（默认%(default)s，可改）；补一个街镇算一处。")
        % {"visits": asked.visits, "default": VISITS_A_DAY},
        _(
            "轮次的余力：组数（没有编组的按%(teams)s组，默认%(default)s，可改）乘以今天起剩下的工作日，减去本轮自己还要检查的个数所需组日。"
        )
        % {"teams": asked.teams, "default": TEAMS},
        _("一个区的缺口除以每日处数，进一取整，就是最少的组日，无论分到哪几轮都不会更少；所以总组日已是最少。"),
        _("余力不够时，先排一天能补得最多的，同样多的先排最久没有到的；这样补得最多。"),
        _("不知道、也不使用到场以前的封存对象：某街镇可能已在名单上而仍列为缺口。路程、等候、两个区相邻都没有算。"),
    ]


def _everything(asked: Asked) -> list[District]:
    rounds = queries.rounds_in(asked.office, asked.year, asked.kind)
    cities = queries.cities_of(asked.office)
    each = (queries.districts_of(asked.office, city) for city in cities)
    return [one for districts in each for one in queries.matrix(asked.office, districts, rounds)]


def _plan(asked: Asked, found: list[District]) -> tuple[closing_gaps.Plan, list[closing_gaps.Room]]:
    coming = queries.coming(asked.office, asked.kind)
    rooms = closing_gaps.rooms_of(coming, visits=asked.visits, teams=asked.teams)
    return closing_gaps.cheapest(list(queries.gaps(found)), rooms, visits=asked.visits), rooms


def _asked(request: HttpRequest, actor: Actor) -> tuple[Asked, CoverageForm]:
    """What the address asks for, of an office whose rounds the person sees. Raises NotAllowed for others."""
    offices = sorted({*queries.offices_seen(), *orgs.offices_run(actor)})
    if not offices:
        raise NotAllowed(N_("各轮覆盖由安委办查看"))
    names = orgs.unit_names(set(offices))
    own = next(iter(reversed(orgs.offices_run(actor))), offices[0])
    given = request.GET.copy()
    office = next((one for one in offices if str(one) == request.GET.get("office")), own)
    given["office"] = str(office)
    years = queries.years_of(office)
    for name, usual in (
        ("year", years[0] if years else clock.today().year),
        ("kind", Kind.COMPREHENSIVE.value),
        ("visits", VISITS_A_DAY),
        ("teams", TEAMS),
    ):
        given.setdefault(name, str(usual))
    form = CoverageForm(given, offices=[(pk, names[pk]) for pk in offices])
    if not form.is_valid():
        raise Incomplete(N_("请核对查询条件"), fields={name: str(told[0]) for name, told in form.errors.items()})
    said = form.cleaned_data
    numbers = {name: said[name] or usual for name, usual in (("visits", VISITS_A_DAY), ("teams", TEAMS), ("page", 1))}
    year = said["year"] or clock.today().year
    return Asked(office, year, said["kind"], district=said["district"] or 0, **numbers), form
