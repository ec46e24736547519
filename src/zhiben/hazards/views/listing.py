"""Listed supervision: proposing it, and its papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from zhiben.foundation.pages import actor_of
from zhiben.hazards import operations, papers
from zhiben.hazards.models import Listing
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the official document of the listing's next step, and go on writing it there."""
    listing = Listing.objects.select_related("hazard").filter(pk=pk).first()
    if listing is None:
        raise NotFound(N_("没有找到该挂牌督办"))
    written = papers.delisting(listing) if listing.state == "accepted" else papers.notice(listing)
    document = operations.begin_paper(listing, written, actor=actor_of(request))
    return HttpResponseRedirect(document.get_absolute_url())
