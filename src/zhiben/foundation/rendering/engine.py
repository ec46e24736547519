"""The typesetter, imported and started here only: a compiler for each processor, our fonts only, text only as JSON.

Python's other threads run while it works. It works with threads of its own, which a forked child does not inherit: a
process that has set a paper must not fork another that will.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from queue import LifoQueue
from typing import Any

from zhiben.foundation.rendering.fonts import Face, Wardrobe
from zhiben.kernel.abreast import processors
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

TEMPLATE = Path(__file__).parent / "template"
MAIN, DRAWING = TEMPLATE / "main.typ", TEMPLATE / "figure.typ"
PICTURE_PPI = 220.0


@dataclass(frozen=True, slots=True)
class Engine:
    """Compilers over the template folder, as many as may work at once, the faces they may use, and their version.

    They share the fonts and what was laid out before: which of them sets a paper makes no difference to its bytes.
    """

    wardrobe: Wardrobe
    version: str
    main: bytes
    compilers: tuple[Any, ...]
    _free: LifoQueue[Any] = field(default_factory=LifoQueue, repr=False, compare=False)

    def __post_init__(self) -> None:
        for compiler in self.compilers:
            self._free.put(compiler)

    def compile(self, paper: str, *, across: bool) -> tuple[bytes, tuple[str, ...]]:
        """PDF bytes of a paper's JSON, on sheets laid `across` or upright, and the typesetter's warnings.

        The paper is a file of data beside the template, never source, and no input of the library's: what the
        typesetter laid out once (a table's head, a sentence that all papers have) it remembers for the next paper.
        Inputs would have it build its library anew each time.
        """
        sheet = json.dumps({"fonts": self.wardrobe.families(), "across": across})
        files = {"main.typ": self.main, "paper.json": paper.encode(), "sheet.json": sheet.encode()}
        with self._compiler() as compiler:
            content, warnings = compiler.compile_with_warnings(input=files)
        return bytes(content), tuple(str(warning) for warning in warnings)

    def picture(self, svg: str) -> bytes:
        """A drawing as PNG, sharp enough for print."""
        files = {"main.typ": DRAWING.read_bytes(), "drawing.svg": svg.encode()}
        with self._compiler() as compiler:
            content = compiler.compile(input=files, format="png", ppi=PICTURE_PPI)
        return bytes(content)

    @contextmanager
    def _compiler(self) -> Iterator[Any]:
        """One that nobody uses; waited for when all are at work, since a compiler refuses a second caller."""
        compiler = self._free.get()
        try:
            yield compiler
        finally:
            self._free.put(compiler)


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
    compilers = (typst.Compiler(str(MAIN), root=str(TEMPLATE), font_paths=found) for _ in range(processors()))
    return Engine(wardrobe, f"typst {version('typst')}", MAIN.read_bytes(), tuple(compilers))
