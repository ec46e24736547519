"""The house itself: names, sizes, doors that an import linter cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhiben"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
BANNED_NAMES = {"utils", "helpers", "helper", "common", "manager", "handler", "misc"}
FILE_CAP, THIN_CAP, FUNCTION_CAP, CLASS_CAP, TEMPLATE_CAP = 400, 300, 45, 200, 180

UNSCOPED = {
    "cli/figures.py",
    "cli/proving.py",
    "cli/rounds.py",
    "demonstration",
    "dispatch/operations",
    "foundation/scope",
    "inbox/operations/workbooks.py",
    "orgs",
}
"""Where the scope may be lifted; each call says why."""
PAST_GUARD = {
    "past_guard": {
        "foundation/inserting.py",
        "foundation/lifecycle/writing.py",
        "foundation/scope/models.py",
        "tips/operations/identity.py",
    },
    "unfiltered": {
        "foundation/importing/undoing.py",
        "foundation/lifecycle/agreeing.py",
        "foundation/scope/models.py",
        "orgs/operations/reorganising.py",
        "supervision/operations/sending.py",
    },
}
"""Who opens the database's own guard, by the name of the way."""


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_has_an_honest_name_and_says_what_it_keeps(path: Path) -> None:
    assert path.stem not in BANNED_NAMES
    if path.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(tree(path)), "opens without a sentence on what it keeps to itself"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_within_its_size(path: Path) -> None:
    cap = THIN_CAP if path.stem in ("views", "models") else FILE_CAP
    assert lines(path) <= cap


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_and_classes_are_within_their_size(path: Path) -> None:
    too_long = [
        f"{node.name} {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and (node.end_lineno or 0) - node.lineno + 1 > (CLASS_CAP if isinstance(node, ast.ClassDef) else FUNCTION_CAP)
    ]
    assert too_long == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_is_within_its_size_and_has_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert lines(path) <= TEMPLATE_CAP
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\sstyle=|\son[a-z]+=", text) == []
    assert "|safe" not in text.replace(" ", "") or "{# safe:" in text


def _state_writes(path: Path) -> Iterator[int]:
    for node in ast.walk(tree(path)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state":
                yield node.lineno
        call = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(call, ast.Attribute) and call.attr == "update":
            yield from (node.lineno for word in node.keywords if word.arg == "state")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_state_changes_only_behind_the_door(path: Path) -> None:
    if name_of(path).startswith(("foundation/lifecycle/", "foundation/jobs/")):
        return
    assert list(_state_writes(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_scope_is_lifted_only_where_allowed_and_with_a_reason(path: Path) -> None:
    calls = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unscoped"
    ]
    if calls:
        assert any(name_of(path).startswith(place) for place in UNSCOPED), "the scope is lifted here"
    assert all(any(word.arg == "reason" for word in call.keywords) for call in calls)


@pytest.mark.parametrize("way", PAST_GUARD)
def test_the_databases_own_guard_is_opened_in_few_places(way: str) -> None:
    opened = {name_of(path) for path in MODULES if any(_calls(path, way))}
    assert opened == PAST_GUARD[way]


def _calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_unsafe_is_imported(path: Path) -> None:
    names = {a.name.split(".")[0] for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for a in node.names}
    names |= {(node.module or "").split(".")[0] for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
    banned = {"pickle", "marshal", "shelve"} | (set() if name_of(path).startswith("demonstration/") else {"random"})
    assert names & banned == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_time_is_asked_of_the_clock(path: Path) -> None:
    if name_of(path) in ("kernel/clock.py",):
        return
    asked = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "today", "utcnow")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "timezone")
    ]
    assert asked == []


def test_every_scoped_model_is_read_through_the_scope() -> None:
    from django.apps import apps

    from zhiben.foundation.scope.models import Scoped, ScopedManager

    scoped = [model for model in apps.get_models() if issubclass(model, Scoped)]
    assert len(scoped) >= 5
    for model in scoped:
        assert isinstance(model._default_manager, ScopedManager), model
        assert isinstance(model._base_manager, ScopedManager), model
        assert hasattr(model, "scope_by"), model
