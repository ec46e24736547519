"""Where the addressees stand: above the body, or in the imprint when the list would push the body off page one."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from zhiben.foundation.rendering.blocks import Copies, Paper
from zhiben.foundation.rendering.columns import em_width

MOST_LINES = 5
LABEL = "主送"
_LINE_EMS = 28


def placed(paper: Paper) -> Paper:
    """The paper as it is drawn: a list of more than five lines moves into 版记, above 抄送 (GB/T 9704, 7.3.2)."""
    lines = sum(ceil(em_width(line) / _LINE_EMS) for line in paper.addressee.splitlines())
    if lines <= MOST_LINES:
        return paper
    moved = Copies(LABEL, "".join(paper.addressee.split()).rstrip("：:。") + "。")
    return replace(paper, addressee="", copies=(moved, *paper.copies))
