"""What no log may tell: the secret word in the address of a person's calendar, which Django writes with every request
that it refuses."""

from __future__ import annotations

import logging
import re

WORD = re.compile(r"(/rounds/feed/)[^\s'\"?]+")


class Unworded(logging.Filter):
    """Lets every line pass, without the word."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True always; the line is rewritten where it holds the word."""
        told = record.getMessage()
        if WORD.search(told):
            record.msg, record.args = WORD.sub(r"\1…", told), None
        return True
