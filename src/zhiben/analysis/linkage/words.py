"""The forms in which a ledger's value is compared: as it is written, told apart by nothing that is no difference
(width, case, blanks, how a day or a number is written), and its core, without what offices add to names or leave
out."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Context

DAY = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ t]?(\d{1,2})[:时](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?(?:\+08:?00)?)?$"
)
NUMBER = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")
EXACT = Context(prec=15)
"""A workbook keeps so many digits; what follows is how machines round (0.30000000000000004)."""
SERIALS = range(18_264, 80_000)
"""Days since 1899-12-30 that a spreadsheet's bare number may mean: 1950 to 2119."""

# Patterns begin with the signs that a match may begin with: what has none of them is passed over several times as fast.
MARK = r"[\s·•‧・,，.。;；:：、\"'“”‘’_/\\|\-—–~～]"
BETWEEN = re.compile(rf"{MARK}(?:(?<!\d[\s\S]){MARK}*|{MARK}*(?!\d))")
"""Marks that say nothing; one between two digits does."""
BRACKETED = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
FORM = r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|总公司|公司|\(普通合伙\)|\(有限合伙\))"
FORMS = re.compile(rf"{FORM}(?=$|\(|分)")
_PLACES = re.compile(
    r"^([一-鿿]{2,8}?(?:省|自治区))?"
    r"([一-鿿]{2,7}?(?:(?<![超夜门城菜集花鱼])市|自治州|地区|(?<!联)盟))?"
    r"([一-鿿]{2,5}?(?:新区|合作区|(?<![小园社校厂景院库])区|县|旗))?(?=..)"
)
A_PLACE = r"[省区市州盟县旗]"
_A_PLACE = re.compile(A_PLACE)
_REACH = 32
"""So far into a value its places reach."""


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


def place_before(bare: str) -> re.Match[str] | None:
    """The province, city and district at the beginning of a name, each where it is told."""
    return _PLACES.match(bare) if _A_PLACE.search(bare, 0, _REACH) else None


def bare(said: str) -> str:
    """A plain value without marks, brackets and forms of companies."""
    if said.isalnum():  # neither marks nor brackets
        return FORMS.sub("", said) if "公司" in said else said
    return BETWEEN.sub("", FORMS.sub("", BRACKETED.sub("", said)))
