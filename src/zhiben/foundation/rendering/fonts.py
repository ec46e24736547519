"""The faces a paper is set in: the office's own licensed fonts first, the free ones after them.

A face that nothing can stand for is refused; a character that the first face lacks is listed, never silently replaced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhiben.foundation.rendering.coverage import characters
from zhiben.foundation.rendering.places import Spot
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

LATIN = "Liberation Serif"
_SERIF, _SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"

# Licensed families are named as their files name them; they are used when the office puts the files into a font folder.
CHAINS: Mapping[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02", "FangSong", "FandolFang R", "LXGW WenKai", _SERIF),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03", "KaiTi", "FandolKai", "LXGW WenKai", _SERIF),
    "hei": ("FZHei-B01", "SimHei", "FandolHei", _SANS),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", _SERIF),
    "song": ("SimSun", _SERIF),
    "sans": (_SANS,),
}
NAMES: Mapping[str, str] = {
    "fang": "仿宋",
    "kai": "楷体",
    "hei": "黑体",
    "title": "小标宋",
    "song": "宋体",
    "sans": "图表黑体",
    "latin": "西文",
}
MIXED = frozenset({"fang", "kai", "hei"})  # Latin letters and digits of these come from the Latin face


@dataclass(frozen=True, slots=True)
class Face:
    """One face in a font file, as the typesetter names it."""

    family: str
    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class Stray:
    """A character and the place where it is met first."""

    char: str
    place: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Characters that stand in another face than asked for, and characters that no face has. Both sorted."""

    substituted: tuple[Stray, ...]
    missing: tuple[Stray, ...]


class Wardrobe:
    """The faces found in the font folders, and which of them stand for each role."""

    def __init__(self, faces: Sequence[Face], folders: Sequence[Path]) -> None:
        by_family: dict[str, Face] = {}
        for face in faces:
            by_family.setdefault(face.family.lower(), face)
        self._chains = {
            role: tuple(by_family[name.lower()] for name in chain if name.lower() in by_family)
            for role, chain in CHAINS.items()
        }
        self._latin = by_family.get(LATIN.lower())
        lacking = [NAMES[role] for role, chain in self._chains.items() if not chain]
        lacking += [] if self._latin else [NAMES["latin"]]
        if lacking:
            raise Refused(
                N_(
                    "缺少公文字体：{lacking}（已查找目录：{folders}）。请运行 make fonts 取得开放字体，"
                    "或把单位已获授权的字体文件放入字体目录后重试"
                ),
                code="fonts_missing",
                lacking="、".join(lacking),
                folders="、".join(str(folder) for folder in folders) or "无",
            )

    def families(self) -> dict[str, list[str]]:
        """Family names by role, in the order in which the typesetter shall try them; Latin apart."""
        return {role: [face.family for face in chain] for role, chain in self._chains.items()}

    def hashes(self) -> dict[str, str]:
        """SHA-256 of every font file a paper may draw from, by file name."""
        paths = {face.path for role in self._chains for face in self._faces(role)}
        return {path.name: _digest(path, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(paths)}

    def _faces(self, role: str) -> tuple[Face, ...]:
        latin = (self._latin,) if self._latin and role in MIXED else ()
        return latin + self._chains[role]

    def cover(self, texts: Iterable[Spot]) -> Coverage:
        """Which characters leave their own face, which have none at all, and where each is met first."""
        known = {role: self._known(role) for role in self._chains}
        substituted: dict[str, str] = {}
        missing: dict[str, str] = {}
        for spot in texts:
            own, every = known[spot.role]
            if own.issuperset(spot.text):
                continue
            for char in set(spot.text) - own:
                found = substituted if char in every else missing
                found.setdefault(char, spot.place)
        # A character may be at home in one face and lacking in another: what is missing anywhere is missing.
        strays = {char: place for char, place in substituted.items() if char not in missing}
        return Coverage(_sorted(strays), _sorted(missing))

    def _known(self, role: str) -> tuple[frozenset[str], frozenset[str]]:
        chain = tuple((face.path, face.index) for face in self._faces(role))
        return _characters(chain, 2 if role in MIXED else 1)


def _sorted(found: Mapping[str, str]) -> tuple[Stray, ...]:
    return tuple(Stray(char, found[char]) for char in sorted(found))


@lru_cache(maxsize=16)
def _characters(chain: tuple[tuple[Path, int], ...], own: int) -> tuple[frozenset[str], frozenset[str]]:
    """Characters of the first `own` faces of a chain, and those of all; white space is everybody's."""
    sets = [characters(path, index) for path, index in chain]
    blank = {char for char in map(chr, range(0x3001)) if char.isspace()}
    first, every = set().union(*sets[:own]), set().union(*sets)
    return frozenset(blank | set(map(chr, first))), frozenset(blank | set(map(chr, every)))


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
