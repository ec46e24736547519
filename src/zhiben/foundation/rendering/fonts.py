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
class Coverage:
    """Characters that stand in another face than asked for, and characters that no face has. Both sorted."""

    substituted: tuple[str, ...]
    missing: tuple[str, ...]


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

    def cover(self, texts: Iterable[tuple[str, str]]) -> Coverage:
        """Look up (role, text) pairs: which characters leave their own face, and which have none at all."""
        wanted: dict[str, set[str]] = {}
        for role, text in texts:
            wanted.setdefault(role, set()).update(char for char in text if not char.isspace())
        substituted: set[str] = set()
        missing: set[str] = set()
        for role, chars in wanted.items():
            chain = [characters(face.path, face.index) for face in self._faces(role)]
            own = chain[0] | chain[1] if role in MIXED else chain[0]
            strays = {char for char in chars if ord(char) not in own}
            lost = {char for char in strays if not any(ord(char) in face for face in chain)}
            substituted |= strays - lost
            missing |= lost
        return Coverage(tuple(sorted(substituted)), tuple(sorted(missing)))


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
