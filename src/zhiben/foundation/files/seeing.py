"""Who may fetch a file: whoever brought it, and whoever may see what lies beside a record that it lies beside."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext as _

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.scope.beside import seen_beside
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor


def visible_file(pk: int, actor: Actor) -> StoredFile:
    """The file, if the open scope shows it to `actor`. Raises NotFound; whether it exists is not told."""
    found = StoredFile.objects.filter(pk=pk).first()
    if found is None or not (found.uploaded_by == actor.id or _beside_a_visible_record(found)):
        raise NotFound(_("没有找到该文件"))
    return found


def _beside_a_visible_record(file: StoredFile) -> bool:
    for label, record in file.attachments.values_list("model", "record_id"):
        model = apps.get_model(label)
        if issubclass(model, Scoped) and seen_beside(model, [record]):
            return True
    return False
