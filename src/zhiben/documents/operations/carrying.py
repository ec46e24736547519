"""A carried document moves only while the record that carries it does."""

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
