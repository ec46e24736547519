"""A call of a factory that is replayed leaves the same rows, the same files and the same answer as one that is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction
from tests.dispatch import city as rounds
from tests.dispatch.conftest import _again
from tests.dispatch.facts import number_anew
from tests.factories import replayed
from tests.factories.coverage import covered
from tests.factories.hazards import cast_in_city
from tests.factories.orgs import city
from tests.factories.replayed import HISTORY

from zhiben.kernel import clock
from zhiben.orgs.models import Line

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
FACTORIES: dict[str, Callable[[], Any]] = {
    "city": city,
    "the people around a hazard": cast_in_city,
    "covered campaign": lambda: covered(city(), ["龙华区", "南山区"]),
    "city of the rounds": rounds.build,
    "issued round": lambda: _again(rounds.build(), "issue"),
}


@pytest.fixture(autouse=True)
def empty_as_it_is(db: None) -> Iterator[None]:
    """Tests that really committed before this one have left numbers that go on, and no rows."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(HISTORY, "empty", HISTORY._standing())
        yield


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    with clock.at(rounds.NOW):
        yield


def value(found: Any) -> Any:
    """An answer down to the columns of its records, so that two can be compared."""
    if isinstance(found, models.Model):
        return type(found), {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields}
    if isinstance(found, dict):
        return {name: value(one) for name, one in found.items()}
    if isinstance(found, (list, tuple, set)):
        return [value(one) for one in found]
    return (type(found), value(vars(found))) if hasattr(found, "__dict__") else found


def left_by(make: Callable[[], Any], folder: Path, settings: Any) -> tuple[Any, ...]:
    """Rows of all tables, files and answer of a call in an empty installation, which is taken back; how many replays
    it took."""
    settings.MEDIA_ROOT = folder
    with transaction.atomic():
        HISTORY.begin()
        answer = make()
        files = {name: (folder / name).read_bytes() for name in replayed._files()}
        found = (replayed._rows(), files, value(answer)), HISTORY.replays
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("name", FACTORIES)
def test_replayed_call_leaves_what_a_real_one_does(name: str, tmp_path: Path, settings: Any) -> None:
    settings.OWN_TO_THIS_TEST = str(tmp_path)  # nothing made in another test is the same
    number_anew()
    real, none = left_by(FACTORIES[name], tmp_path / "real", settings)
    number_anew()
    again, some = left_by(FACTORIES[name], tmp_path / "again", settings)
    assert again == real
    assert (none, some > 0) == (0, True)


def test_calls_are_told_apart_by_arguments_settings_and_patches(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = replayed.replayed(lambda *told: Line.objects.create(name="住房建设"))

    def replays(*told: object, patches: pytest.MonkeyPatch | None = None) -> int:
        with transaction.atomic():
            HISTORY.begin()
            HISTORY.patches = patches
            line(*told)
            transaction.set_rollback(True)
        return HISTORY.replays

    given: list[object] = [None, date(2024, 1, 1), date(2024, 1, 2), {"a": 1}, {"a": 2}, {1, 2}, {1, 3}, [1], (1,)]
    assert [replays(one) for one in given] == [0] * len(given)
    assert [replays(one) for one in given] == [1] * len(given)
    assert replays(given[0], patches=monkeypatch) == 1
    monkeypatch.setattr(rounds, "DISTRICTS", ())
    assert replays(given[0], patches=monkeypatch) == 0
    settings.LANGUAGE_CODE = "en"
    assert replays(given[0]) == 0
    with pytest.raises(TypeError, match="neither plain nor what a replayed factory returned"):
        replays(object())
