"""The typesetter, imported and started here only: one compiler a process, our fonts only, text only as JSON.

It works with threads of its own, which a forked child does not inherit: a process that has set a paper must not fork
another that will.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from zhiben.foundation.rendering.fonts import Face, Wardrobe
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

TEMPLATE = Path(__file__).parent / "template"
MAIN, DRAWING = TEMPLATE / "main.typ", TEMPLATE / "figure.typ"
PICTURE_PPI = 220.0


@dataclass(frozen=True, slots=True)
class Engine:
    """A compiler over the template folder, the faces it may use, and its version."""

    compiler: Any
    wardrobe: Wardrobe
    version: str
    main: bytes
    _turn: Lock = field(default_factory=Lock, repr=False, compare=False)

    def compile(self, paper: str, *, across: bool) -> tuple[bytes, tuple[str, ...]]:
        """PDF bytes of a paper's JSON, on sheets laid `across` or upright, and the typesetter's warnings.

        The paper is a file of data beside the template, never source, and no input of the library's: what the
        typesetter laid out once (a table's head, a sentence that all papers have) it remembers for the next paper,
        as long as the inputs stay the same.
        """
        sheet = json.dumps({"fonts": self.wardrobe.families(), "across": across})
        files = {"main.typ": self.main, "paper.json": paper.encode()}
        with self._turn:  # one paper at a time: the compiler refuses a second caller
            content, warnings = self.compiler.compile_with_warnings(input=files, sys_inputs={"sheet": sheet})
        return bytes(content), tuple(str(warning) for warning in warnings)

    def picture(self, svg: str) -> bytes:
        """A drawing as PNG, sharp enough for print."""
        with self._turn:
            content = self.compiler.compile(input=str(DRAWING), format="png", ppi=PICTURE_PPI, sys_inputs={"svg": svg})
        return bytes(content)


def configured() -> Sequence[Path | str]:
    """The font folders of this installation."""
    from django.conf import settings

    folders: Sequence[Path | str] = settings.ZHIBEN_FONTS
    return folders


def engine(folders: Sequence[Path]) -> Engine:
    """The process's engine for these font folders, earlier folders first; Refused when a face is lacking."""
    present = tuple(Path(folder).resolve() for folder in folders if Path(folder).is_dir())
    if not present:
        raise Refused(
            N_("找不到字体目录：{folders}。请运行 make fonts 取得开放字体，或在设置中填写字体目录"),
            code="fonts_missing",
            folders="、".join(str(folder) for folder in folders) or "未设置",
        )
    return _started(present)


@lru_cache(maxsize=1)
def _started(folders: tuple[Path, ...]) -> Engine:
    import typst

    paths = [str(folder) for folder in folders]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    faces = [Face(font.family, Path(font.path), font.index) for font in found.fonts() if font.path]
    faces.sort(key=lambda face: next((n for n, folder in enumerate(folders) if folder in face.path.parents), 0))
    wardrobe = Wardrobe(faces, folders)
    compiler = typst.Compiler(str(MAIN), root=str(TEMPLATE), font_paths=paths, ignore_system_fonts=True)
    return Engine(compiler, wardrobe, f"typst {version('typst')}", MAIN.read_bytes())
