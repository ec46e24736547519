"""校验证据包：无需联网、无需数据库，只需 Python 3.9 以上。

用法：python3 verify.py          校验本文件所在的、已解压的文件夹
      python3 verify.py 证据包.zip  校验压缩包本身，任何一个字节的改动都会指出
全部吻合时退出码为 0，否则逐条指出并以 1 退出。

This file is both a module of ours and, under the name verify.py, a part of every pack: it must need nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

SUMS, LEDGER, INDEX, SELF = "SHA256SUMS", "ledger.json", "index.json", "verify.py"
HASHED = (
    "seq",
    "at",
    "actor",
    "unit",
    "substitute_for",
    "verb",
    "model",
    "record",
    "source",
    "target",
    "facts",
    "previous_hash",
)
"""Under an entry's hash, in this order; the ledger's own list, written out because this file stands alone."""

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_CHUNK = 1 << 20


def sums_of(found: Iterable[tuple[str, str]]) -> bytes:
    """The text of SHA256SUMS for (name, hash), as `sha256sum -c` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(found)).encode()


def put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file so that the same content always gives the same bytes: not compressed, without a time of its own."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    package.writestr(entry, content, zipfile.ZIP_STORED)


def hash_of(entry: dict[str, Any]) -> str:
    """The hash that an entry must bear."""
    values = [str(entry.get(name)) for name in HASHED]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def troubles(place: Path) -> list[str]:
    """What is wrong with a pack, a ZIP or the folder it was unpacked to; empty when nothing is."""
    if place.is_dir():
        names = [one.relative_to(place).as_posix() for one in place.rglob("*") if one.is_file()]
        return list(_troubles(names, lambda name: (place / name).read_bytes()))
    try:
        with zipfile.ZipFile(place) as package:
            names = package.namelist()
            found = list(_troubles(names, package.read))
            if not found and not _same_shell(place, package, names):
                found.append("包内文件全部吻合，但压缩包本身被改动过或重新压缩过")
            return found
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        return [f"压缩包打不开或已损坏：{error}"]


def _troubles(names: list[str], read: Any) -> Iterator[str]:
    if len(set(names)) != len(names):
        yield "包内有重名的文件"
    missing = [name for name in (SUMS, LEDGER, INDEX) if name not in names]
    if missing:
        yield f"缺少文件：{'、'.join(missing)}"
        return
    listed = _listed(read(SUMS))
    if listed is None:
        yield f"{SUMS} 已被改动，读不出来"
        return
    yield from (f"缺少文件：{name}" for name in sorted(listed.keys() - set(names)))
    yield from (f"多出文件：{name}" for name in sorted(set(names) - listed.keys() - {SUMS}))
    for name in sorted(listed.keys() & set(names)):
        if hashlib.sha256(read(name)).hexdigest() != listed[name]:
            yield f"内容与登记的摘要不符：{name}"
    try:
        yield from _of_the_ledger(json.loads(read(LEDGER)), json.loads(read(INDEX))["head"])
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"{LEDGER} 或 {INDEX} 读不出来"


def _listed(text: bytes) -> dict[str, str] | None:
    """Hashes by name; None when it is not exactly what we write."""
    try:
        found = [_LINE.fullmatch(line) for line in text.decode().splitlines()]
    except UnicodeDecodeError:
        return None
    listed = {one[2]: one[1] for one in found if one}
    return listed if sums_of(listed.items()) == text else None


def _of_the_ledger(entries: list[dict[str, Any]], head: dict[str, Any]) -> Iterator[str]:
    before: dict[str, Any] = {"seq": 0, "hash": ""}
    for entry in entries:
        told = f"台账第{entry['seq']}条"
        if hash_of(entry) != entry["hash"]:
            yield f"{told}与其哈希不符"
        if entry["seq"] <= before["seq"]:
            yield f"{told}的次序不对"
        if entry["seq"] == before["seq"] + 1 and entry["previous_hash"] != before["hash"]:
            yield f"{told}接不上前一条"
        before = entry
    if before["seq"] > head["seq"] or (before["seq"] == head["seq"] and before["hash"] != head["hash"]):
        yield "台账条目与导出时的链尾不符"


def _same_shell(place: Path, package: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether the archive is, byte for byte, the one that would be made of its files."""
    with tempfile.TemporaryFile() as again, place.open("rb") as given:
        with zipfile.ZipFile(again, "w") as made:
            for name in names:
                put(made, name, package.read(name))
        again.seek(0)
        return _same(given, again)


def _same(one: IO[bytes], other: IO[bytes]) -> bool:
    while True:
        here, there = one.read(_CHUNK), other.read(_CHUNK)
        if here != there:
            return False
        if not here:
            return True


def main(words: list[str]) -> int:
    """Say what is wrong, or that all is well and by which two lines it can be compared with the ledger."""
    place = Path(words[0]) if words else Path(__file__).resolve().parent
    found = troubles(place)
    for line in found:
        sys.stdout.write(f"✗ {line}\n")
    if found:
        return 1
    if place.is_dir():
        sums, index = (place / SUMS).read_bytes(), (place / INDEX).read_bytes()
    else:
        with zipfile.ZipFile(place) as package:
            sums, index = package.read(SUMS), package.read(INDEX)
    head = json.loads(index)["head"]
    sys.stdout.write("✓ 全部文件、全部台账条目吻合\n")
    sys.stdout.write(f"  清单摘要（与台账“导出证据包”一条所记的对照）：{hashlib.sha256(sums).hexdigest()}\n")
    sys.stdout.write(f"  导出时的链尾（可用 zhiben audit verify --expect 对照）：{head['seq']}:{head['hash']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
