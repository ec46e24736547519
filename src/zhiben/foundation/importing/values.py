"""One cell to one value: dates, numbers and yes/no as people really write them. Raises `Wrong` with what was expected.

Text keeps its punctuation (a full-width bracket is correct Chinese); only full-width digits, letters and spaces
are made plain.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhiben.foundation.tables.parsing import UNTOLD
from zhiben.foundation.tables.words import INVISIBLE, NOTHING, fold, squeeze
from zhiben.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiben.kernel.sheet import Column, Value

FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", UNTOLD})
TRUE = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓"})
FALSE = frozenset({"否", "没有", "n", "no", "false", "0", "×", "x"})

_PLAIN = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_PLAIN |= {0x3000: 0x20, 0xA0: 0x20}
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[\st]*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_NUMBER = re.compile(r"[+-]?\d{1,28}(?:\.\d{0,28})?(?:e[+-]?\d{1,2})?")
_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_SERIAL_DAYS = range(18_264, 80_000)
"""Days since 1899-12-30 that a spreadsheet's bare number may mean: 1950 to 2119."""


def _ordinals() -> dict[str, int]:
    """一 to 三十一."""
    digits = "零一二三四五六七八九"
    names = {}
    for number in range(1, 32):
        tens, units = divmod(number, 10)
        head = ("", "十", "二十", "三十")[tens]
        names[head + (digits[units] if units else "")] = number
    return names


_ORDINALS = _ordinals()


class Wrong(ValueError):
    """A cell that is not what its column asks for: why, and what is expected."""

    def __init__(self, code: str, message: str, expected: str) -> None:
        super().__init__(message)
        self.code, self.message, self.expected = code, message, expected


def plain(text: str) -> str:
    """Text as it is stored: trimmed, one kind of line end, digits, letters and spaces plain, invisible marks gone."""
    if text.isprintable() and not _WIDE.search(text) and unicodedata.is_normalized("NFC", text):
        return text.strip()  # nothing to make plain, as in most cells
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_PLAIN)
    return unicodedata.normalize("NFC", "\n".join(line.strip() for line in text.strip().split("\n")))


def shown(raw: object) -> str:
    """A raw cell as a person sees it on the sheet, shortened."""
    if isinstance(raw, datetime):
        text = str(raw.date()) if raw.time() == time() else raw.isoformat(" ", "minutes")
    elif isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        text = str(int(raw))
    else:
        text = str(raw)
    return text if len(text) <= 60 else text[:59] + "…"


def says_nothing(text: str) -> bool:
    """True for a text that is empty to the eye, and for '/', a dash or 无, which people write for nothing."""
    if text[:1].isalnum() and text[0] != "无":
        return False
    return not text or squeeze(text) in NOTHING


def is_blank(raw: object) -> bool:
    """True for an empty cell, and for '/' and its like."""
    return raw is None or (isinstance(raw, str) and says_nothing(raw))


def typed(raw: object, column: Column) -> Value:
    """The value of a filled cell of kind text, integer, decimal, date, bool or choice. Raises Wrong."""
    if isinstance(raw, str) and raw.lstrip()[:1] == "#" and raw.strip() in FORMULA_ERRORS:
        raise Wrong("formula_error", _("单元格里的公式没有算出结果"), _("一个值"))
    value = _choice(raw, column) if column.choices else _BY_KIND[column.kind](raw)
    _within(value, column)
    return value


def text_of(raw: object) -> str:
    """A cell as text; a code that a spreadsheet has turned into a number comes back without its '.0'."""
    if isinstance(raw, str):
        return plain(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, (int, float)) and abs(raw) >= 1e15:
        raise Wrong("long_number", _("长编号被表格软件当作数值，末位已经失真"), _("设为文本格式后重新填写的完整编号"))
    return shown(raw) if isinstance(raw, (datetime, float)) else str(raw)


def _integer(raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    number = None if isinstance(raw, bool) else _decimal(raw)
    if number is None or number != number.to_integral_value():
        raise Wrong("not_integer", _("不是整数"), _("整数"))
    return int(number)


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, float):
        # Spreadsheets keep 15 digits; what lies beyond is the trace of binary arithmetic.
        text = format(raw, ".15g")
    elif isinstance(raw, (str, int)) and not isinstance(raw, bool):
        text = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", squeeze(str(raw)))
    else:
        text = ""
    if not _NUMBER.fullmatch(text):
        raise Wrong("not_number", _("不是数"), _("数，例如 12 或 12.5"))
    return Decimal(text)


def _date(raw: object) -> date:
    day = _day(raw)
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise Wrong("no_such_day", _("年份不对"), _EXPECTED_DATE())
    return day


def _day(raw: object) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (str, int, float)) and not isinstance(raw, bool):
        text = shown(raw) if not isinstance(raw, str) else " ".join(fold(raw).split())
        if (parts := _date_parts(text)) is not None:
            try:
                return date(*parts)
            except ValueError:
                raise Wrong("no_such_day", _("没有这一天"), _EXPECTED_DATE()) from None
        if text.isdecimal() and int(text) in _SERIAL_DAYS:
            return date(1899, 12, 30) + timedelta(days=int(text))
    raise Wrong("not_date", _("不是日期"), _EXPECTED_DATE())


def _EXPECTED_DATE() -> str:  # noqa: N802 - a sentence that has to be translated at the moment of use
    return _("年月日俱全的日期，例如 2024-03-05 或 2024年3月5日")


def _date_parts(text: str) -> tuple[int, int, int] | None:
    if match := _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text):
        year, month, day = match.groups()
        return int(year), int(month), int(day)
    if match := _CHINESE_DATE.fullmatch(text):
        year, month, day = match.groups()
        # Zero is no month and no day: what is no number of this form becomes a day that there isn't.
        return int("".join(_DIGITS[c] for c in year)), _ORDINALS.get(month, 0), _ORDINALS.get(day, 0)
    return None


def _bool(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = squeeze(shown(raw))
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Wrong("not_yes_no", _("既不是「是」也不是「否」"), _("是 或 否"))


def _choice(raw: object, column: Column) -> str:
    word = squeeze(shown(raw))
    for key, label in column.choices:
        if word in (squeeze(key), squeeze(label)):
            return key
    raise Wrong("not_a_choice", _("不在可填内容之内"), "、".join(label for _key, label in column.choices))


def _within(value: Value, column: Column) -> None:
    if isinstance(value, str):
        if column.max_length and len(value) > column.max_length:
            raise Wrong(
                "too_long",
                _("有 {length} 个字，太长").format(length=len(value)),
                _("不超过 {limit} 个字").format(limit=column.max_length),
            )
    elif column.minimum is not None and _compared(value, column.minimum) < 0:
        raise Wrong("out_of_range", _("超出范围"), _("不小于 {limit}").format(limit=column.minimum))
    elif column.maximum is not None and _compared(value, column.maximum) > 0:
        raise Wrong("out_of_range", _("超出范围"), _("不大于 {limit}").format(limit=column.maximum))


def _compared(value: object, bound: object) -> int:
    if isinstance(value, date) and isinstance(bound, date):
        return (value > bound) - (value < bound)
    if isinstance(value, (int, Decimal)) and isinstance(bound, (int, Decimal)):
        return (value > bound) - (value < bound)
    return 0


_BY_KIND: dict[str, Callable[[object], Value]] = {
    "text": text_of,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "bool": _bool,
}
