"""The record of a paper: JSON and back without loss; anything else is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from tests.rendering import sample

from zhiben.foundation.rendering import (
    Align,
    Attachment,
    Column,
    Heading,
    PageBreak,
    Paper,
    Para,
    Style,
    Table,
    from_json,
    to_json,
)
from zhiben.kernel.errors import Refused


def test_record_comes_back_equal() -> None:
    inner = Table("表", (Column("甲", Align.RIGHT, 20), Column("乙")), rows=(("1", "〔㎡〕\"'<&>"),), note="注")
    paper = replace(
        sample.bulletin(),
        attachments=(Attachment("清单", (Heading(3, "1."), PageBreak(), inner)),),
        print_date=None,
        sealed=False,
    )
    assert from_json(to_json(paper)) == paper
    assert to_json(from_json(to_json(paper))) == to_json(paper)


def test_record_without_optional_fields_takes_defaults() -> None:
    text = '{"schema":1,"style":"letter","masthead":"m","title":"t","issuer":"i","date":"2024-07-01"}'
    assert from_json(text) == Paper(Style.LETTER, "m", "t", "i", date(2024, 7, 1))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema": 2}, "格式版本"),
        ({"style": "poster"}, "文件.style"),
        ({"date": "16.10.2024"}, "文件.date"),
        ({"sealed": 1}, "文件.sealed"),
        ({"printed_copies": True}, "文件.printed_copies"),
        ({"blocks": [{"kind": "video"}]}, "文件.blocks[0]"),
        ({"blocks": [{"kind": "heading", "text": "x"}]}, "文件.blocks[0].level"),
        ({"colour": "red"}, "文件"),
        ({"keywords": "一二"}, "文件.keywords"),
    ],
)
def test_record_that_is_no_paper_is_refused_with_the_place(change: dict[str, object], place: str) -> None:
    tree = json.loads(to_json(Paper(Style.BULLETIN, "m", "t", "i", date(2024, 7, 1), blocks=(Para("x"),))))
    with pytest.raises(Refused) as caught:
        from_json(json.dumps({**tree, **change}))
    assert place in caught.value.text


def test_record_that_is_no_json_is_refused() -> None:
    with pytest.raises(Refused, match="JSON"):
        from_json("{")
