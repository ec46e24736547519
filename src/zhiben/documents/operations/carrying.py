"""A carried document moves only while the record that carries it does, one move after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zhiben.documents.models import OfficialDocument


@contextmanager
def along(document: OfficialDocument) -> Iterator[None]:
    """Within the block the document is moved by its record, not by itself."""
    document.along = True
    try:
        yield
    finally:
        document.along = False


def hold(document: int) -> None:
    """Whoever changes the document besides waits for the end of this transaction, and is waited for. Must run in one,
    before the document is read."""
    list(OfficialDocument._unfiltered().select_for_update().filter(pk=document).values_list("pk"))
