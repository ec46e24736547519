"""The shell's own views: a stored file, to whom may see it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import FileResponse
from django.views.decorators.http import require_safe

from zhiben.foundation.files import respond
from zhiben.foundation.files.seeing import visible_file
from zhiben.foundation.pages import actor_of


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """Evidence, a photo, a paper: as a download."""
    return respond(visible_file(pk, actor_of(request)))
