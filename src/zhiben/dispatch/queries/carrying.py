"""Which round a paper belongs to: told on the paper's page, where its next steps are not offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from zhiben.dispatch.models import Round, SidePaper, UnitPaper
from zhiben.foundation.grounds import Ground
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.documents.models import OfficialDocument


def of_paper(document: OfficialDocument) -> list[Ground]:
    """The round whose bulletin, month's paper or correction a document is, for whoever sees the round."""
    beside, of_units = (rows.objects.filter(document=document.pk).values("round") for rows in (SidePaper, UnitPaper))
    rows = Round.objects.filter(Q(bulletin=document.pk) | Q(pk__in=beside) | Q(pk__in=of_units))
    return [Ground(N_("到本期页面：{round}").format(round=one), None, one.get_absolute_url()) for one in rows]
