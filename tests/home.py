"""A home of the tests' own. Loaded as a plugin (`-p tests.home`), because Django's settings are read before any
conftest: whoever runs the tests may have a real home in the environment, and no test may touch it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="zhiben-test-home-"))
os.environ["ZHIBEN_HOME"] = str(HOME)
os.environ.pop("ZHIBEN_DATABASE_URL", None)


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
