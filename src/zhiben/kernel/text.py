"""Chinese text where no translation machinery may be imported: marked for it, and how much room it takes."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[，,、；;\n\r]+")


def N_(message: str) -> str:  # noqa: N802 - the name that text extractors know
    """Return `message` unchanged; extractors find it, pages translate it when they show it."""
    return message


def within_marks(text: str) -> str:
    """The text as it stands between “ and ”: its own “ ” become ‘ ’, and those within them “ ” again (GB/T 15834)."""
    return text.translate(str.maketrans("“”‘’", "‘’“”"))


def names_in(text: str) -> list[str]:
    """The names of a list as people type it, whatever they put between them; no empty ones."""
    return [name for part in _BETWEEN.split(text) if (name := part.strip())]


def can_be_kept(text: str) -> bool:
    """False for a text with marks that databases do not keep: NUL, and halves of pairs of UTF-16. Programs can send
    them, browsers don't."""
    return not any(mark == "\x00" or "\ud800" <= mark <= "\udfff" for mark in text)


def lines_taken(text: str) -> int:
    """How many lines a text takes where about forty characters fit into one."""
    return sum(1 + len(line) // 40 for line in text.splitlines())
