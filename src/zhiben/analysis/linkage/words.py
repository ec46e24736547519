"""The forms in which a ledger's value is compared: as it is written, told apart by nothing that is no difference
(width, case, blanks, how a day or a number is written), and its core, without what offices add to names or leave
out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Context

import polars as pl

DAY = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ t]?(\d{1,2})[:时](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?(?:\+08:?00)?)?$"
)
NUMBER = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")
_USUAL = r"^[\x20-\x7e\xb7\x{2010}-\x{2027}\x{3000}-\x{303f}\x{4e00}-\x{9fff}\x{ff00}-\x{ffef}]*$"
_SIMPLE = r"^[\x20-\x7e\x{4e00}-\x{9fff}]*$"
_IN_WAYS = r"^(?:\d{4}[-/.年]|[+-]?\d+[,.]\d)|  "
"""Texts whose plain form any library makes, the simple ones by letting capitals go; days and numbers apart."""
EXACT = Context(prec=15)
"""A workbook keeps so many digits; what follows is how machines round (0.30000000000000004)."""
SERIALS = range(18_264, 80_000)
"""Days since 1899-12-30 that a spreadsheet's bare number may mean: 1950 to 2119."""

# Patterns begin with the signs that a match may begin with: what has none of them is passed over several times as fast.
_MARK = r"[\s·•‧・,，.。;；:：、\"'“”‘’_/\\|\-—–~～]"
BETWEEN = re.compile(rf"{_MARK}(?:(?<!\d[\s\S]){_MARK}*|{_MARK}*(?!\d))")
"""Marks that say nothing; one between two digits does."""
_JOINING = rf"(\d)({_MARK})(\d)"
BRACKETED = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
_FORMS = r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|总公司|公司|\(普通合伙\)|\(有限合伙\))"
FORMS, _FORMS_AT_ONCE = re.compile(rf"{_FORMS}(?=$|\(|分)"), rf"{_FORMS}($|\(|分)"
_PLACES = re.compile(
    r"^([一-鿿]{2,8}?(?:省|自治区))?"
    r"([一-鿿]{2,7}?(?:(?<![超夜门城菜集花鱼])市|自治州|地区|(?<!联)盟))?"
    r"([一-鿿]{2,5}?(?:新区|合作区|(?<![小园社校厂景院库])区|县|旗))?(?=..)"
)
_PLACES_AT_ONCE = (
    r"^([一-鿿]{2,8}?(?:省|自治区))?"
    r"([一-鿿]{1,6}?(?:[一-鿿&&[^超夜门城菜集花鱼]]市|[一-鿿](?:自治州|地区)|[一-鿿&&[^联]]盟))?"
    r"([一-鿿]{1,4}?(?:[一-鿿](?:新区|合作区|县|旗)|[一-鿿&&[^小园社校厂景院库]]区))?(..)"
)
"""The same for many names at once, in a language of patterns that does not look back; what follows is its last part."""
A_PLACE = r"[省区市州盟县旗]"
_A_PLACE = re.compile(A_PLACE)
_MORE_THAN_CORE = rf"{_MARK}|[(\[{{【〔《<]|公司|{A_PLACE}"
_REACH = 32
"""So far into a value its places reach."""
_FIGURE, _LETTER = "零〇一二三四五六七八九十百两", "a-z甲乙丙丁东西南北"
_WHOLE = rf"(?:\d+(?:\.\d+)?|[{_FIGURE}]+)"
OF_LETTERS = "座栋幢区馆楼厅库段门"
_NUMBERS = rf"\d+(?:\.\d+)?|[{_FIGURE}]+|地下{_WHOLE}|负{_WHOLE}"
NUMERALS = rf"{_NUMBERS}|[{_LETTER}][{OF_LETTERS}]"
"""Numbers, also below ground, and letters of a building with what they are letters of."""


def plain(text: str) -> str:
    """As it is written, without differences that say nothing. A day is 20240301, with a time 20240301 08:30:00."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if not said:
        return ""
    if said[0] in "+-0123456789":
        if day := DAY.match(said):
            return _day(*(int(part or 0) for part in day.groups()))
        if NUMBER.match(said):
            return _number(said)
    return " ".join(said.split())


def plains(said: pl.Series) -> pl.Series:
    """The plain forms of many texts: those made of usual signs at once, but for days and numbers written otherwise."""
    form = said.str.strip_chars(" ").str.to_lowercase()
    wide = (~form.str.contains(_SIMPLE)).arg_true()
    form = _scattered(form, wide, form.gather(wide).str.normalize("NFKC").str.strip_chars(" ").str.to_lowercase())
    singly = pl.concat([wide.filter(~said.gather(wide).str.contains(_USUAL)), form.str.contains(_IN_WAYS).arg_true()])
    return _scattered(form, singly, [plain(text) for text in said.gather(singly)])


def places_before(said: pl.Series) -> list[pl.Series]:
    """The provinces, cities and districts at the beginning of many plain values, each where it is told."""
    groups = bares(said).str.extract_groups(_PLACES_AT_ONCE).struct.unnest()
    return [groups.to_series(part).fill_null("") for part in range(3)]


def _day(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str:
    time = f" {hour:02}:{minute:02}:{second:02}" if hour or minute or second else ""
    return f"{year}{month:02}{day:02}{time}"


def _number(said: str) -> str:
    """Leading zeros stay, for a code may begin with them; what follows a point loses zeros that say nothing."""
    said = said.replace(",", "")
    if "." not in said:
        return said
    if len(said) > EXACT.prec:
        said = format(EXACT.create_decimal(said), "f")
    return said.rstrip("0").rstrip(".") if "." in said else said


def day_of_serial(said: str) -> str:
    """The day that a spreadsheet's bare number means, in its plain form; other words as they are."""
    whole, _point, part = said.partition(".")
    if len(whole) != 5 or not (whole + part).isdecimal() or int(whole) not in SERIALS:
        return said
    day = date(1899, 12, 30) + timedelta(days=int(whole))
    minutes, second = divmod(round(float(f"0.{part or 0}") * 86_400), 60)
    return _day(day.year, day.month, day.day, minutes // 60, minutes % 60, second)


def core(said: str) -> str:
    """What is left of a plain value once marks, brackets, forms of companies and a leading place are gone; all of it
    where nothing would be left."""
    if said[:1].isdecimal() and NUMBER.match(said):
        return said
    rest = bare(said)
    if place := place_before(rest):
        rest = rest[place.end() :]
    return rest or BETWEEN.sub("", said) or said


def cores(said: pl.Series) -> pl.Series:
    """The cores of many plain values, of which most have nothing that could be left out."""
    more = said.str.contains(_MORE_THAN_CORE).arg_true()
    if not len(more):
        return said
    some = said.gather(more)
    rest = bares(some).str.replace(_PLACES_AT_ONCE, "${4}")
    singly = ((rest == "") | some.str.contains(r"^\d[\d,]*(?:\.\d+)?$")).arg_true()
    rest = _scattered(rest, singly, [core(value) for value in some.gather(singly)])
    return _scattered(said, more, rest)


def bares(said: pl.Series) -> pl.Series:
    """Many plain values without marks, brackets and forms of companies."""
    word = pl.col("word")
    found = (
        said.alias("word")
        .to_frame()
        .select(word.str.replace_all(BRACKETED.pattern, "").str.replace_all(_FORMS_AT_ONCE, "${1}"))
    )
    joined = found["word"].str.contains(_JOINING).arg_true()
    without = found["word"].str.replace_all(_MARK, "")
    if not len(joined):
        return without
    numbers = found["word"].gather(joined)
    for _twice in range(2):  # a number may be between two marks
        numbers = numbers.str.replace_all(_JOINING, "${1}\x02${2}${3}")
    numbers = numbers.str.replace_all(rf"(\x02{_MARK})|{_MARK}", "${1}").str.replace_all("\x02", "", literal=True)
    return without.scatter(joined, numbers)


def _scattered(whole: pl.Series, places: pl.Series, values: pl.Series | list[str]) -> pl.Series:
    """The series with other values in those places; it stays as it is itself."""
    return whole.clone().scatter(places, values) if len(places) else whole


def place_before(bare: str) -> re.Match[str] | None:
    """The province, city and district at the beginning of a name, each where it is told."""
    return _PLACES.match(bare) if _A_PLACE.search(bare, 0, _REACH) else None


def bare(said: str) -> str:
    """A plain value without marks, brackets and forms of companies."""
    if said.isalnum():  # neither marks nor brackets
        return FORMS.sub("", said) if "公司" in said else said
    return BETWEEN.sub("", FORMS.sub("", BRACKETED.sub("", said)))


def frames(said: pl.Series) -> pl.Series:
    """Names with their numbers left open: 3层 and 五层 have the same; nothing where a name has none."""
    name = pl.col("name")
    lettered = name.str.replace_all(rf"[{_LETTER}]([{OF_LETTERS}])", "\x01$1")
    opened = lettered.str.replace_all(_NUMBERS, "0").str.replace_all("\x01", "0", literal=True)
    found = said.alias("name").to_frame().select(name, opened=opened)
    has_any = (pl.col("opened") != name) & pl.col("opened").str.contains(r"\p{L}") & (name.str.len_chars() > 1)
    return found.select(pl.when(has_any).then("opened").otherwise(pl.lit(""))).to_series()
