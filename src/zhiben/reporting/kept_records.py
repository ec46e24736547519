"""Where files of records lie: under their hash in a folder of their own, which no page of files leads to, for they name
persons. Beside each lies its index, which can be made anew from it."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.text import N_

MOST_BYTES = 2**30


def path_of(sha256: str) -> Path:
    """Where the records with this hash lie."""
    return Path(settings.MEDIA_ROOT) / "records" / sha256[:2] / sha256


def index_of(sha256: str) -> Path:
    """Where their index lies: the first bytes of the rows, four bytes each, those of a unit and month together."""
    return path_of(sha256).with_name(f"{sha256}.rows")


@contextmanager
def taken(path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the file among ours, and its hash; it is gone at the end of the block unless `keep` has moved it.
    Raises Refused for one that is too large or empty."""
    size = path.stat().st_size
    if not 0 < size <= MOST_BYTES:
        raise Refused(N_("文件是空的，或超过{most}兆字节，请分开后再导入"), most=MOST_BYTES // 2**20)
    folder = Path(settings.MEDIA_ROOT) / "records"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{uuid.uuid4().hex}"
    try:
        shutil.copyfile(path, draft)
        with draft.open("rb") as copy:
            os.fsync(copy.fileno())
            digest = hashlib.file_digest(copy, "sha256").hexdigest()
        yield draft, digest
    finally:
        draft.unlink(missing_ok=True)


def keep(draft: Path, sha256: str, index: Any) -> None:
    """Let the copy lie under its hash, with its index (a numpy array of starts in the order of units and months)."""
    path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
    beside = draft.with_name(f"{draft.name}.rows")
    index.astype("<u4").tofile(beside)
    beside.replace(index_of(sha256))
    draft.replace(path_of(sha256))


def starts(sha256: str, first: int, number: int) -> Sequence[int]:
    """So many starts from the index, from the `first` one on. Raises NotFound where the file is gone."""
    import numpy as np

    try:
        found = np.fromfile(index_of(sha256), dtype="<u4", count=number, offset=4 * first)
    except FileNotFoundError:
        raise NotFound(N_("记录文件已不在存储中，请联系系统管理员")) from None
    return [int(one) for one in found]
