"""Numbers and codes of tips, and the pass with which a reporter who has shown both goes on for a while. A code comes of
a random word of the form that was sent: sent again, the same form is told the same code, which stands nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

from zhiben.kernel import clock

CODE_BYTES, GROUP = 10, 4
"""A code has eighty bits, written as sixteen characters in groups of four."""

PASS, PASS_HOLDS = "zhiben.tips.pass", timedelta(minutes=30)
NOBODY = "0" * 32
"""The salt for a number that nobody has: finding that out takes as long as finding a wrong code."""

ALIKE = str.maketrans("01", "OI")
"""Zero and one are in no code: whoever types them has read a letter."""


def new_number(year: int) -> str:
    """A number that tells nothing of how many came before."""
    return f"JB{year}{secrets.randbelow(10**8):08d}"


def code_from(word: str) -> str:
    """The code that comes of a form's random word: 2345-ABCD-…"""
    raw = salted_hmac("zhiben.tips.code", word, algorithm="sha256").digest()[:CODE_BYTES]
    plain = base64.b32encode(raw).decode()
    return "-".join(plain[place : place + GROUP] for place in range(0, len(plain), GROUP))


def salted(code: str) -> tuple[str, str]:
    """A fresh salt, and the hash of a code with it."""
    salt = secrets.token_hex(16)
    return salt, hash_of(code, salt)


def hash_of(code: str, salt: str) -> str:
    """Without a key: eighty bits cannot be tried out, and no key that is exchanged shuts anybody out."""
    return hashlib.sha256(f"zhiben tip {salt} {plain(code)}".encode()).hexdigest()


def plain(code: str) -> str:
    """A code as it is compared, however it was typed."""
    return "".join(char for char in unicodedata.normalize("NFKC", code).upper() if char.isalnum()).translate(ALIKE)


def matches(code: str, salt: str, hashed: str) -> bool:
    """Whether it is the code; in the same time either way."""
    return hmac.compare_digest(hash_of(code, salt), hashed)


def new_pass(tip: int) -> str:
    """A sealed word that stands for number and code for a while, and for one act."""
    told = {"tip": tip, "at": clock.machine().timestamp(), "word": secrets.token_hex(16)}
    return signing.dumps(told, salt=PASS)


def pass_of(text: str) -> tuple[int, str] | None:
    """The tip and the word of a pass; None when it is none of ours, or too old."""
    try:
        told = signing.loads(text, salt=PASS)
    except signing.BadSignature:
        return None
    age = clock.machine().timestamp() - told["at"]
    return (told["tip"], told["word"]) if 0 <= age <= PASS_HOLDS.total_seconds() else None


def key_of(word: str) -> str:
    """Under what it is noted that a form or pass was used; the word itself stands nowhere."""
    return salted_hmac("zhiben.tips.used", word, algorithm="sha256").hexdigest()
