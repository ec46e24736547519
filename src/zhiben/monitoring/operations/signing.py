"""Secrets of feeds, and signatures made with them.

A secret is an HMAC of a random salt under the installation's secret key. Only the salt is stored, so that a copy of the
database gives nobody's secret; and with another secret key all secrets are others.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from zhiben.monitoring.models import FeedKey

PURPOSE = "zhiben.monitoring.feed"


def new_salt() -> str:
    """Something random to make a secret of."""
    return secrets.token_hex(32)


def new_key_id() -> str:
    """What a key is called; it is no secret."""
    return f"zb{secrets.token_hex(8)}"


def secret_of(salt: str) -> str:
    """The secret that goes with a salt in this installation: 43 characters, 256 bits."""
    made = salted_hmac(PURPOSE, salt, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def fingerprint_of(secret: str) -> str:
    """By what it is known whether a secret is still the one that was handed out; it gives nothing of it away."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def still_holds(key: FeedKey) -> bool:
    """Whether this installation still has the secret key with which the secret was made."""
    return fingerprint_of(secret_of(key.salt)) == key.fingerprint


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the time, a full stop and the body, in small hexadecimal digits."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def matches(secret: str, timestamp: str, body: bytes, signature: str) -> bool:
    """Whether a signature is right, found out in the same time either way."""
    expected = signature_of(secret, timestamp, body)
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())
