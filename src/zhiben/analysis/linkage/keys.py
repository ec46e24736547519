"""Numbers that offices give to the entries of a ledger (编号, 单号, 文号): which columns hold them, rows of two ledgers
that share one, and rows that bear different ones. The code of an enterprise is no such number: one enterprise has
several hazards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiben.analysis.distinct import distinct
from zhiben.analysis.linkage.coding import Coded, Codes, numbered
from zhiben.analysis.linkage.weighing import FAIR, OTHER, SAME, Levels, Rows, levels

KEY = re.compile(r"(?:编号|编码|代码|代号|单号|文号|案号|流水号)$|(?:^|[_ ])(?:id|code|no\.?|number|key)$")
OF_ENTRY = re.compile(r"(?:编号|单号|文号|案号|流水号)$")
"""Numbers of the entry itself. A code or an id may be of a thing, which stays the same when it is coded anew."""
OF_OTHERS = re.compile(
    r"(?:信用|机构|企业|单位|公司|法人|场所|商户|行业|领域|街道|社区|区划|地区|区域|邮政|人员|身份|许可证?|证照|法规|条款|类别|类型)"
    r"(?:编号|编码|代码|代号)$"
)
CREDIT = re.compile(r"信用代码$")
"""One enterprise each: two rows with different ones are never one without a person."""
SILENT = {
    *("", "/", "\\", "-", "--", "—", "——", "无", "暂无", "没有", "未编号", "未知", "不详", "待定", "待补", "空"),
    *("0", "null", "none", "nan", "n/a", "#n/a", "na"),
}
"""What people write where there is no number."""
DIFFER = 0.9
"""The share of different numbers from which a column numbers the entries; an entry's own number may stand there twice
in a short ledger too."""
TOLD_APART, PROVEN_BY = 0.995, 200
"""That rows are told apart as well without a code is shown by so many rows of either ledger, of which this share
differs in the other columns; ours."""
CONTRARY, FALSE_FROM, SAID_BY_ALL = 0.25, 3, 0.5
COUNTED = 5
"""Rows contradict their common number where only so few of the columns in which they clearly agree or differ agree,
those aside in which two rows usually say the same. A column of numbers most of which are contradicted, so many at
least, numbers something else. Figures alone, of so few digits, may count the rows."""


@dataclass(frozen=True)
class Key:
    """A column that both ledgers have and that numbers their entries, as codes of the same words; 0 where nothing is
    said. `binding`: rows with different numbers are not one without a person; `counted`: it may merely count rows."""

    place: int
    left: Codes
    right: Codes
    binding: bool = True
    joins: bool = True
    counted: bool = False

    def apart(self, left: Rows, right: Rows) -> NDArray[np.bool_]:
        """Which pairs of rows bear different numbers."""
        one, other = self.left[left], self.right[right]
        return np.asarray((one > 0) & (other > 0) & (one != other))

    def shared(self) -> tuple[Rows, Rows]:
        """Rows that bear a number which either ledger has once."""
        size = int(max(self.left.max(initial=0), self.right.max(initial=0))) + 1
        once = (np.bincount(self.left, minlength=size) == 1) & (np.bincount(self.right, minlength=size) == 1)
        once[0] = False
        left, right = np.flatnonzero(once[self.left]), np.flatnonzero(once[self.right])
        return left[np.argsort(self.left[left])], right[np.argsort(self.right[right])]


def is_number(heading: str) -> bool:
    """True for the heading of numbers of entries."""
    name = _name(heading)
    return bool(KEY.search(name)) and not OF_OTHERS.search(name)


def _name(heading: str) -> str:
    return re.sub(r"[*＊]|[（(][^（()）]*[)）]$", "", heading.strip().casefold()).strip()


def is_of_entry(heading: str) -> bool:
    """True for the heading of the entry's own number, which is not a code of what it is about."""
    return is_number(heading) and bool(OF_ENTRY.search(_name(heading)))


def numbers_entries(codes: Codes, *, own: bool) -> bool:
    """True where what a column says stands there once, nearly always. `own`: it is the entry's own number."""
    told = codes[codes > 0]
    again = len(told) - len(distinct(told))
    return len(told) > again and again <= max(1.0 if own else 0.0, (1 - DIFFER) * len(told))


def silenced(codes: Codes, words: Sequence[str]) -> Codes:
    """The codes, with 0 for words that say that there is no number."""
    return np.where(np.array([word in SILENT for word in words])[codes], np.int32(0), codes)


def keys_of(columns: Sequence[Coded], headings: Sequence[tuple[str, str]]) -> list[Key]:
    """The columns by which entries of both ledgers are known, told by either heading."""
    found = []
    for place, (column, names) in enumerate(zip(columns, headings, strict=True)):
        others = any(OF_OTHERS.search(_name(name)) for name in names)
        credit = any(CREDIT.search(_name(name)) for name in names)
        if not credit and (others or not any(map(is_number, names))):
            continue
        key = _coded(place, column)
        if credit:
            found.append(Key(place, key.left, key.right, joins=False))
        elif _numbers_both(key, own=(own := any(map(is_of_entry, names)))) and _one_series(column, key):
            counted = all(word.isdecimal() and len(word) <= COUNTED for word in column.words if word not in SILENT)
            found.append(Key(place, key.left, key.right, own or not _told_without(columns, place), True, counted))
    return sorted(found, key=lambda key: not key.binding)


def _coded(place: int, column: Coded) -> Key:
    """A number that a spreadsheet took for a figure has lost its leading zeros; brackets are written in many ways."""
    numbers: dict[str, int] = {"": 0}
    meant = np.array(
        [numbers.setdefault(_number(word) if word not in SILENT else "", len(numbers)) for word in column.words],
        np.int32,
    )
    return Key(place, meant[column.left], meant[column.right])


_BRACKETS = str.maketrans("[]【】〔〕{} ", "()()()()\0")


def _number(word: str) -> str:
    bare = word.translate(_BRACKETS).replace("\0", "")
    return (bare.lstrip("0") or "0") if bare.isdecimal() else bare


def _numbers_both(key: Key, *, own: bool) -> bool:
    return numbers_entries(key.left, own=own) and numbers_entries(key.right, own=own)


def _one_series(column: Coded, key: Key) -> bool:
    """True where both ledgers take their numbers from the same series: some are common, or they are made alike."""
    if len(key.shared()[0]):
        return True
    usual = [one.most_common(1)[0][0] for one in _made(column) if one]
    return len(usual) == 2 and usual[0] == usual[1]


def numbers_of_another(column: Coded) -> bool:
    """True for a column of numbers that the ledgers take from series of their own, so that it tells nothing of both."""
    return is_number(column.name) and not may_be_one_series(column)


def may_be_one_series(column: Coded) -> bool:
    """True where numbers that are not alike speak against a pair: some, which may stand there often, are common, or
    what is usual in one ledger is met in the other one."""
    key = _coded(0, column)
    if len(np.intersect1d(key.left[key.left > 0], key.right)):
        return True
    here, there = _made(column)
    return any(one.most_common(1)[0][0] in other for one, other in ((here, there), (there, here)) if one)


def _made(column: Coded) -> list[Counter[str]]:
    """How the numbers of either ledger are made, whatever their digits."""
    return [
        Counter(re.sub(r"\d", "9", column.words[code]) for code in side[:500].tolist() if code)
        for side in (column.left, column.right)
    ]


def _told_without(columns: Sequence[Coded], place: int) -> bool:
    """True where enough rows show that the other columns tell them apart as well."""
    rest = [column for other, column in enumerate(columns) if other != place]
    if not rest or min(len(rest[0].left), len(rest[0].right)) < PROVEN_BY:
        return False
    sides = numbered([one.left for one in rest], [one.right for one in rest])
    return all(len(distinct(rows)) >= TOLD_APART * len(rows) for rows in sides)


@dataclass(frozen=True)
class Joined:
    """Pairs of rows that share a number; of those in `contrary` nearly all the rest says otherwise."""

    left: Rows
    right: Rows
    contrary: NDArray[np.bool_]


def joined(columns: Sequence[Coded], keys: Iterable[Key]) -> tuple[Joined, list[Key]]:
    """The rows that share a number, each in one pair; and the keys that hold, those aside whose common numbers mean
    other things in the other ledger."""
    found = Joined(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, bool))
    holding = []
    for key in keys:
        left, right = key.shared() if key.joins else (found.left[:0], found.right[:0])
        contrary = _contrary([column for place, column in enumerate(columns) if place != key.place], left, right)
        if int(contrary.sum()) >= FALSE_FROM and 2 * int(contrary.sum()) > len(contrary):
            continue
        holding.append(key)
        free = ~np.isin(left, found.left) & ~np.isin(right, found.right)
        found = Joined(
            np.concatenate([found.left, left[free]]),
            np.concatenate([found.right, right[free]]),
            np.concatenate([found.contrary, contrary[free]]),
        )
    barred = np.any([key.apart(found.left, found.right) for key in holding if key.binding], axis=0)
    return Joined(found.left, found.right, found.contrary | barred), holding


def _contrary(rest: Sequence[Coded], left: Rows, right: Rows) -> NDArray[np.bool_]:
    agree, differ = np.zeros(len(left), np.int64), np.zeros(len(left), np.int64)
    for column in rest:
        if float((column.shares[1:] ** 2).sum()) < SAID_BY_ALL:
            level: Levels = levels(column, left, right)
            agree += (level >= SAME) & (level < FAIR)
            differ += level == OTHER
    return (agree + differ > 1) & (agree <= CONTRARY * (agree + differ))
