"""Where the words stand in a narrative that no past one has, for pages to mark them."""

from __future__ import annotations

import re
from collections.abc import Sequence


def pieces(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text cut into parts, each with whether it is one of the words. A word that was told in another writing (a
    synonym was put in its place) is not found."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return [(text, False)] if text else []
    marked = re.compile("(" + "|".join(map(re.escape, wanted)) + ")", re.IGNORECASE)
    return [(part, number % 2 == 1) for number, part in enumerate(marked.split(text)) if part]
