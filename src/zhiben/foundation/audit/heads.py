"""The ledger's signed heads: written once a day into a folder from which they are carried outside, each following the
one before. A ledger that does not hold, or no longer contains its last head, is not signed.

A head is two files: `.head`, whose first line is what was signed and whose second the signature, and `.links`, the
beginning of the hash of every entry since the head before, by which the first altered entry can be told.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from zhiben.foundation.audit import outside, signing
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import Anchor, stored, walked
from zhiben.foundation.jobs import periodic, task
from zhiben.kernel import clock
from zhiben.kernel.disk import write_whole
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

HOW = """核对这份台账：python3 verify_ledger.py ledger.jsonl 另行保存的链尾文件夹 --key 另行保存的公钥
heads 里的链尾随台账一起导出，只供对照；请用平时带到外面的那些。ledger.jsonl 一行是一条，previous_hash 是前一条的 hash。
"""

GROUP = 8
"""Characters of a printed signature that stand together."""


def folder() -> Path:
    """Where this installation writes its heads."""
    return Path(settings.ZHIBEN_LEDGER_HEADS)


def kept(place: Path) -> list[Path]:
    """The head files of a folder, oldest first; none where there is no folder."""
    return sorted(place.glob(f"*{outside.HEAD}"))


def read(places: Iterable[Path], keys: Sequence[str] = ()) -> list[outside.Head]:
    """The heads in files and folders, in the order of their numbers. Raises Refused, with all that is wrong."""
    heads, troubles = outside.read_heads(places, keys)
    if troubles:
        raise Refused("；".join(troubles), code="heads")
    return heads


def newest() -> list[outside.Head]:
    """The last head that this installation wrote; none when it has written none. Raises Refused."""
    return read(kept(folder())[-1:])


LATE = timedelta(days=2)
"""A daily head that has not been written for so long is not written any more."""


def overdue() -> str:
    """Since when no head has been written, where one is overdue; empty else. Raises Refused."""
    last = newest()
    since = [one.at for one in last] or list(AuditEntry.objects.order_by("seq").values_list("at", flat=True)[:1])
    at = datetime.fromisoformat(since[0]) if since else clock.now()
    return clock.in_words(at.astimezone(clock.TZ).date()) if clock.now() - at > LATE else ""


def keep() -> Path | None:
    """Prove the chain and write its signed head; the file, which may be there already if nothing was noted since, or
    None while the ledger is empty. Raises Refused when the ledger does not hold, no longer contains its last head, or
    cannot be signed."""
    before = newest()
    seq, last = before[0].seq if before else 0, before[0].hash if before else ""
    links = bytearray()
    found = walked(before, seen=lambda row: _link(row, after=seq, links=links))
    if found.bad is not None:
        raise Refused(N_("台账有误，不予签署：{why}"), why=found.why, code="ledger")
    if not found.entries:
        return None
    if before and found.entries == seq and before[0].at[:10] == clock.today().isoformat():
        return folder() / before[0].name
    key = _signer(is_first=not before)
    message = outside.encode(
        {
            "form": outside.FORM,
            "at": clock.now().isoformat(timespec="seconds"),
            "seq": found.entries,
            "hash": found.last,
            "sm3": found.sm3,
            "previous": [seq, last],
            "links": hashlib.sha256(links).hexdigest(),
            "key": key.public,
        }
    ).encode()
    path = folder() / f"{found.entries:012d}-{clock.today():%Y%m%d}{outside.HEAD}"
    _write(path.with_suffix(outside.LINKS), bytes(links))
    _write(path, message + b"\n" + base64.b64encode(key.sign(message)) + b"\n")
    return path


def _link(row: Sequence[str], *, after: int, links: bytearray) -> None:
    if row[0].isdecimal() and int(row[0]) > after:
        links += row[-1][: outside.LINK].encode() + b"\n"


def _signer(*, is_first: bool) -> signing.Signer:
    """Who signs; a key is made for the first head. Later one that is missing is missed, and not replaced in silence."""
    if is_first:
        begin()
    return signing.signer()


def begin() -> None:
    """Make the key of a ledger that has none yet, by which its papers are sealed before there is a head; nothing where
    a command signs. Raises Refused."""
    path = Path(settings.ZHIBEN_LEDGER_KEY)
    if not settings.ZHIBEN_LEDGER_SIGNER and not path.exists():
        signing.new_key(path)


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise Refused(N_("写不到“{path}”：{why}"), path=str(path), why=str(error.strerror)) from error


def seal(one: Anchor) -> str:
    """The signature that is printed beside an anchor, in base64, in groups between which a line may end. Empty while
    there is no key, where the key cannot be used, and where a command signs: no paper waits for one."""
    path = Path(settings.ZHIBEN_LEDGER_KEY)
    if settings.ZHIBEN_LEDGER_SIGNER or not path.exists():
        return ""
    try:
        signature = base64.b64encode(signing.kept_key(path).sign(outside.sealed(str(one)))).decode()
    except Refused:
        return ""
    return " ".join(signature[start : start + GROUP] for start in range(0, len(signature), GROUP))


def export(place: Path) -> outside.Walked:
    """Write the whole ledger, line by line as it stands in the table, its heads and the program that checks them
    into a new folder; what was walked through, which may be a ledger that does not hold. Raises Refused when the
    folder is not empty or cannot be written."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        if any(place.iterdir()):
            raise Refused(N_("文件夹“{place}”不是空的，请另选一个"), place=str(place))
        with (place / outside.LEDGER).open("wb") as out:
            out.writelines(outside.line_of(row) for row in stored())
        for head in kept(folder()):
            (place / "heads").mkdir(exist_ok=True)
            for one in (head, head.with_suffix(outside.LINKS)):
                if one.exists():
                    shutil.copyfile(one, place / "heads" / one.name)
        shutil.copyfile(outside.__file__, place / outside.SELF)
        (place / "说明.txt").write_text(HOW, encoding="utf-8")
        with (place / outside.LEDGER).open("rb") as lines:
            return outside.walk(outside.rows_of(lines))
    except DatabaseError as error:
        raise Refused(N_("台账读不完：{why}；请用 zhiben audit verify 查明是哪一条"), why=str(error)) from error
    except OSError as error:
        raise Refused(N_("写不到“{place}”：{why}"), place=str(place), why=str(error.strerror)) from error


def forget() -> None:
    """Throw away the heads of a ledger that was itself thrown away, a demonstration's that is built anew; only those in
    this installation's home, never any that were carried outside."""
    if not folder().is_relative_to(settings.ZHIBEN_HOME):
        return
    for head in kept(folder()):
        head.with_suffix(outside.LINKS).unlink(missing_ok=True)
        head.unlink()


@task(title=N_("导出签署的链尾"))
def keep_head() -> str:
    """Returns the file's name; empty while there is nothing to sign."""
    path = keep()
    return "" if path is None else path.name


periodic("foundation.ledger_head", every=timedelta(days=1), task=keep_head)


def listed(place: Path) -> Iterator[tuple[Path, outside.Head | None, str]]:
    """Each head file of a folder with what it says, or why it cannot be believed."""
    for path in kept(place):
        try:
            yield path, outside.read_head(path), ""
        except outside.Unreadable as error:
            yield path, None, str(error)
