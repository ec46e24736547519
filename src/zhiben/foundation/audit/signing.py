"""Who signs the ledger's heads: a key in a file of this machine, or a command that keeps its key where this machine's
administrator cannot take it. Both are Ed25519, and whoever reads a head needs the public key alone.

Signing with a file's key is computed here, by RFC 8032, and not by a library: it happens once a day, at nobody's
request, on a message that is no secret, so that nobody outside has anything to time; and the program that checks heads
without us needs the same arithmetic in any case.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.conf import settings

from zhiben.foundation.audit import outside
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

FRAME = bytes.fromhex("302e020100300506032b657004220420")
"""What stands before the 32 secret bytes in PKCS #8, so that other programs read the file too."""
FIRST, LAST = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
PATIENCE = 60.0
"""Seconds that a signing command may take."""


class Signer(Protocol):
    """What signs; `public` is the public key, 64 hexadecimal digits."""

    @property
    def public(self) -> str:
        """By which its signatures are checked."""

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of a signature. Raises Refused."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """A secret key in this process's memory."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> str:
        """The public key that belongs to it."""
        return outside.pressed(outside.times(self._halves()[0], outside.BASE)).hex()

    def sign(self, message: bytes) -> bytes:
        """A signature by RFC 8032; the same message has the same one."""
        number, prefix = self._halves()
        public = bytes.fromhex(self.public)
        once = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % outside.ORDER
        nonce = outside.pressed(outside.times(once, outside.BASE))
        answer = (once + outside.challenge(nonce, public, message) * number) % outside.ORDER
        return nonce + answer.to_bytes(32, "little")

    def _halves(self) -> tuple[int, bytes]:
        stretched = hashlib.sha512(self.seed).digest()
        number = int.from_bytes(stretched[:32], "little") & ((1 << 254) - 8) | (1 << 254)
        return number, stretched[32:]


@dataclass(frozen=True, slots=True)
class Command:
    """A program that is given a message on its standard input and writes the signature, in base64, to its output."""

    words: Sequence[str]
    public: str

    def sign(self, message: bytes) -> bytes:
        """What the program signed; looked at before it is believed."""
        try:
            done = subprocess.run(  # noqa: S603 - the program that the installation's settings name
                list(self.words), input=message, capture_output=True, check=True, timeout=PATIENCE
            )
            signature = base64.b64decode(done.stdout.strip(), validate=True)
        except (OSError, subprocess.SubprocessError, binascii.Error) as error:
            raise Refused(N_("签署程序没有给出签名：{why}；请检查ZHIBEN_LEDGER_SIGNER"), why=str(error)) from error
        if not outside.signed(bytes.fromhex(self.public), message, signature):
            raise Refused(N_("签署程序的签名与ZHIBEN_LEDGER_PUBLIC的公钥不符"))
        return signature


def signer() -> Signer:
    """Who signs in this installation. Raises Refused when there is no key, or others can read it."""
    if not settings.ZHIBEN_LEDGER_SIGNER:
        return kept_key(Path(settings.ZHIBEN_LEDGER_KEY))
    public = settings.ZHIBEN_LEDGER_PUBLIC
    try:
        known = len(bytes.fromhex(public)) == 32
    except ValueError:
        known = False
    if not known:
        raise Refused(N_("用签署程序时，ZHIBEN_LEDGER_PUBLIC须写明其公钥（64位十六进制）"))
    return Command(settings.ZHIBEN_LEDGER_SIGNER, public)


def kept_key(path: Path) -> FileKey:
    """The key in a file. Raises Refused when the file is not there, is none, or belongs or is open to others."""
    try:
        about = path.stat()
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise Refused(N_("没有签署链尾的密钥“{path}”；请用 zhiben audit key --new 生成"), path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(N_("读不到密钥“{path}”：{why}"), path=str(path), why=str(error)) from error
    if stat.S_IMODE(about.st_mode) & 0o077 or about.st_uid != os.geteuid():
        raise Refused(N_("密钥“{path}”须由运行本系统的用户所有，且别人读不到；请 chmod 600"), path=str(path))
    lines = text.split("\n")
    try:
        framed = base64.b64decode("".join(lines[1:-2]), validate=True)
    except binascii.Error:
        framed = b""
    if lines[0] != FIRST or lines[-2:] != [LAST, ""] or len(framed) != 48 or framed[:16] != FRAME:
        raise Refused(N_("“{path}”不是Ed25519私钥（PKCS #8，PEM）"), path=str(path))
    return FileKey(framed[16:])


def new_key(path: Path) -> FileKey:
    """Make a key and keep it in a new file that its owner alone can read. Raises Refused when the file is there."""
    key = FileKey(secrets.token_bytes(32))
    text = f"{FIRST}\n{base64.b64encode(FRAME + key.seed).decode()}\n{LAST}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(N_("已有密钥“{path}”；要换用新的，请先把它移走并妥善保存"), path=str(path)) from error
    except OSError as error:
        raise Refused(N_("写不了密钥“{path}”：{why}"), path=str(path), why=str(error.strerror)) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return key
