"""What of a hazard's photos is not shown: faces, number plates, names. The original stays as it came; what was covered
once is uncovered with a reason only."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.foundation import audit
from zhiben.foundation.files.copies import Rectangle, blur
from zhiben.foundation.files.models import Photo
from zhiben.hazards.lifecycle.people import BLURRER
from zhiben.hazards.models import Hazard
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def blur_photo(
    hazard: Hazard, photo: Photo, rectangles: Sequence[Rectangle], *, reason: str = "", actor: Actor
) -> Photo:
    """Let the copies of a photo, which lies beside the hazard, show all but these rectangles, in pixels of the upright
    original. Raises NotAllowed, and Incomplete when one that was covered no longer would be, without a reason."""
    verdict = BLURRER(actor, hazard)
    if not verdict.allowed:
        raise NotAllowed(N_("您不能模糊这张照片：{why}"), why=verdict.why)
    with audit.batch():
        standing = Photo.objects.select_for_update().get(pk=photo.pk)
        uncovered = [one for one in standing.blurred if tuple(one) not in rectangles]
        if uncovered and not reason.strip():
            why = N_("取消或改动已模糊的范围，须写明理由")
            raise Incomplete(why, fields={"reason": why})
        blur(standing, rectangles, actor)
        facts = {"file": photo.file_id, "rectangles": len(rectangles), "reason": reason.strip()}
        audit.record("blur", actor, subject=("hazards.hazard", hazard.pk), facts=facts)
    return standing
