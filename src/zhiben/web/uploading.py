"""The addresses to which a script sends files in pieces; it is answered in JSON, and so are its refusals."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.foundation.files import ALL_KINDS, DEVICE_CLOCK, PHOTO_KINDS, uploaded_with, uploading
from zhiben.foundation.pages import actor_of, is_id
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.orgs.queries import brings_files


@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """Say what is to come: `name`, `size` in bytes, `type` as the browser calls it; `only` a photo, or anything. Of a
    file whose `sha256` the person has brought before nothing more has to be sent: it is `file`."""
    actor = actor_of(request)
    if not brings_files(actor):
        raise NotAllowed(_("您的角色不能上传文件"))
    name, size, kind = (request.POST.get(key, "") for key in ("name", "size", "type"))
    if not name or not is_id(size):
        raise Refused(_("缺少文件的名称或大小"), code="upload_untold")
    only = _kinds(request)
    here = request.POST.get("sha256", "")
    if here and (known := uploaded_with([here], actor.id).get(here)):
        return JsonResponse({"upload": 0, "offset": known.size, "piece": uploading.PIECE, "file": known.pk})
    upload = uploading.begin(name=name, size=int(size), content_type=kind, kinds=only, actor_id=actor.id)
    return JsonResponse({"upload": upload.pk, "offset": 0, "piece": uploading.PIECE})


@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, pk: int) -> JsonResponse:
    """How much is here, or a piece more of it: `piece`, from the byte `offset` on."""
    upload = uploading.upload_of(pk, actor_of(request).id)
    if request.method == "POST":
        offset, sent = request.POST.get("offset", ""), request.FILES.get("piece")
        if sent is None or not is_id(offset):
            raise Refused(_("缺少文件的内容或起点"), code="upload_untold")
        uploading.append(upload, sent.read(uploading.PIECE + 1), offset=int(offset))
    return JsonResponse({"offset": upload.received, "size": upload.size, "file": upload.file_id})


@require_POST
def finish(request: HttpRequest, pk: int) -> JsonResponse:
    """All of it is here, `only` a photo or anything: the id and name under which the file is kept. `taken`: when the
    camera says that a photo was taken, where only the picture from which this one was made has it."""
    upload = uploading.upload_of(pk, actor_of(request).id)
    told = {name: request.POST.get(name, "") for name in ("sha256", DEVICE_CLOCK, "taken")}
    stored = uploading.finish(upload, kinds=_kinds(request), **told)
    return JsonResponse({"file": stored.pk, "name": stored.name})


def _kinds(request: HttpRequest) -> frozenset[str]:
    return PHOTO_KINDS if request.POST.get("only") == "photo" else ALL_KINDS
