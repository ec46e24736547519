"""The evidence pack of a hazard, for whoever reads it."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhiben.foundation.pages import actor_of
from zhiben.hazards import operations
from zhiben.hazards.views.ledger import hazard_of


@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The whole chain of a hazard as a ZIP; the ledger notes who took it."""
    hazard = hazard_of(pk)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        operations.export_evidence(hazard, out, actor=actor_of(request))
    except BaseException:
        out.close()  # with it goes what was written
        raise
    out.seek(0)
    answer = FileResponse(out, as_attachment=True, filename=f"{hazard.number}.zip", content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
