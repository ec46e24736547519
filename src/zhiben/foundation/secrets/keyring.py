"""The keyring: a file outside the database that its owner alone may read. It is read anew each time, so that every
process knows at once of a new key, and of one that is gone. A key that was destroyed leaves its name and the moment."""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiben.foundation.secrets.cipher import BYTES, CIPHERS, DIGEST, Key
from zhiben.kernel.disk import OpenToOthers, flush, read_private, write_private
from zhiben.kernel.errors import NotFound, Refused
from zhiben.kernel.text import N_

NO_FILE = N_("密钥文件（{name}）不在原处，加密保存的内容现在读不出也存不进；请由系统管理员把它放回")
TOO_OPEN = N_("密钥文件（{name}）必须只有属主可以读写（chmod 600），且属于运行本系统的用户")
UNREADABLE = N_("密钥文件（{name}）已损坏，读不出密钥；请由系统管理员从备份恢复")


@dataclass(frozen=True, slots=True)
class Held:
    """A key of the ring: `material` in Base64, empty since it was destroyed; moments as ISO text."""

    id: str
    algorithm: str
    made: str
    material: str = field(default="", repr=False)
    destroyed: str = ""


class FileRing:
    """The keys of an installation. The last one that stands locks what is kept from now on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """Whether there is a file yet."""
        return self.path.is_file()

    def held(self) -> list[Held]:
        """All keys, in the order in which they were made. Raises Refused when the file is missing, damaged, or open to
        others."""
        try:
            told = read_private(self.path, plain=True)
        except OpenToOthers:
            raise Refused(TOO_OPEN, code="keyring_open", name=self.path.name) from None
        except OSError:
            raise Refused(NO_FILE, code="no_keyring", name=self.path.name) from None
        try:
            rows = [Held(**row) for row in json.loads(told)["keys"]]
            wrong = [one for one in rows if one.material and len(_bytes(one)) != BYTES[one.algorithm]]
        except (ValueError, KeyError, TypeError):
            raise Refused(UNREADABLE, code="keyring_damaged", name=self.path.name) from None
        if wrong:
            raise Refused(UNREADABLE, code="keyring_damaged", name=self.path.name)
        return rows

    def active(self) -> Key:
        """The key that locks. Raises Refused when there is none."""
        standing = [one for one in self.held() if one.material and one.algorithm in CIPHERS]
        if not standing:
            raise Refused(N_("没有可用的密钥，请先运行 zhiben keys add"), code="no_key")
        return _key(standing[-1])

    def digesting(self) -> list[Key]:
        """The keys that digest, the one in use last; none before anything was digested."""
        rows = self.held() if self.exists() else []
        return [_key(one) for one in rows if one.material and one.algorithm == DIGEST]

    def opening(self) -> dict[str, Key]:
        """All keys that stand, by name, read once for many texts."""
        return {one.id: _key(one) for one in self.held() if one.material}

    def find(self, key_id: str) -> Held:
        """The key of that name, standing or destroyed. Raises NotFound."""
        for one in self.held():
            if one.id == key_id:
                return one
        raise NotFound(N_("密钥文件里没有密钥{key}"), key=key_id)

    def key(self, key_id: str) -> Key:
        """The key of that name. Raises NotFound; Refused with the moment of its destruction."""
        found = self.find(key_id)
        if not found.material:
            day = datetime.fromisoformat(found.destroyed).strftime("%Y-%m-%d")
            raise Refused(N_("密钥{key}已于{day}销毁，内容不能再读出"), code="key_destroyed", key=key_id, day=day)
        return _key(found)

    def add(self, key: Key, at: datetime) -> None:
        """Let `key` lock from now on; the first one makes the file."""
        with self._changing() as rows:
            rows.append(Held(key.id, key.algorithm, at.isoformat(), base64.b64encode(key.material).decode()))

    def destroy(self, key_id: str, at: datetime) -> None:
        """Take the bytes of a key out of the file; the name stays. What stood in the file before is written over."""
        with self._changing() as rows:
            for index, one in enumerate(rows):
                if one.id == key_id and one.material:
                    rows[index] = Held(one.id, one.algorithm, one.made, "", at.isoformat())

    @contextmanager
    def _changing(self) -> Iterator[list[Held]]:
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = self.held() if self.path.exists() else []
            yield rows
            self._write(rows)
        finally:
            os.close(lock)

    def _write(self, rows: list[Held]) -> None:
        """A new file in the old one's place, on the disk before anybody goes on; the old bytes become zeros."""
        document: dict[str, Any] = {"format": 1, "keys": [_told(one) for one in rows]}
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        write_private(fresh, json.dumps(document, indent=1).encode())
        old = os.open(self.path, os.O_RDWR) if self.path.exists() else None
        fresh.replace(self.path)
        flush(self.path.parent)
        if old is not None:
            os.write(old, b"\0" * os.fstat(old).st_size)
            os.fsync(old)
            os.close(old)


def ring() -> FileRing:
    """The keyring of this installation."""
    return FileRing(Path(settings.ZHIBEN_KEYRING))


def _told(one: Held) -> dict[str, str]:
    return {name: getattr(one, name) for name in Held.__dataclass_fields__}


def _bytes(one: Held) -> bytes:
    return base64.b64decode(one.material, validate=True)


def _key(one: Held) -> Key:
    return Key(one.id, one.algorithm, _bytes(one))
