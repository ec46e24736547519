"""LibreOffice, where a developer's machine has it: many DOCX to PDF in one go. A second pair of eyes for tests and a
yardstick for benchmarks; the product itself never calls it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGE = "libreoffice-writer-nogui"
# The office's fonts are licensed and stay with the office; these free ones have the same widths.
_STAND_INS = {
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "Noto Serif CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "Times New Roman": "Liberation Serif",
}
_SECONDS = 300


def program() -> str:
    """Where LibreOffice is, or nothing."""
    return shutil.which("soffice") or ""


class Converter:
    """One profile and one set of fonts in a folder of its own: processes that share a profile wait for one another."""

    def __init__(self, folder: Path, fonts: Sequence[Path | str]) -> None:
        self._folder = folder
        (folder / "fonts.conf").write_text(_font_settings(fonts, folder / "cache"), encoding="utf-8")

    def pdfs(self, documents: Mapping[str, bytes]) -> dict[str, bytes]:
        """The documents as PDF under the same names, by one process."""
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            files = []
            for name, content in documents.items():
                files.append(Path(work) / f"{name}.docx")
                files[-1].write_bytes(content)
            subprocess.run(  # noqa: S603 - our own files, no shell
                [
                    program(),
                    f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
                    *("--headless", "--convert-to", "pdf", "--outdir", work),
                    *map(str, files),
                ],
                env={"FONTCONFIG_FILE": str(self._folder / "fonts.conf"), "HOME": work, "PATH": "/usr/bin:/bin"},
                check=True,
                capture_output=True,
                timeout=_SECONDS,
            )
            return {file.stem: file.with_suffix(".pdf").read_bytes() for file in files}


def _font_settings(folders: Sequence[Path | str], cache: Path) -> str:
    places = "".join(f"<dir>{Path(folder).resolve()}</dir>" for folder in folders)
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
        for name, other in _STAND_INS.items()
    )
    bold = (
        '<match target="pattern"><test name="family"><string>方正小标宋简体</string></test>'
        '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit></match>'
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{places}<cachedir>{cache}</cachedir>{bold}{rules}</fontconfig>"
    )
