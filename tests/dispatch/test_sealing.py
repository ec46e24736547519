"""A closed round's figures and names: whatever is done to them in their tables shows against the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings
from tests.dispatch.city import City
from tests.dispatch.facts import hazard, task

from zhiben.dispatch.models import NamedItem, NamedUnit, Round
from zhiben.foundation.audit import outside, signing, verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.queries import anchor_of
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import past_guard, unscoped

RoundAt = Callable[..., Round]
PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)
MEASURES, UNITS, ITEMS = (model._meta.db_table for model in (FrozenMeasure, NamedUnit, NamedItem))
OVERDUE = "measure = 'hazards.overdue' AND slice = ''"


@pytest.fixture
def closed(city: City, round_at: RoundAt) -> Round:
    hazard(city, "罗湖区", PAST)
    task(city, "市住房建设局", FUTURE)
    return round_at("close")


def troubles(one: Round) -> list[str]:
    """What the ledger has against the round. Facts of this test are made past the door; they differ for themselves."""
    return [found.why for found in verify().mismatched if (found.model, found.record) == ("dispatch.round", one.pk)]


def raw(statement: str) -> None:
    with past_guard(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount


def test_a_closing_notes_a_digest_of_every_measure_and_of_the_names(closed: Round) -> None:
    facts = json.loads(AuditEntry.objects.get(model="dispatch.round", record=closed.pk, verb="close").facts)
    assert sorted(facts["figures"]) == sorted(closed.declared.measures)
    assert {len(digest) for digest in facts["figures"].values()} == {64}
    assert (facts["named"], len(facts["names_sha256"])) == (2, 64)
    assert troubles(closed) == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (f"UPDATE {MEASURES} SET numerator = 0 WHERE {OVERDUE}", "hazards.overdue"),
        (f"UPDATE {MEASURES} SET value = 7 WHERE {OVERDUE}", "hazards.overdue"),
        (f"UPDATE {MEASURES} SET formula = '' WHERE {OVERDUE}", "hazards.overdue"),
        (f"UPDATE {MEASURES} SET sha256 = '' WHERE {OVERDUE}", "hazards.overdue"),
        (f"DELETE FROM {MEASURES} WHERE {OVERDUE}", "hazards.overdue"),
        (f"DELETE FROM {MEASURES} WHERE measure = 'hazards.overdue'", "hazards.overdue"),
        (f"UPDATE {MEASURES} SET measure = 'invented' WHERE measure = 'hazards.overdue'", "hazards.overdue、invented"),
    ],
)
def test_an_altered_figure_is_named(closed: Round, change: str, names: str) -> None:
    raw(change)
    assert troubles(closed) == [f"冻结的{names}等{names.count('、') + 1}项指标与关闭时不符"]


def test_a_figure_resealed_by_who_altered_it_is_named_all_the_same(closed: Round) -> None:
    from zhiben.foundation.measures.freezing import _seal, intact

    row = FrozenMeasure.objects.get(measure="hazards.overdue", slice="")
    row.numerator, row.value = 0, 0  # type: ignore[assignment]
    row.sha256 = _seal(row)
    row.save()
    assert intact(FrozenMeasure.objects.get(pk=row.pk))
    assert troubles(closed) == ["冻结的hazards.overdue等1项指标与关闭时不符"]


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE {UNITS} SET unit_name = '甲局'",
        f"UPDATE {UNITS} SET count = 9",
        f"UPDATE {ITEMS} SET days_late = 0",
        f"UPDATE {ITEMS} SET title = '改名'",
        f"DELETE FROM {ITEMS}",
    ],
)
def test_an_altered_name_or_item_is_named(closed: Round, change: str) -> None:
    raw(change)
    assert troubles(closed) == ["点名或点名事项与关闭时不符"]


def test_a_deleted_and_an_added_name_are_named(closed: Round) -> None:
    with unscoped(reason="a test rewrites tables"):
        first = NamedUnit.objects.order_by("pk")[0]
        first.items.all().delete()
        first.delete()
    assert troubles(closed) == ["点名或点名事项与关闭时不符"]


def test_the_bulletin_prints_the_anchor_of_the_closing(city: City, round_at: RoundAt) -> None:
    hazard(city, "罗湖区", PAST)
    one = round_at("draft")
    kept = anchor_of(one, "close")
    assert one.bulletin is not None
    assert kept is not None
    assert f"本期数据已冻结并记入台账，锚点{kept}。" in one.bulletin.paper_json
    assert verify([kept]).missing == ()


def test_once_heads_are_signed_the_anchor_is_printed_with_its_signature(
    city: City, round_at: RoundAt, settings: Settings, tmp_path: Path
) -> None:
    settings.ZHIBEN_LEDGER_KEY = tmp_path / "key.pem"
    key = signing.new_key(settings.ZHIBEN_LEDGER_KEY)
    one = round_at("draft")
    kept = anchor_of(one, "close")
    assert one.bulletin is not None
    found = re.search(r"记入台账，锚点([0-9a-f:]+)。锚点签名((?:[A-Za-z0-9+/=]{8} ?){11})。", one.bulletin.paper_json)
    assert found is not None
    assert found[1] == str(kept)
    assert outside.unvouched(f"{found[1]}:{found[2]}", [key.public]) == ""
