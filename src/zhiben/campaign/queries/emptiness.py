"""When a report was sent in time and says nothing all the same: a rule over what it holds, told to whoever is about to
send it."""

from __future__ import annotations

import re

from zhiben.campaign.vocab import FILLERS, SHORT_TEXT
from zhiben.kernel.text import N_

BETWEEN = re.compile(r"[\s，。、；：,.;:!！]+")


def emptiness(text: str, *, last: str = "", moved: bool = False) -> str:
    """Why a report says nothing; "" where it says something. `moved`: it brings a figure, a milestone or evidence;
    `last` is the unit's latest earlier text on the task."""
    if moved:
        return ""
    said = BETWEEN.sub("", text)
    rest = said
    for words in sorted(FILLERS, key=len, reverse=True):
        rest = rest.replace(words, "")
    if not rest:
        return N_("只有“{text}”之类的话，没有数据、节点和附件").format(text=text.strip()[:SHORT_TEXT])
    if last and said == BETWEEN.sub("", last):
        return N_("与上次报送的内容相同，没有数据、节点和附件")
    if len(said) < SHORT_TEXT:
        return N_("不足{count}字，没有数据、节点和附件").format(count=SHORT_TEXT)
    return ""
