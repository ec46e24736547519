"""The two forms in which a ledger's value is compared: as it is written, told apart by nothing that is no difference
(width, case, blanks, how a day or a number is written), and its core, without what offices add to names or leave
out."""

from __future__ import annotations

import re
import unicodedata

DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?$")
NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
BETWEEN = re.compile(r"[\s·•‧・,，.。;；:：、\"'“”‘’_/\\|\-—–~～]+")
BRACKETED = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
FORMS = re.compile(
    r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团公司|总公司|公司|\(普通合伙\)|\(有限合伙\))(?=$|\(|分)"
)
PLACES = re.compile(
    r"^(?:[一-鿿]{2,8}?(?:省|自治区))?"
    r"(?:[一-鿿]{2,7}?(?:市|自治州|地区|盟))?"
    r"(?:[一-鿿]{2,5}?(?:新区|合作区|区|县|旗))?(?=..)"
)


def plain(text: str) -> str:
    """As it is written, without differences that say nothing."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if not said:
        return ""
    if day := DAY.match(said):
        return f"{day[1]}{int(day[2]):02}{int(day[3]):02}"
    if NUMBER.match(said):
        return _number(said)
    return " ".join(said.split())


def _number(said: str) -> str:
    """Leading zeros stay, for a code may begin with them; what follows a point loses zeros that say nothing."""
    return said.rstrip("0").rstrip(".") if "." in said else said


def core(said: str) -> str:
    """What is left of a plain value once marks, brackets, forms of companies and a leading place are gone; all of it
    where nothing would be left."""
    bare = BETWEEN.sub("", FORMS.sub("", BRACKETED.sub("", said)))
    bare = PLACES.sub("", bare) if bare and not bare.isascii() else bare
    return bare or BETWEEN.sub("", said) or said
