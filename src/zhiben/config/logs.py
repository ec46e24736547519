"""What no log may tell: the secret word in the address of a person's calendar or of a set-up link, which Django writes
with every request that it refuses; and, in a line or a traceback that repeats what somebody sent, telephones, identity
numbers, mail addresses, passwords and tokens."""

from __future__ import annotations

import logging
import re

WORD = re.compile(r"(/(?:rounds/feed|setup)/)[^\s'\"?]+")
HIDDEN = "…"
NUMBERS = re.compile(
    r"(?<![\dA-Fa-f])(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8})(?![\dA-Fa-f])"
)
"""Identity numbers, mobile numbers, numbers of fixed lines; not digits amid a hash."""
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NAMED = re.compile(
    r"(?i)((?:password|passwd|pwd|口令|密码|token|secret(?:[_-]?key)?|(?<![\w-])code|查询码|sessionid|csrftoken"
    r"|authorization|api[_-]?key|key_?material)"
    r"[\"']?\s*(?:[:=]|：|=>)\s*(?:bearer\s+|basic\s+)?[\"']?)[^\s\"'&,;)}]+"
)
LOGIN = re.compile(r"(\w+://[^/\s:@]+:)[^/\s@]+(@)")
"""A password in an address."""


class Unworded(logging.Filter):
    """Lets every line pass, without the word."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True always; the line is rewritten where it holds the word."""
        told = record.getMessage()
        if WORD.search(told):
            record.msg, record.args = WORD.sub(r"\1…", told), None
        return True


class Scrubbed(logging.Formatter):
    """A line as it is written, with its traceback, without what no log may tell."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, scrubbed."""
        return scrubbed(super().format(record))


def scrubbed(line: str) -> str:
    """The line without secret words of addresses, telephones, identity numbers, mail addresses, and what is named as a
    password or token."""
    told = LOGIN.sub(rf"\1{HIDDEN}\2", WORD.sub(rf"\1{HIDDEN}", line))
    told = NAMED.sub(rf"\1{HIDDEN}", told)
    return MAIL.sub(HIDDEN, NUMBERS.sub(HIDDEN, told))
