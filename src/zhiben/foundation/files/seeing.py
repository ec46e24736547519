"""Who may fetch a file: whoever brought it, and whoever may see what lies beside a record that it lies beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhiben.foundation.files.models import Attachment, StoredFile
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor


def attached_in_sight(photos: Sequence[int], models: Sequence[str]) -> QuerySet[Attachment]:
    """Where some photos lie beside records of `models` that the open scope shows, the earliest first."""
    lying = reduce(or_, _in_sight(models))
    rows = Attachment.objects.filter(lying, file__photo__in=photos)
    return rows.select_related("file__photo").order_by("attached_at", "pk")


def _in_sight(labels: Iterable[str]) -> Iterator[Q]:
    """For each kind of record, the attachments that lie beside those that the open scope shows."""
    for label in labels:
        model = apps.get_model(label)
        if issubclass(model, Scoped):
            yield Q(model=label, record_id__in=beside(model).values("pk"))


def visible_file(pk: int, actor: Actor) -> StoredFile:
    """The file, if the open scope shows it to `actor`. Raises NotFound; whether it exists is not told, neither in words
    nor by the number of queries."""
    seen = Q(uploaded_by=actor.id)
    labels = Attachment.objects.filter(file=pk).order_by("model").values_list("model", flat=True).distinct()
    for lying in _in_sight(labels):
        seen |= Q(Exists(Attachment.objects.filter(lying, file=OuterRef("pk"))))
    found = StoredFile.objects.filter(seen, pk=pk).first()
    if found is None:
        raise NotFound(_("没有找到该文件"))
    return found
