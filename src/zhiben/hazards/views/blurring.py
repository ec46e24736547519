"""The page on which what a photo should not show is covered, by the mouse or a finger, or in figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.foundation.files.models import Photo
from zhiben.foundation.pages import actor_of, done, editing, status_of
from zhiben.hazards import operations
from zhiben.hazards.forms import BlurForm
from zhiben.hazards.lifecycle.people import BLURRER
from zhiben.hazards.models import Hazard
from zhiben.hazards.queries.around import around_of
from zhiben.hazards.views.ledger import hazard_of
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.text import N_


@require_http_methods(["GET", "POST"])
def blur(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Cover parts of a photo that lies beside the hazard."""
    hazard, actor = hazard_of(pk), actor_of(request)
    photo = _photo_of(hazard, file)
    if not BLURRER(actor, hazard).allowed:
        raise NotAllowed(N_("照片由安委办、行业主管部门、区和街道的工作人员模糊"))
    form = BlurForm(request.POST if request.method == "POST" else None, initial={"rectangles": _lines(photo)})
    read = Photo.objects.filter(pk=photo.pk)
    editing(form, lambda: {"rectangles": _lines(read.get())}, subject=("foundation.storedfile", photo.file_id))

    def act() -> None:
        said = form.cleaned_data
        operations.blur_photo(hazard, photo, said["rectangles"], reason=said["reason"], actor=actor)

    if done(form, act):
        messages.success(request, _("已保存，今后显示和公布的照片按此模糊；原件未改动"))
        return HttpResponseRedirect(hazard.get_absolute_url())
    return render(
        request, "hazards/blur.html", {"form": form, "photo": photo, "hazard": hazard}, status=status_of(form)
    )


def _photo_of(hazard: Hazard, file: int) -> Photo:
    """A photo beside the hazard or what belongs to it. Raises NotFound."""
    for one in around_of(hazard).files:
        if one.file_id == file and one.file.is_photo:
            photo: Photo = one.file.photo
            return photo
    raise NotFound(N_("没有找到该照片"))


def _lines(photo: Photo) -> str:
    return "\n".join(" ".join(str(number) for number in one) for one in photo.blurred)
