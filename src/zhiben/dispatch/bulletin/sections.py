"""One section of a bulletin: heading, words that a person may replace, and what always stands below them. The words are
lines with figures bound as `{{…}}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhiben.dispatch.bulletin.bound import Bound
from zhiben.dispatch.vocab import Part
from zhiben.foundation.rendering import Block, Heading, Para, Table

NUMERALS = "一二三四五六七八九十"
LEAD = re.compile(r"([^。{}]{2,10}。)(.+)")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A section as it is suggested; without words and without anything below it is left out. `numbered` are its
    lines; `led` begin with a short sentence that stands out."""

    part: Part
    title: str
    text: str = ""
    below: tuple[Block, ...] = ()
    numbered: bool = False
    led: bool = False


def blocks(sections: Sequence[Drafted], texts: Mapping[str, str], bound: Bound) -> tuple[Block, ...]:
    """The body: sections one after the other, with other `texts` by part where there are some."""
    printed = ((one, texts.get(one.part) or one.text) for one in sections)
    kept = [(one, text) for one, text in printed if text or one.below]
    return tuple(block for place, (one, text) in enumerate(kept) for block in _blocks(one, text, place, bound))


def _blocks(one: Drafted, text: str, place: int, bound: Bound) -> Iterator[Block]:
    yield Heading(1, f"{NUMERALS[place]}、{one.title}")
    for number, line in enumerate(lines(text), start=1):
        said = bound.filled(line)
        if one.numbered:
            yield Para(f"{number}.{said}")
        else:
            led = LEAD.fullmatch(said) if one.led else None
            yield Para(led[2], lead=led[1]) if led else Para(said)
    yield from one.below


def lines(text: str) -> list[str]:
    """The paragraphs of a text as they are typed, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def words(one: Drafted, text: str, bound: Bound) -> list[str]:
    """What the section says with `text`, line by line, for comparing; drawings are told by their tables."""
    return [*(bound.filled(line) for line in lines(text)), *_below(one)]


def _below(one: Drafted) -> Iterator[str]:
    for block in one.below:
        if isinstance(block, Para):
            yield block.lead + block.text
        elif isinstance(block, Table):
            yield from (" ".join(row) for row in block.all_rows())
