"""The forms in which a ledger's value is compared: as it is written, told apart by nothing that is no difference
(width, case, blanks, how a day or a number is written), and its core, without what offices add to names or leave out.
Also what two names that are otherwise alike may both tell and differ in: branch, place, building, floor."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context
from functools import lru_cache

from rapidfuzz.distance import Postfix, Prefix

DAY = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ t]?(\d{1,2})[:时](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?(?:\+08:?00)?)?$"
)
NUMBER = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")
EXACT = Context(prec=15)
"""A workbook keeps so many digits; what follows is how machines round (0.30000000000000004)."""
SERIALS = range(18_264, 80_000)
"""Days since 1899-12-30 that a spreadsheet's bare number may mean: 1950 to 2119."""

_MARK = r"[\s·•‧・,，.。;；:：、\"'“”‘’_/\\|\-—–~～]+"
BETWEEN = re.compile(rf"(?<!\d){_MARK}|{_MARK}(?!\d)")
"""Marks that say nothing; between two digits they do."""
BRACKETED = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
FORMS = re.compile(
    r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|总公司|公司|\(普通合伙\)|\(有限合伙\))(?=$|\(|分)"
)
PLACES = re.compile(
    r"^([一-鿿]{2,8}?(?:省|自治区))?"
    r"([一-鿿]{2,7}?(?:(?<![超夜门城菜集花鱼])市|自治州|地区|(?<!联)盟))?"
    r"([一-鿿]{2,5}?(?:新区|合作区|(?<![小园社校厂景院库])区|县|旗))?(?=..)"
)

_A_PLACE = re.compile(r"[省区市州盟县旗]")
_REACH = 32
"""So far into a value its places reach."""
_NUMERAL = re.compile(
    r"(?:地下|负)?(?:\d+(?:\.\d+)?|[零〇一二三四五六七八九十百两]+)|[a-z甲乙丙丁东西南北](?=[座栋幢区馆楼厅库段门])"
)
_FIGURES = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_BRANCHES = "(?:店|分公司|分厂|支行|分行|营业部|营业厅|门市部|分部|分校|校区|院区|厂区|分院|加油站|车间|号楼)"
_BRANCH, _A_BRANCH = re.compile(f".{{0,2}}?{_BRANCHES}"), re.compile(_BRANCHES)


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
    bare = _bare(said)
    rest = PLACES.sub("", bare) if bare and _A_PLACE.search(bare, 0, _REACH) else bare
    return rest or BETWEEN.sub("", said) or said


def _bare(said: str) -> str:
    if said.isalnum():  # neither marks nor brackets
        return FORMS.sub("", said) if "公司" in said else said
    return BETWEEN.sub("", FORMS.sub("", BRACKETED.sub("", said)))


def frame(said: str) -> str:
    """A name with its numbers left open: 3层 and 五层 have the same; nothing where it has none."""
    found = said if said.isdecimal() or len(said) < 2 else _NUMERAL.sub("0", said)
    return found if found != said and any(map(str.isalpha, found)) else ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells names apart that are otherwise alike: what stands in brackets, the place at the beginning (province,
    city, district), and numbers in their order. `named`: it is more than a number; `branch`: it has a word for one."""

    named: bool
    branch: bool
    brackets: str
    places: tuple[str, ...]
    numbers: tuple[str, ...]


NOWHERE = ("", "", "")
NO_NAME = Marks(False, False, "", NOWHERE, ())


def told_apart(one: str, other: str) -> bool:
    """True for two names both of which tell a branch, a place, a building, a floor or another number, and not the
    same. What only one of them tells is left out by the other. A bare number or day is no name."""
    here, there = marks(one), marks(other)
    if not (here.named and there.named):
        return False
    if here != there and _told_otherwise(here, there):
        return True
    return here.branch and there.branch and _branches(one, other)


def _told_otherwise(here: Marks, there: Marks) -> bool:
    if here.brackets not in there.brackets and there.brackets not in here.brackets:
        return True
    if any(mine and theirs and mine != theirs for mine, theirs in zip(here.places, there.places, strict=True)):
        return True
    return not (_within(here.numbers, there.numbers) or _within(there.numbers, here.numbers))


@lru_cache(maxsize=2**17)
def marks(said: str) -> Marks:
    """What a plain value tells besides its core."""
    if not any(map(str.isalpha, said)):
        return NO_NAME
    whole = said.isalnum()
    brackets = "" if whole else "".join(BETWEEN.sub("", one[1:-1]) for one in BRACKETED.findall(said))
    bare = "" if said.isascii() else _bare(said)
    place = PLACES.match(bare) if _A_PLACE.search(bare, 0, _REACH) else None
    places = tuple(part or "" for part in place.groups()) if place else NOWHERE
    numbers = tuple(_numeral(one) for one in _NUMERAL.findall(said))
    return Marks(True, bool(_A_BRANCH.search(said)), brackets, places, numbers)


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    left = iter(many)
    return all(one in left for one in few)


def _numeral(said: str) -> str:
    """三, ３ and 03 are 3, 地下一 is 负1."""
    below = said.startswith(("地下", "负"))
    said = said.removeprefix("地下").removeprefix("负")
    if said[0] in _FIGURES or said[0] in _TENS:
        said = str(_chinese(said))
    elif said[0].isdecimal():
        said = said.lstrip("0") or "0"
    return f"负{said}" if below else said


def _chinese(said: str) -> int:
    if not any(mark in _TENS for mark in said):
        return int("".join(str(_FIGURES[mark]) for mark in said))
    total = figure = 0
    for mark in said:
        if mark in _TENS:
            total, figure = total + (figure or 1) * _TENS[mark], 0
        else:
            figure = _FIGURES[mark]
    return total + figure


def _branches(one: str, other: str) -> bool:
    """某某超市南山店 and 某某超市福田店."""
    begun = Prefix.similarity(one, other)
    ended = min(Postfix.similarity(one, other), min(len(one), len(other)) - begun)
    inner, outer = one[begun : len(one) - ended], other[begun : len(other) - ended]
    return bool(inner and outer and ended and _BRANCH.match(one[len(one) - ended :]))
