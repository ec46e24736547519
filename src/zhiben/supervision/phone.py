"""The app for phones as files: which scripts and styles its shell has, under a name made of their bytes, so that a
changed one is another shell."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import reverse

from zhiben.foundation import installation

FOLDER = "supervision/phone/"
WORKER = FOLDER + "worker.js"
SCRIPTS = (
    "app",
    "arriving",
    "checking",
    "checks",
    "closing",
    "drawing",
    "elements",
    "finding",
    "net",
    "outbox",
    "photos",
    "places",
    "store",
    "taking",
    "visiting",
)
FILES = (*(f"{FOLDER}{name}.js" for name in SCRIPTS), f"{FOLDER}phone.css", "web/favicon.svg", f"{FOLDER}icon.svg")
SCREEN = "supervision/phone.html"


def page() -> str:
    """The shell: the same for everybody, nobody's."""
    return render_to_string(SCREEN, {"demonstration": installation.current().demonstration})


def worker() -> str:
    """The service worker, told which files its shell has and how this shell is called."""
    files = [reverse("supervision:phone"), *(staticfiles_storage.url(name) for name in FILES)]
    named = "".join(f'  "{name}",\n' for name in files)
    return f'"use strict";\nconst SHELL = "phone-{version()}";\nconst FILES = [\n{named}];\n{_text(WORKER)}'


def version() -> str:
    """SHA-256 over the shell's page and files, shortened."""
    found = hashlib.sha256(page().encode())
    for name in (*FILES, WORKER):
        found.update(_text(name).encode())
    return found.hexdigest()[:16]


@cache
def _text(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")
