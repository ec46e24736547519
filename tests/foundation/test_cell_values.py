"""One cell to one value, as people really write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from zhiben.foundation.importing.lookups import Directory
from zhiben.foundation.importing.values import Wrong, is_blank, plain, typed
from zhiben.foundation.tables import squeeze
from zhiben.kernel.sheet import Column, Value

DAY = date(2024, 3, 5)


def column(kind: str, **options: object) -> Column:
    return Column("x", "某列", kind, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw",
    [
        DAY,
        datetime(2024, 3, 5, 17, 30),  # noqa: DTZ001 - a spreadsheet's time has no zone
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "2024年3月5日",
        "2024 年 3 月 5 日",
        "２０２４年３月５日",
        "2024-03-05 08:30",
        "2024-03-05T08:30:00",
        "2024年3月5日 8:30",
        "20240305",
        20240305,
        20240305.0,
        45356,
        45356.0,
        "45356",
        "二〇二四年三月五日",
        "二○二四年三月五日",
    ],
)
def test_date_is_understood(raw: object) -> None:
    assert typed(raw, column("date")) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二四年十月十六日", date(2024, 10, 16)),
        ("二〇二三年十二月三十一日", date(2023, 12, 31)),
        ("二〇二四年十一月二十日", date(2024, 11, 20)),
    ],
)
def test_date_in_chinese_numerals_is_understood(text: str, day: date) -> None:
    assert typed(text, column("date")) == day


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2024-02-30", "no_such_day"),
        ("2024年13月1日", "no_such_day"),
        ("3/5/2024", "not_date"),
        ("24.3.5", "not_date"),
        ("9999-12-31", "no_such_day"),
        ("1224年3月5日", "no_such_day"),
        ("2024年3月", "not_date"),
        ("下周一", "not_date"),
        (3.5, "not_date"),
        (12, "not_date"),
        (True, "not_date"),
        ("二〇二四年十十月五日", "no_such_day"),
    ],
)
def test_date_that_is_none_is_refused(raw: object, code: str) -> None:
    with pytest.raises(Wrong) as refusal:
        typed(raw, column("date"))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("integer", 12.0, 12),
        ("integer", "１２", 12),
        ("integer", "1,234,567", 1234567),
        ("integer", "-3", -3),
        ("integer", "12.0", 12),
        ("decimal", 0.1 + 0.2, Decimal("0.3")),
        ("decimal", "1,234.50", Decimal("1234.50")),
        ("decimal", "－1.5", Decimal("-1.5")),
        ("bool", "是", True),
        ("bool", "√", True),
        ("bool", 0.0, False),
        ("bool", "Ｎ", False),
        ("text", 2024.0, "2024"),
        ("text", 12, "12"),
        ("text", True, "TRUE"),
        ("text", DAY, "2024-03-05"),
        ("text", "  第一行 \r\n 第二行　", "第一行\n第二行"),
        ("text", "坪山区（示例）第３号，㎡①", "坪山区（示例）第3号，㎡①"),
        ("text", "＝1+1", "＝1+1"),
        ("text", "零宽\u200b字\ufeff", "零宽字"),
    ],
)
def test_value_is_understood(kind: str, raw: object, value: Value) -> None:
    understood = typed(raw, column(kind))
    assert (understood, type(understood)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("integer", "12.5", "not_integer"),
        ("integer", True, "not_integer"),
        ("integer", "十二", "not_number"),
        ("decimal", "1,23", "not_number"),
        ("decimal", "NaN", "not_number"),
        ("decimal", "1e999999999", "not_number"),
        ("decimal", DAY, "not_number"),
        ("bool", "大概", "not_yes_no"),
        ("text", 9.144030071234567e17, "long_number"),
        ("text", "#REF!", "formula_error"),
    ],
)
def test_value_that_is_none_is_refused(kind: str, raw: object, code: str) -> None:
    with pytest.raises(Wrong) as refusal:
        typed(raw, column(kind))
    assert refusal.value.code == code


def test_bounds_name_the_limit() -> None:
    with pytest.raises(Wrong) as refusal:
        typed("2023-12-31", column("date", minimum=date(2024, 1, 1)))
    assert (refusal.value.code, refusal.value.expected) == ("out_of_range", "不小于 2024-01-01")


def test_choice_is_found_by_label_or_key_whatever_its_width() -> None:
    kinds = column("choice", choices=(("a", "Ａ类（重大）"), ("b", "B类")))
    assert [typed(text, kinds) for text in ("A类(重大)", " b ", "Ｂ 类")] == ["a", "b", "b"]


@pytest.mark.parametrize(
    "cell", ["", " ", "　", "\u200b", "\u00a0\n", "/", "／", "—", "——", "-", "－", "无", " 无 ", None]
)
def test_cell_that_says_nothing_is_blank(cell: object) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0, False, "无锡市", "-1", "-x", "//", "=", "#", "无。"])
def test_cell_that_says_something_is_not(cell: object) -> None:
    assert not is_blank(cell)


def test_plain_is_stable_and_squeeze_ignores_spaces() -> None:
    text = " 北　京\r\n１２ "
    assert plain(plain(text)) == plain(text) == "北 京\n12"
    assert squeeze("北　京") == squeeze("北京")


def test_directory_tells_clear_shared_and_unknown_names_apart() -> None:
    names = Directory([("市住房和建设局", 1), ("住建局", 1), ("翠湖社区", 2), ("翠湖社区", 3), ("福田区", 4)])
    assert names.find("市住房和 建设局") == names.find("住建局") == {1}
    assert names.find("翠湖社区") == {2, 3}
    assert names.find("住建") == frozenset()
    assert names.near("市住房建设局") == ["市住房和建设局", "住建局"]
    assert names.near("罗湖") == []
    assert names.near("") == []
