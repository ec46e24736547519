"""Where a long title is broken: into lines of like length at places where a reader would pause, tapering to one side
or bulging in the middle. One answer for every renderer; a title that has line breaks of its own keeps them.

No dictionary is at hand: pauses are known by the small words of official titles, by the terms that rooms have named,
and by pairs, since most words have two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product

from zhiben.foundation.rendering.columns import TYPE_AREA_MM, em_width

TITLE_MM = 22 * 25.4 / 72
_MOST_LINES, _STRAY = 4, 5
FULL_EMS = TYPE_AREA_MM / TITLE_MM
_NEVER_BEFORE = "，、。；：？！）》〉”’】〕％的"
_NEVER_AFTER = "（《〈“‘【〔第"
# A line may well begin with these, or end with those.
_OPENERS = ("关于", "开展", "进一步", "做好", "加强", "印发", "落实", "转发", "召开", "报送", "组织", "推进", "督促")
_CLOSERS = ("工作", "情况", "行动", "活动", "方案", "办法", "意见", "的", "、", "，", "和", "及", "与", "）", "》", "”")
_TIED = re.compile(
    r"[0-9A-Za-z.%〔〕]+[年月日号期季度半项家批次]*|第[一二三四五六七八九十百]+[届次期批季度]+|“[^”]{1,10}”|（[^）]{1,10}）"
)
_PAUSE = re.compile(r"关于|[的和及与区市省县镇、，）》”]|第.{1,3}[届次期批度]|\d+年")


_whole: set[str] = set()


def keep_whole(*terms: str) -> None:
    """Words of the users' field that no line ends in the middle of."""
    _whole.update(terms)
    broken.cache_clear()


@lru_cache(maxsize=256)
def broken(title: str) -> str:
    """The title with line breaks; unchanged when it fits on one line or has breaks already."""
    if "\n" in title or em_width(title) <= FULL_EMS:
        return title
    least = -int(-em_width(title) // FULL_EMS)
    if least > _MOST_LINES:
        return title
    counts = range(least, min(least + 1, _MOST_LINES) + 1)
    candidates = [_lines(title, cuts) for count in counts for cuts in _cuts(title, count)]
    best = min(candidates, key=lambda lines: _cost(lines) + 4.0 * (len(lines) - least), default=[title])
    return title if max(map(em_width, best)) > FULL_EMS else "\n".join(best)


def _cuts(title: str, count: int) -> Iterator[tuple[int, ...]]:
    """Ways to cut into `count` lines, each cut near where even lines would have it."""
    near = [
        [at for at in range(max(2, even - _STRAY), min(len(title) - 1, even + _STRAY + 1)) if _allowed(title, at)]
        for even in (len(title) * number // count for number in range(1, count))
    ]
    return (cuts for cuts in product(*near) if all(a < b for a, b in pairwise(cuts)))


def _allowed(title: str, at: int) -> bool:
    if title[at] in _NEVER_BEFORE or title[at - 1] in _NEVER_AFTER:
        return False
    if any(tied.start() < at < tied.end() for tied in _TIED.finditer(title)):
        return False
    return not any(term in title[max(0, at - len(term) + 1) : at + len(term) - 1] for term in _whole)


def _lines(title: str, cuts: tuple[int, ...]) -> list[str]:
    edges = (0, *cuts, len(title))
    return [title[start:end] for start, end in pairwise(edges)]


def _cost(lines: list[str]) -> float:
    widths = [em_width(line) for line in lines]
    even = sum(widths) / len(widths)
    uneven = sum((width - even) ** 2 for width in widths) / even
    too_wide = 1000.0 * sum(width > FULL_EMS for width in widths)
    hollow = 6.0 * sum(b < min(a, c) for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))
    torn = 3.0 * sum(line.count("《") != line.count("》") for line in lines)
    return uneven + too_wide + hollow + torn + sum(_seam(a, b) for a, b in pairwise(lines))


def _seam(before: str, after: str) -> float:
    """What it costs to pause between two lines: nothing at a natural pause, much inside a likely word."""
    if after.startswith(_OPENERS):
        return 0.0
    if before.endswith(_CLOSERS):
        return 0.5
    # Count characters from the last natural pause: after an odd one a two-character word is likely torn.
    since = len(_PAUSE.split(before)[-1])
    return 4.0 if since % 2 else 2.0
