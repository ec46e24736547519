"""A small question in words that keeps out whoever sends forms by the thousand: a sum that is read, heard and felt
alike, signed, for a short while, good for one form. No picture, nothing to be dragged."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from zhiben.foundation import once
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.tips.codes import key_of

SALT = "zhiben.tips.question"
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the sealed word that comes back with the answer."""

    words: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Answered:
    """How an answer was found: `word` is the form's own random word, `wrong` why the answer does not do."""

    word: str = ""
    wrong: str = ""


def ask() -> Question:
    """A new question."""
    first, second = secrets.randbelow(30) + 11, secrets.randbelow(9) + 1
    plus = secrets.randbelow(2) == 0
    words = N_("{first}{sign}{second}等于多少？").format(
        first=in_words(first), sign=N_("加") if plus else N_("减"), second=in_words(second)
    )
    return Question(words, _sealed(words, first + second if plus else first - second))


def _sealed(words: str, result: int) -> str:
    word = secrets.token_hex(16)
    told = {"word": word, "at": clock.machine().timestamp(), "right": _digest(word, result), "words": words}
    return signing.dumps(told, salt=SALT)


def again(sealed: str) -> Question | None:
    """The question of a sealed word, to be shown once more; None when it is none of ours."""
    told = _opened(sealed)
    return Question(told["words"], sealed) if told else None


def answered(sealed: str, answer: str, *, minutes: int) -> Answered:
    """Whether the answer is right, in time and the first; a wrong one uses the question up."""
    told = _opened(sealed)
    if told is None or not 0 <= clock.machine().timestamp() - told["at"] <= minutes * 60:
        return Answered(wrong=N_("验证问题已过期，请回答新的问题"))
    key = key_of(told["word"])
    if (used := once.used(key)) is not None and not used.record:
        return Answered(wrong=N_("这个验证问题已经用过，请回答新的问题"))
    number = number_in(answer)
    if number is None or not hmac.compare_digest(_digest(told["word"], number), told["right"]):
        once.use_up(key)
        return Answered(wrong=N_("回答不对，请回答新的问题（用数字）"))
    return Answered(word=told["word"])


def _opened(sealed: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return None
    return found


def _digest(word: str, result: int) -> str:
    return salted_hmac(SALT, f"{word} {result}", algorithm="sha256").hexdigest()


def in_words(number: int) -> str:
    """A number below a hundred as it is spoken: 二十三."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def number_in(text: str) -> int | None:
    """What somebody answered, in digits of any width or in words; None for anything else."""
    said = unicodedata.normalize("NFKC", text).strip()
    if said.isascii() and said.isdigit() and len(said) <= 3:
        return int(said)
    return next((number for number in range(100) if said == in_words(number)), None)
