"""Forms of many words at once are those of one word after the other."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.analysis.linkage.coding import coded
from zhiben.analysis.linkage.many_words import NUMERALS, OF_LETTERS, bares, cores, frames, places_before, plains
from zhiben.analysis.linkage.words import bare, core, place_before, plain

PIECES = st.sampled_from(
    [
        *("深圳", "夜", "超", "甲", "北", "园", "联", "人民", "厦", "三", "十", "两", "地下", "负", "号", "某"),
        *("省", "市", "区", "县", "新区", "自治州", "盟", "有限公司", "公司", "分公司", "分", "座", "门", "店"),
        *(
            "1",
            "23",
            "4.5",
            "1,000",
            "2024-03-01",
            "2024年3月1日 8:30",
            "+7",
            "-",
            "--",
            "·",
            "，",
            "。",
            " ",
            "  ",
            "、",
        ),
        *(
            "（",
            "）",
            "(",
            ")",
            "【",
            "】",
            "《",
            "（普通合伙）",
            "Ａ",
            "B",
            "ß",
            "①",
            "㎡",
            "\u3000",
            "\t",
            "…",
            "",
            "～",
        ),
    ]
)
WORDS = st.lists(PIECES, max_size=9).map("".join)


@settings(max_examples=400)
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_each_form_is_the_same(words: list[str]) -> None:
    said = pl.Series(values=words)
    told = [plain(word) for word in words]
    assert plains(said).to_list() == told
    of = pl.Series(values=told)
    assert bares(of).to_list() == [bare(word) for word in told]
    assert cores(of).to_list() == [core(word) for word in told]
    places = [place_before(bare(word)) for word in told]
    groups = [[part or "" for part in place.groups()] if place else [""] * 3 for place in places]
    assert [list(one) for one in zip(*places_before(of), strict=True)] == groups
    assert (said.to_list(), of.to_list()) == (words, told), "what is asked stays as it is"


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        *(("3层", "0层"), ("五层", "0层"), ("地下一层", "0层"), ("a座12楼", "0座0楼"), ("东门", "0门"), ("东边", "")),
        *(
            ("123", ""),
            ("8-9", ""),
            ("层", ""),
            ("一", ""),
            ("净高12.5米", "净高0米"),
            ("3a座", "00座"),
            ("负二层", "0层"),
        ),
    ],
)
def test_names_with_their_numbers_left_open(name: str, opened: str) -> None:
    assert frames(pl.Series(values=[name])).to_list() == [opened]


def test_numbers_are_told_with_what_letters_are_of() -> None:
    found = pl.Series(values=["地下三层b座12.5米东区", "东边"]).str.extract_all(NUMERALS).to_list()
    assert (found, "座" in OF_LETTERS) == ([["地下三", "b座", "12.5", "东区"], []], True)


@given(st.lists(st.sampled_from(["", "甲", "乙", "丙", " 甲", "ａ", "A", "1", "01"]), max_size=30), st.integers(0, 30))
def test_words_of_a_column_are_numbered_as_they_come(said: list[str], cut: int) -> None:
    column = coded("", said[:cut], said[cut:])
    words = list(dict.fromkeys(["", *map(plain, said)]))
    assert list(column.words) == words
    assert [*column.left.tolist(), *column.right.tolist()] == [words.index(plain(word)) for word in said]
