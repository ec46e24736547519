"""Copies the browser assets out of node_modules into the package: minified files, their licences, the icons in use.
Nothing of it is committed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
WEB = ROOT / "src" / "zhiben" / "web"
VENDOR = WEB / "static" / "vendor"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "@tabler/icons/LICENSE": "icons/LICENSE",
}
SOURCE_MAP = re.compile(r"/[/*]# sourceMappingURL=\S+( \*/)?\s*")


def copy() -> int:
    """Fill the vendor folder afresh; the number of files copied."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    icons = [line.strip() for line in (WEB / "icons.txt").read_text().splitlines() if line.strip() and line[0] != "#"]
    wanted = FILES | {f"@tabler/icons/icons/{_styled(name)}.svg": f"icons/{_flat(name)}.svg" for name in icons}
    for source, target in wanted.items():
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in (".css", ".js"):
            # A hashed static storage would look for the maps that these comments name.
            path.write_text(SOURCE_MAP.sub("", (MODULES / source).read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(MODULES / source, path)
    return len(wanted)


def _styled(name: str) -> str:
    return name if "/" in name else f"outline/{name}"


def _flat(name: str) -> str:
    return name.rpartition("/")[2]


if __name__ == "__main__":
    print(f"{copy()} browser assets in place")
