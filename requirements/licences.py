"""Looks at the licence of every installed dependency: at run time no GPL (LGPL is fine), for developers GPL too. Exit
1 names what does not fit."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
GPL = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser", re.IGNORECASE)
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Zlib|Unlicense|0BSD|CC0", re.IGNORECASE)


def locked(name: str) -> set[str]:
    """Names of the packages in a lock."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {_plain(line.split("==")[0]) for line in lines if "==" in line and not line.startswith((" ", "#"))}


def licence(package: Distribution) -> str:
    """What the package says of itself, in any of the three places."""
    said = [package.metadata.get("License-Expression") or "", (package.metadata.get("License") or "")[:200]]
    said += [c for c in package.metadata.get_all("Classifier") or [] if c.startswith("License")]
    return " | ".join(one for one in said if one)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip().split("[")[0]).lower()


def main() -> int:
    """Print what does not fit; 0 when all do."""
    runtime, wrong, looked = locked("base"), [], 0
    for package in distributions():
        name = _plain(package.metadata["Name"])
        if name not in runtime:
            continue
        looked += 1
        said = licence(package)
        if GPL.search(said) and not LESSER.search(said) and not PERMISSIVE.search(said):
            wrong.append(f"{name}: {said}")
        if not said:
            wrong.append(f"{name}: no licence named")
    print("\n".join(wrong) or f"licences of {looked} run-time packages fit")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
