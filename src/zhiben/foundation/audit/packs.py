"""Writing an evidence pack: files, the ledger's entries as they stand in the table, an index, hashes, and the script
that checks all of it offline. What a record's chain consists of is its room's affair."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from zhiben.foundation.audit import offline
from zhiben.foundation.audit.ledger import HASHED
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import Anchor, whole_head

HOW = "说明.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a pack: its name in it, its bytes when they are wanted, and what the index tells of it."""

    name: str
    read: Callable[[], bytes]
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """How many files a pack has, and the SHA-256 of its list of hashes: who knows it knows the whole pack."""

    files: int
    sums: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The entries of some records, oldest first, up to the head that stood when they were read."""

    head: Anchor
    entries: Sequence[Mapping[str, Any]]


def chain_of(records: Mapping[str, Iterable[int]]) -> Chain:
    """The entries of records (ids by model label), every column as it stands in the table. The caller has found the
    records in scope."""
    head = whole_head()
    found: list[Mapping[str, Any]] = []
    for model, ids in records.items():
        rows = AuditEntry.objects.filter(model=model, record__in=list(ids), seq__lte=head.seq)
        found += rows.values(*HASHED, "hash")
    return Chain(head, sorted(found, key=lambda entry: entry["seq"]))


def write_pack(out: IO[bytes], parts: Iterable[Part], chain: Chain, about: Mapping[str, Any], how: str) -> Packed:
    """Write a pack to `out`; the same content and moment give the same bytes. Files are read one at a time. `about` is
    what the index tells of the whole, `how` the instructions. Raises what reading a part raises."""
    hashes: dict[str, str] = {}
    files: list[dict[str, Any]] = []
    with zipfile.ZipFile(out, "w") as package:

        def keep(name: str, content: bytes) -> None:
            hashes[name] = hashlib.sha256(content).hexdigest()
            offline.put(package, name, content)

        for part in parts:
            content = part.read()
            keep(part.name, content)
            files.append({"name": part.name, "sha256": hashes[part.name], "size": len(content), **part.about})
        keep(offline.LEDGER, _json(list(chain.entries)))
        head = {"seq": chain.head.seq, "hash": chain.head.hash}
        keep(offline.INDEX, _json({**about, "head": head, "entries": len(chain.entries), "files": files}))
        keep(offline.SELF, Path(offline.__file__).read_bytes())
        keep(HOW, how.encode())
        sums = offline.sums_of(hashes.items())
        offline.put(package, offline.SUMS, sums)
    return Packed(len(hashes) + 1, hashlib.sha256(sums).hexdigest())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
