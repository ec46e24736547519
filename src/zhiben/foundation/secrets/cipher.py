"""The ciphers: SM4 and AES in GCM, by the `cryptography` library, which is loaded when it is needed. What is locked
opens only with its key and at its place: neither elsewhere nor altered."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import GCM

SM4, AES = "SM4-GCM", "AES-256-GCM"
CIPHERS = {SM4: 16, AES: 32}
DIGEST = "HMAC-SM3"
BYTES = CIPHERS | {DIGEST: 32}
"""The length of a key, by algorithm."""
NONCE, TAG = 12, 16


class Unopened(Exception):
    """The text does not open with this key at this place."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its name, which stands beside everything that it locks. Its bytes are told by no repr."""

    id: str
    algorithm: str
    material: bytes = field(repr=False)


def new_key(algorithm: str = SM4) -> Key:
    """A key that nobody has used. Raises KeyError for an algorithm that is none of ours."""
    return Key(secrets.token_hex(4), algorithm, secrets.token_bytes(BYTES[algorithm]))


def lock(key: Key, text: str, place: bytes) -> str:
    """The text, encrypted for `place`, in Base64: a fresh nonce, what is encrypted, and the tag."""
    nonce = secrets.token_bytes(NONCE)
    work = _cipher(key, nonce).encryptor()
    work.authenticate_additional_data(place)
    body = work.update(text.encode()) + work.finalize()
    return base64.b64encode(nonce + body + work.tag).decode()


def unlock(key: Key, body: str, place: bytes) -> str:
    """The text again. Raises Unopened when anything differs: key, place, or a single bit."""
    from cryptography.exceptions import InvalidTag

    try:
        raw = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise Unopened from None
    if len(raw) < NONCE + TAG:
        raise Unopened
    work = _cipher(key, raw[:NONCE], raw[-TAG:]).decryptor()
    work.authenticate_additional_data(place)
    try:
        return (work.update(raw[NONCE:-TAG]) + work.finalize()).decode()
    except InvalidTag:
        raise Unopened from None


def digest(key: Key, text: str, place: bytes) -> str:
    """What tells two texts of one place apart or alike without telling them, to whoever has the key alone."""
    from cryptography.hazmat.primitives.hashes import SM3
    from cryptography.hazmat.primitives.hmac import HMAC

    work = HMAC(key.material, SM3())
    work.update(place + b"\0" + text.encode())
    return work.finalize().hex()


def _cipher(key: Key, nonce: bytes, tag: bytes | None = None) -> Cipher[GCM]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    by_name = {SM4: algorithms.SM4, AES: algorithms.AES}
    return Cipher(by_name[key.algorithm](key.material), modes.GCM(nonce, tag))
