"""Photos and papers beside a hazard or a site record."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.foundation.files import attach
from zhiben.foundation.files.models import StoredFile
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def keep_files(to: tuple[str, int], ids: Sequence[int], *, actor: Actor, purpose: str) -> None:
    """Attach files to a record; only files that the person brought themselves."""
    if not ids:
        return
    files = list(StoredFile.objects.filter(pk__in=ids, uploaded_by=actor.id))
    if len(files) != len(set(ids)):
        raise Refused(N_("附件中有不是您上传的文件"))
    for file in files:
        attach(file, to=to, actor_id=actor.id, purpose=purpose)
