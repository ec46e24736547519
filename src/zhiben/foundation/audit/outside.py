"""核对导出的台账：无需治本、无需数据库、无需联网，只需 Python 3.9 以上。

用法：python3 verify_ledger.py ledger.jsonl 链尾文件或文件夹… [--key 公钥] [--expect 序号:哈希[:签名]]
链尾要用平时另行保存在外面的；随台账一起导出的链尾，只能证明导出以后没有改动。
全部吻合时退出码为 0，否则逐条指出、点明第一条有问题的，并以 1 退出。

This file is both a module of ours and, under the name verify_ledger.py, a part of every export: it must need nothing
else. Signatures are Ed25519 (RFC 8032); only what is public is computed with here.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

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
COLUMNS = (*HASHED, "hash")
FORM = "zhiben-head-1"
HEAD, LINKS, LEDGER, SELF = ".head", ".links", "ledger.jsonl", "verify_ledger.py"
LINK = 16
"""Digits of an entry's hash that the links of a head keep: enough to tell which entry was altered first."""

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as JSON without a space; made once, for it is asked at every entry."""

Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
_ROOT = pow(2, (PRIME - 1) // 4, PRIME)


def plus(one: Point, other: Point) -> Point:
    """The sum of two points of the curve."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % PRIME, (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c, d = 2 * one[3] * other[3] * _D % PRIME, 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def times(number: int, point: Point) -> Point:
    """A point added to itself `number` times."""
    found: Point = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            found = plus(found, point)
        point = plus(point, point)
        number >>= 1
    return found


def pressed(point: Point) -> bytes:
    """A point as 32 bytes."""
    inverse = pow(point[2], PRIME - 2, PRIME)
    x, y = point[0] * inverse % PRIME, point[1] * inverse % PRIME
    return (y | ((x & 1) << 255)).to_bytes(32, "little")


def unpressed(text: bytes) -> Point | None:
    """The point that 32 bytes stand for; None when they stand for none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(text) != 32 or y >= PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * _ROOT % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    x = PRIME - x if x & 1 != sign else x
    return (x, y, 1, x * y % PRIME)


BASE = unpressed((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")) or (0, 1, 1, 0)


def challenge(nonce: bytes, key: bytes, message: bytes) -> int:
    """The number that a signature answers."""
    return int.from_bytes(hashlib.sha512(nonce + key + message).digest(), "little") % ORDER


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of the public `key` signed `message`; a key under which everything is signed is none."""
    public, nonce = unpressed(key), unpressed(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if public is None or nonce is None or len(signature) != 64 or answer >= ORDER:
        return False
    if pressed(times(8, public)) == pressed((0, 1, 1, 0)):
        return False
    right = plus(nonce, times(challenge(signature[:32], key, message), public))
    return pressed(times(answer, BASE)) == pressed(right)


def sm3() -> Any:
    """A new SM3 (GB/T 32905), or None where this machine's OpenSSL has none."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


@dataclass(frozen=True)
class Head:
    """What was noted of a ledger's end: the last entry's number and hash, SM3 over all entries, the head before, and of
    each entry since then the beginning of its hash (none, if the file that keeps them is not there)."""

    name: str
    seq: int
    hash: str
    at: str
    key: str
    sm3: str = ""
    previous: tuple[int, str] = (0, "")  # number and hash
    links: tuple[str, ...] = ()  # of the entries after the previous head's

    @property
    def told(self) -> str:
        """The head's name as sentences give it."""
        return f"链尾“{self.name}”（{self.at[:10]}，第{self.seq}条）"


class Unreadable(ValueError):
    """A file is no head, or its signature does not hold; the sentence says which and why."""


def read_head(path: Path) -> Head:
    """The head that a file keeps, with its links from the file beside it. Raises Unreadable, and OSError."""
    try:
        message, signature = path.read_bytes().splitlines()
        told = json.loads(message)
        key, given = bytes.fromhex(told["key"]), base64.b64decode(signature, validate=True)
        head = Head(path.name, told["seq"], told["hash"], told["at"], told["key"], told["sm3"], tuple(told["previous"]))
        links, plain = told["links"], told["form"] == FORM and isinstance(head.seq, int)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Unreadable(f"“{path.name}”不是链尾文件，或已损坏") from error
    if not plain or not signed(key, message, given):
        raise Unreadable(f"链尾“{path.name}”的签名不对，内容被改动过，或不是由所写的密钥签署")
    beside = path.with_suffix(LINKS)
    if not beside.exists():
        return head
    text = beside.read_bytes()
    if hashlib.sha256(text).hexdigest() != links:
        raise Unreadable(f"“{beside.name}”与链尾“{path.name}”所记的摘要不符，内容被改动过")
    found = tuple(text.decode().split())
    if len(found) != head.seq - head.previous[0]:
        raise Unreadable(f"“{beside.name}”的行数与链尾“{path.name}”所述的条数不符")
    return replace(head, links=found)


def read_heads(places: Iterable[Path], keys: Sequence[str] = ()) -> tuple[list[Head], list[str]]:
    """Of head files, and folders of them, the heads in order of their numbers, and what is wrong with them: signatures,
    foreign keys (any two different ones, where `keys` names none), and heads that contradict each other."""
    heads: list[Head] = []
    troubles: list[str] = []
    found: list[Path] = []
    for place in places:
        inside = sorted(place.glob(f"*{HEAD}")) if place.is_dir() else [place]
        troubles += [] if inside else [f"“{place}”里没有链尾，请核对给出的文件夹"]
        found += inside
    for path in found:
        try:
            heads.append(read_head(path))
        except Unreadable as error:
            troubles.append(str(error))
        except OSError as error:
            troubles.append(f"读不到“{path}”：{error.strerror}")
    heads.sort(key=lambda one: (one.seq, one.at))
    known = list(keys) or [heads[-1].key for _ in heads[:1]]
    troubles += [f"{one.told}由别的密钥签署：{one.key}" for one in heads if one.key not in known]
    ends: dict[int, str] = {}
    for one in heads:
        if ends.setdefault(one.seq, one.hash) != one.hash:
            troubles.append(f"{one.told}与另一份同为第{one.seq}条的链尾哈希不同：签署过两份不同的历史")
        elif ends.get(one.previous[0], one.previous[1]) != one.previous[1]:
            troubles.append(f"{one.told}所接的第{one.previous[0]}条与当时的链尾不同：签署过两份不同的历史")
    return heads, troubles


@dataclass(frozen=True)
class Walked:
    """How many entries were gone through, the last good hash, the first bad entry (for a cut tail the first missing
    one), why it is bad, and SM3 over all entries, where it was asked for and is known here."""

    entries: int
    last: str
    bad: int | None = None
    why: str = ""
    sm3: str = ""


class _Marks:
    """What heads say of entries, by number; asked at every entry, so as little as possible is done for most."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self.heads = {one.seq: one for one in heads}
        self.links: dict[int, tuple[str, Head]] = {}
        for one in heads:
            for number, link in enumerate(one.links, start=one.previous[0] + 1):
                self.links.setdefault(number, (link, one))
        self.numbers = self.heads.keys() | self.links.keys()
        self.good = 0

    def against(self, number: int, bears: str, second: Any) -> str:
        """Why entry `number`, which bears a hash, is not the one that was noted; empty when it is."""
        linked = self.links.get(number)
        if linked and not bears.startswith(linked[0]):
            return f"与{linked[1].told}所记的不符，此处起被改写过"
        head = self.heads.get(number)
        if head is None:
            return ""
        if bears != head.hash:
            return f"与{head.told}不符：第{self.good + 1}条至第{number}条之间被改写过"
        if head.sm3 and second is not None and second.hexdigest() != head.sm3:
            return f"以前的条目与{head.told}的SM3不符"
        self.good = number
        return ""


def walk(rows: Iterable[Sequence[str] | None], heads: Sequence[Head] = (), *, with_sm3: bool = False) -> Walked:
    """Compute the chain anew over entries (texts in the order of COLUMNS; None for one that cannot be read) and hold it
    against heads that were kept outside; ends at the first bad entry."""
    marks = _Marks(heads)
    second = sm3() if with_sm3 or any(one.sm3 for one in heads) else None
    number, last, sha256, numbers = 0, "", hashlib.sha256, marks.numbers
    for row in rows:
        number += 1
        if row is None:
            return Walked(number, last, number, f"第{number}条读不出来，或书写与导出的格式不同")
        text, bears = encode(row[:-1]).encode(), row[-1]
        if row[0] != str(number) or row[-2] != last or sha256(text).hexdigest() != bears:
            return Walked(number, last, number, f"第{number}条{_broken(row, number, last)}")
        if second is not None:
            second.update(text + b"\n")
        if number in numbers and (why := marks.against(number, bears, second)):
            return Walked(number, last, number, f"第{number}条{why}")
        last = bears
    ahead = [one for one in heads if one.seq > number]
    if ahead:
        why = f"台账只到第{number}条，{ahead[-1].told}在其后：尾部被截去，或退回到了以前的备份"
        return Walked(number, last, number + 1, why)
    return Walked(number, last, sm3="" if second is None else second.hexdigest())


def _broken(row: Sequence[str], number: int, last: str) -> str:
    if row[0] != str(number):
        return f"的位置上是第{row[0]}条：有条目缺失、重复或次序不对"
    return "接不上前一条" if row[-2] != last else "与其哈希不符"


def line_of(row: Sequence[Any]) -> bytes:
    """An entry (values in the order of COLUMNS) as a line of an export."""
    return encode(dict(zip(COLUMNS, row))).encode() + b"\n"  # noqa: B905 - Python 3.9 knows no strict


def rows_of(lines: Iterable[bytes]) -> Iterator[list[str] | None]:
    """The entries of an export, as texts; None for a line that is not, byte for byte, as we write it."""
    for line in lines:
        try:
            row = [entry[name] for entry in (json.loads(line),) for name in COLUMNS]
            yield [str(value) for value in row] if line_of(row) == line else None
        except (ValueError, KeyError, TypeError):
            yield None


ANCHOR = re.compile(r"([0-9]{1,18}):([0-9a-f]{16,64})(?::([A-Za-z0-9+/]{86}==))?")
"""An entry's number and hash, as papers print them, and the signature beside them, if there is one; without spaces."""


def sealed(anchor: str) -> bytes:
    """What is signed where an anchor is printed."""
    return f"zhiben-anchor-1 {anchor}".encode()


def unvouched(text: str, keys: Sequence[str]) -> str:
    """Why the signature of a printed anchor is not believed; empty when it is, and when the anchor bears none."""
    found = ANCHOR.fullmatch("".join(text.split()))
    if found is None or not found[3]:
        return ""
    message, signature = sealed(f"{found[1]}:{found[2]}"), base64.b64decode(found[3])
    known = any(signed(bytes.fromhex(key), message, signature) for key in keys)
    return (
        ""
        if known
        else f"锚点{found[1]}:{found[2]}的签名不是由所给的公钥签署" + ("" if keys else "（请用 --key 给出公钥）")
    )


def public(text: str) -> str:
    """A public key as it is given to a program. Raises ValueError."""
    if not re.fullmatch("[0-9a-f]{64}", text.strip().lower()):
        raise ValueError(f"“{text}”不是公钥，应为64位十六进制")
    return text.strip().lower()


def anchored(rows: Iterable[Any], anchors: set[tuple[int, str]]) -> Iterator[Any]:
    """Pass entries through; of `anchors` (numbers with the beginnings of hashes) those that are found are taken out."""
    asked: dict[int, list[str]] = {}
    for number, text in anchors:
        asked.setdefault(number, []).append(text)
    for number, row in enumerate(rows, start=1):
        for text in asked.get(number, ()):
            if row is not None and row[-1].startswith(text):
                anchors.discard((number, text))
        yield row


def main(words: Sequence[str] | None = None) -> int:
    """Say what is wrong and with which entry it begins, or that all is well."""
    parser = argparse.ArgumentParser(description="核对导出的台账")
    parser.add_argument("ledger", nargs="?", type=Path, default=Path(__file__).resolve().parent / LEDGER)
    parser.add_argument("heads", nargs="*", type=Path, help="另行保存的链尾文件，或其文件夹")
    parser.add_argument("--key", type=public, action="append", default=[], help="另行保存的公钥，可重复")
    parser.add_argument("--expect", action="append", default=[], help="简报等处印的锚点，序号:哈希[:签名]，可重复")
    told = parser.parse_args(words)
    wanted = [ANCHOR.fullmatch("".join(one.split())) for one in told.expect]
    if not all(wanted):
        parser.error("锚点应为“序号:哈希”或“序号:哈希:签名”")
    anchors = {(int(one[1]), one[2]) for one in wanted if one}
    heads, troubles = read_heads(told.heads, told.key)
    with told.ledger.open("rb") as lines:
        found = walk(anchored(rows_of(lines), anchors), heads)
    troubles += [f"没有锚点{number}:{text}" for number, text in sorted(anchors)]
    troubles += [why for one in told.expect if (why := unvouched(one, told.key))]
    for line in [found.why] * bool(found.bad) + troubles:
        sys.stdout.write(f"✗ {line}\n")
    if found.bad or troubles:
        return 1
    sys.stdout.write(f"✓ 共{found.entries}条，逐条吻合；链尾 {found.entries}:{found.last}\n")
    for line in _reservations(heads, told.key):
        sys.stdout.write(f"  {line}\n")
    return 0


def _reservations(heads: Sequence[Head], keys: Sequence[str]) -> Iterator[str]:
    """What was not looked at."""
    if not heads:
        yield "没有给出另行保存的链尾：只核对了链条自身，看不出尾部被截去、退回旧备份或整本重写"
        return
    yield f"与{len(heads)}份链尾吻合，最新为{heads[-1].told}"
    if not keys:
        yield f"签署的公钥，请与另行保存的对照：{heads[-1].key}"
    if sm3() is None and any(one.sm3 for one in heads):
        yield "本机没有SM3，只核对了SHA-256"


if __name__ == "__main__":
    sys.exit(main())
