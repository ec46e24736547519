"""Asking for help at a site."""

from __future__ import annotations

from zhiben.assistance import policy
from zhiben.assistance.models import HelpRequest
from zhiben.foundation.lifecycle import begin
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(HelpRequest)


def ask(site: int, *, field: str, asks: str, actor: Actor) -> HelpRequest:
    """Ask for help at a site (id): the field of knowledge needed, and the question. Raises NotFound for a site that the
    person does not see, NotAllowed, Incomplete."""
    places = orgs.site_places([site])
    if site not in places:
        raise NotFound(N_("没有这个场所"))
    place, sector = places[site]
    grant = policy.must_ask_at(actor, place)
    wrong = {name: N_("不能为空") for name, text in (("field", field), ("asks", asks)) if not text.strip()}
    if wrong:
        raise Incomplete(N_("请先补正下列内容"), fields=wrong)
    request = HelpRequest(site_id=site, sector_id=sector, field=field.strip()[:60], asks=asks.strip())
    request.asked_by, request.asked_unit, request.asked_at = actor.id, grant.unit if grant else 0, clock.now()
    request.place_at(place)
    return begin(request, actor, grant, site=site, field=request.field)
