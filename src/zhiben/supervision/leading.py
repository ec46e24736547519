"""Ways between listed areas and analyses: from the streets that stand out to the form on which their listing is
proposed, and from there to what happens when nothing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from zhiben.insight import queries as insight
from zhiben.insight.asking import NOTHING_DONE
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.foundation.studies import Study
    from zhiben.kernel.rights import Actor


def to_proposal(study: Study, actor: Actor) -> str:
    """The form, begun with the worst streets of a study, for an officer of the office whose ground it is about; ""
    for everybody else, and where the study ranks nothing."""
    rows = study.result.get("rows") or []
    if not rows or study.unit not in orgs.offices_run(actor):
        return ""
    worst = ",".join(str(row["street"]) for row in rows[: study.result["k"]])
    return f"{reverse('supervision:propose_listing')}?{urlencode({'study': study.pk, 'streets': worst})}"


def nothing_done(actor: Actor) -> str:
    """The page that shows what happens to the worst with nothing done; "" for whom there is none."""
    return reverse("insight:page", args=[NOTHING_DONE.key]) if insight.units_read(actor, NOTHING_DONE) else ""
