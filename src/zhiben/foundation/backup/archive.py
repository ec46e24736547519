"""The file of a backup: a tar archive that ends with the SHA-256 of all bytes before. The end is known to the byte, so
that nothing in the file can be other than it was; `tar` opens it without this program.

Members, in this order: the database, the stored files below `files/`, `manifest.json`, `sha256`.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

FORM = 1
MANIFEST, SUM = "manifest.json", "sha256"
BLOCK, READ = tarfile.BLOCKSIZE, 2**20
SUM_LINE = 65
"""A digest's 64 digits and the end of the line."""
END = BLOCK * 4
"""The last member with its head, and the two empty blocks that end a tar archive."""

ALTERED = N_("备份文件“{path}”不完整或已被改动，不能恢复；请换一份备份")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: `at` by this machine's clock; the database's kind; rows of each table; how many stored
    files, and the hashes of those whose bytes were not there or not theirs any more; the ledger's last entry and its
    hash; the migrations that were applied; the ids of the keys that its secrets need."""

    at: str
    vendor: str
    tables: dict[str, int]
    files: int
    missing: list[str]
    ledger: list[Any]
    migrations: list[str]
    keys: list[str]
    form: int = field(default=FORM)

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(self.tables.values())


class Writer:
    """Writes an archive member by member, and knows its digest."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._sum = stream, hashlib.sha256()

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._sum.update(data)

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """Add a member of exactly `size` bytes; their SHA-256. Raises OSError when there are fewer or more."""
        self._put(_head(name, size))
        own, left = hashlib.sha256(), size
        while data := content.read(READ):
            left -= len(data)
            own.update(data)
            self._put(data)
        if left:
            raise OSError(f"{name}: {size} bytes announced, {size - left} read")
        self._put(b"\0" * (-size % BLOCK))
        return own.hexdigest()

    def end(self, manifest: Manifest) -> str:
        """Add what the archive holds, and its digest; the SHA-256 of the whole file."""
        data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._put(_head(MANIFEST, len(data)) + data + b"\0" * (-len(data) % BLOCK))
        self._put(_end(self._sum.hexdigest()))
        return self._sum.hexdigest()


def _head(name: str, size: int) -> bytes:
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, 0o600
    return told.tobuf(tarfile.GNU_FORMAT)


def _end(digest: str) -> bytes:
    line = f"{digest}\n".encode()
    return _head(SUM, SUM_LINE) + line + b"\0" * (-SUM_LINE % BLOCK + 2 * BLOCK)


def proved(path: Path) -> str:
    """The SHA-256 of the whole file. Raises Refused unless every byte is as it was written, OSError."""
    size, whole = path.stat().st_size, hashlib.sha256()
    with path.open("rb") as stream:
        left = size - END
        while left > 0 and (data := stream.read(min(READ, left))):
            whole.update(data)
            left -= len(data)
        end = stream.read()
    if size <= END or end != _end(whole.hexdigest()):
        raise Refused(ALTERED, code="backup_altered", path=str(path))
    whole.update(end)
    return whole.hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive, to be read member by member. Raises Refused for what is none."""
    try:
        with tarfile.open(path, "r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise Refused(ALTERED, code="backup_altered", path=str(path)) from error


def manifest_of(archive: tarfile.TarFile, path: Path) -> Manifest:
    """What the archive says it holds. Raises Refused for one of another form."""
    told = json.loads(content_of(archive, MANIFEST).read())
    if told.get("form") != FORM:
        raise Refused(
            N_("备份文件“{path}”的格式本版本不认识，请用写出它的版本恢复"), code="backup_form", path=str(path)
        )
    return Manifest(**told)


def content_of(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """A member's bytes. Raises Refused where there is none of that name."""
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise Refused(N_("备份文件里没有“{name}”"), code="backup_altered", name=name)
    return found
