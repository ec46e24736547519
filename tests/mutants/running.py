"""Running a mutant: the sources are linked into a folder of their own, one file is written anew there, and the named
tests run against that folder. The tree itself is never touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.declared import Mutant

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
LIMIT = 600
"""Seconds after which a run is given up."""

FAILED = re.compile(r"^FAILED (\S+?)(?:\[.*)?(?: - .*)?$", re.MULTILINE)
BROKEN = re.compile(r"^ERROR (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What a run said: the tests that failed, and those that could not even begin."""

    failed: tuple[str, ...]
    broken: tuple[str, ...]
    code: int
    text: str

    @property
    def killed(self) -> bool:
        """True when tests ran and failed; what only could not be set up or collected proves nothing."""
        return self.code == 1 and bool(self.failed) and not self.broken


def occurrences(mutant: Mutant) -> int:
    """How often the mutant's text stands in its file."""
    return (SOURCE / "zhiben" / mutant.file).read_text(encoding="utf-8").count(mutant.text)


def run(tests: tuple[str, ...], mutant: Mutant | None = None) -> Outcome:
    """The tests against the sources, with one mutant if given."""
    with tempfile.TemporaryDirectory(prefix="zhiben-mutant-") as folder:
        copy = Path(folder) / "src"
        shutil.copytree(SOURCE, copy, copy_function=_linked, ignore=shutil.ignore_patterns("__pycache__"))
        if mutant is not None:
            file = copy / "zhiben" / mutant.file
            text = file.read_text(encoding="utf-8")
            file.unlink()  # a link to the tree's own file
            file.write_text(text.replace(mutant.text, mutant.instead), encoding="utf-8")
        return _tested(tests, copy)


def _linked(source: str, target: str) -> str:
    """A link where the disk is the same, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _tested(tests: tuple[str, ...], copy: Path) -> Outcome:
    # Tables are made from the models, for a constraint is taken from them.
    options = ["-q", "-x", "--tb=no", "-rfE", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-migrations"]
    command = [sys.executable, "-B", "-m", "pytest", *options, "-o", f"pythonpath={copy} .", *tests]
    fonts = os.pathsep.join(filter(None, (os.environ.get("ZHIBEN_FONTS", ""), str(ROOT / ".fonts"))))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "ZHIBEN_FONTS": fonts}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
    )
    text = done.stdout + done.stderr
    failed, broken = (tuple(dict.fromkeys(found.findall(text))) for found in (FAILED, BROKEN))
    return Outcome(failed, broken, done.returncode, text)
