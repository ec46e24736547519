"""Who may fetch a file: whoever brought it, and whoever may see what lies beside a record that it lies beside."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from zhiben.foundation.files.models import Attachment, StoredFile
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor


def visible_file(pk: int, actor: Actor) -> StoredFile:
    """The file, if the open scope shows it to `actor`. Raises NotFound; whether it exists is not told, neither in words
    nor by the number of queries."""
    seen = Q(uploaded_by=actor.id)
    for label in Attachment.objects.filter(file=pk).order_by("model").values_list("model", flat=True).distinct():
        model = apps.get_model(label)
        if issubclass(model, Scoped):
            records = beside(model).values("pk")
            seen |= Q(Exists(Attachment.objects.filter(file=OuterRef("pk"), model=label, record_id__in=records)))
    found = StoredFile.objects.filter(seen, pk=pk).first()
    if found is None:
        raise NotFound(_("没有找到该文件"))
    return found
