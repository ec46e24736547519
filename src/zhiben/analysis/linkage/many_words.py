"""The forms in which values are compared, of many words at once: what a library does in its own language of patterns,
which does not look back. Each is what the form of one word is."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhiben.analysis.linkage.words import A_PLACE, BRACKETED, FORM, MARK, core, plain

_USUAL = r"^[\x20-\x7e\xb7\x{2010}-\x{2027}\x{3000}-\x{303f}\x{4e00}-\x{9fff}\x{ff00}-\x{ffef}]*$"
_SIMPLE = r"^[\x20-\x7e\x{4e00}-\x{9fff}]*$"
_IN_WAYS = r"^(?:\d{4}[-/.年]|[+-]?\d+[,.]\d)|  "
"""Texts whose plain form any library makes, the simple ones by letting capitals go; days and numbers apart."""
_FORMS_AT_ONCE = rf"{FORM}($|\(|分)"
_JOINING = rf"(\d)({MARK})(\d)"
_PLACES_AT_ONCE = (
    r"^([一-鿿]{2,8}?(?:省|自治区))?"
    r"([一-鿿]{1,6}?(?:[一-鿿&&[^超夜门城菜集花鱼]]市|[一-鿿](?:自治州|地区)|[一-鿿&&[^联]]盟))?"
    r"([一-鿿]{1,4}?(?:[一-鿿](?:新区|合作区|县|旗)|[一-鿿&&[^小园社校厂景院库]]区))?(..)"
)
"""The province, city and district at the beginning of a name, and the two signs behind them that a name has."""
_MORE_THAN_CORE = rf"{MARK}|[(\[{{【〔《<]|公司|{A_PLACE}"
_FIGURE, _LETTER = "零〇一二三四五六七八九十百两", "a-z甲乙丙丁东西南北"
_WHOLE = rf"(?:\d+(?:\.\d+)?|[{_FIGURE}]+)"
OF_LETTERS = "座栋幢区馆楼厅库段门"
_NUMBERS = rf"\d+(?:\.\d+)?|[{_FIGURE}]+|地下{_WHOLE}|负{_WHOLE}"
NUMERALS = rf"{_NUMBERS}|[{_LETTER}][{OF_LETTERS}]"
"""Numbers, also below ground, and letters of a building with what they are letters of."""


def plains(said: pl.Series) -> pl.Series:
    """The plain forms of many texts: those made of usual signs at once, but for days and numbers written otherwise."""
    form = said.str.strip_chars(" ").str.to_lowercase()
    wide = (~form.str.contains(_SIMPLE)).arg_true()
    form = _scattered(form, wide, form.gather(wide).str.normalize("NFKC").str.strip_chars(" ").str.to_lowercase())
    singly = pl.concat([wide.filter(~said.gather(wide).str.contains(_USUAL)), form.str.contains(_IN_WAYS).arg_true()])
    return _scattered(form, singly, [plain(text) for text in said.gather(singly)])


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
    without = found["word"].str.replace_all(MARK, "")
    if not len(joined):
        return without
    numbers = found["word"].gather(joined)
    for _twice in range(2):  # a number may be between two marks
        numbers = numbers.str.replace_all(_JOINING, "${1}\x02${2}${3}")
    numbers = numbers.str.replace_all(rf"(\x02{MARK})|{MARK}", "${1}").str.replace_all("\x02", "", literal=True)
    return without.scatter(joined, numbers)


def places_before(said: pl.Series) -> list[pl.Series]:
    """The provinces, cities and districts at the beginning of many plain values, each where it is told."""
    groups = bares(said).str.extract_groups(_PLACES_AT_ONCE).struct.unnest()
    return [groups.to_series(part).fill_null("") for part in range(3)]


def frames(said: pl.Series) -> pl.Series:
    """Names with their numbers left open: 3层 and 五层 have the same; nothing where a name has none."""
    name = pl.col("name")
    lettered = name.str.replace_all(rf"[{_LETTER}]([{OF_LETTERS}])", "\x01$1")
    opened = lettered.str.replace_all(_NUMBERS, "0").str.replace_all("\x01", "0", literal=True)
    found = said.alias("name").to_frame().select(name, opened=opened)
    has_any = (pl.col("opened") != name) & pl.col("opened").str.contains(r"\p{L}") & (name.str.len_chars() > 1)
    return found.select(pl.when(has_any).then("opened").otherwise(pl.lit(""))).to_series()


def _scattered(whole: pl.Series, places: pl.Series, values: pl.Series | list[str]) -> pl.Series:
    """The series with other values in those places; it stays as it is itself."""
    return whole.clone().scatter(places, values) if len(places) else whole


def each_once(texts: pl.Series) -> tuple[pl.Series, NDArray[np.int32]]:
    """The different texts as they come, and of each text its place among them."""
    codes = texts.cast(pl.Categorical(pl.Categories.random())).to_physical().to_numpy().astype(np.int32)
    first = np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))  # they are numbered as they come
    return texts.gather(first), codes
