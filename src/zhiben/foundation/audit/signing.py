"""Who signs the ledger's heads: a key in a file of this machine, or a command that keeps its key where this machine's
administrator cannot take it. Both are Ed25519, and whoever reads a head needs the public key alone.

A file's key signs by the `cryptography` library, which is loaded when somebody signs; what signatures are checked by is
in `outside`, which must need nothing else.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from zhiben.foundation.audit import outside
from zhiben.kernel.disk import OpenToOthers, read_private, write_private
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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
        return self._key().public_key().public_bytes_raw().hex()

    @property
    def pem(self) -> bytes:
        """As it stands in its file: PKCS #8, which other programs read too."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self._key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        """A signature by RFC 8032; the same message has the same one."""
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)


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
        text = read_private(path)
        text.decode("ascii")
    except FileNotFoundError as error:
        raise Refused(N_("没有签署链尾的密钥“{path}”；请用 zhiben audit key --new 生成"), path=str(path)) from error
    except OpenToOthers as error:
        raise Refused(N_("密钥“{path}”须由运行本系统的用户所有，且别人读不到；请 chmod 600"), path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(N_("读不到密钥“{path}”：{why}"), path=str(path), why=str(error)) from error
    if (key := _key_in(text)) is None:
        raise Refused(N_("“{path}”不是Ed25519私钥（PKCS #8，PEM）"), path=str(path))
    return key


def _key_in(text: bytes) -> FileKey | None:
    """The key that stands in a file, byte for byte as we write it; None for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(text, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    key = FileKey(found.private_bytes_raw()) if isinstance(found, Ed25519PrivateKey) else None
    return key if key is not None and key.pem == text else None


def new_key(path: Path) -> FileKey:
    """Make a key and keep it in a new file that its owner alone can read. Raises Refused when the file is there."""
    key = FileKey(secrets.token_bytes(32))
    try:
        write_private(path, key.pem)
    except FileExistsError as error:
        raise Refused(N_("已有密钥“{path}”；要换用新的，请先把它移走并妥善保存"), path=str(path)) from error
    except OSError as error:
        raise Refused(N_("写不了密钥“{path}”：{why}"), path=str(path), why=str(error.strerror)) from error
    return key
