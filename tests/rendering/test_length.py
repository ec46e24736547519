"""A paper's length in characters."""

from __future__ import annotations

from datetime import date

from zhiben.foundation.rendering import (
    Attachment,
    Column,
    Heading,
    Paper,
    Para,
    Style,
    Table,
    body_characters,
    characters,
)


def test_length_counts_what_is_read_and_no_spaces() -> None:
    paper = Paper(
        style=Style.BULLETIN,
        masthead="简报",
        title="半月 情况",
        issuer="市安委办",
        date=date(2024, 10, 16),
        blocks=(
            Heading(1, "一、总体"),
            Para("共12项。", lead="任务。"),
            Table("表1", (Column("区"), Column("数")), rows=(("甲", "1"),), total=("合计", "1")),
        ),
    )
    assert characters(paper) == len("半月情况一、总体共12项。任务。表1区数甲1合计1")


def test_length_of_the_body_leaves_title_and_attachments_out() -> None:
    paper = Paper(
        style=Style.BULLETIN,
        masthead="简报",
        title="半月情况",
        issuer="市安委办",
        date=date(2024, 10, 16),
        preface="请 阅。",
        blocks=(Para("共12项。"),),
        attachments=(Attachment("清单", (Para("十二项如下。"),)),),
    )
    assert body_characters(paper) == len("请阅。共12项。")
    assert characters(paper) == len("半月情况请阅。共12项。十二项如下。")
