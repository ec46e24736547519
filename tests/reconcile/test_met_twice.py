"""A row that one ledger has twice and the other once: matched, told as a duplicate, nobody's to add."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.urls import reverse
from tests.factories.ledgers import doubtful, theirs
from tests.factories.pages import browser, text

from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.reconcile import operations
from zhiben.reconcile.models import Comparison, Discrepancy

pytestmark = pytest.mark.either
Compare = Callable[..., Comparison]


def test_a_row_that_they_have_twice_is_no_row_that_only_we_have(compare: Compare, officer: Actor) -> None:
    """The third one, which says the same there, twice."""
    one = compare(right=[*theirs(), ["23", *theirs()[2][1:]]])
    with scope(officer):
        ours = one.rows.get(side="left", number=4)
        first, again = one.rows.filter(side="right", number__in=(4, 24)).order_by("number")
        assert (ours.found, ours.other, again.found, again.group) == ("agree", first, "twice", first.group)
        operations.answer_pairs(one, [row.pk for row in doubtful(one, officer)], same=True, actor=officer)
        operations.settle(one, actor=officer)
        assert not Discrepancy.objects.filter(row__in=[ours, first, again]).exists()
    client = browser(officer)
    page = text(client, "reconcile:page", one.pk, query="?set=twice-right")
    assert page.count("合计相符") == 2
    assert "与第4行（本市台账第4行同一条）重复" in page
    assert "省平台表内重复" in text(client, "reconcile:page", one.pk, query="?set=agree")
    answer = client.get(reverse("reconcile:export", args=[one.pk]) + "?set=load")
    added = openpyxl.load_workbook(io.BytesIO(answer.content))["补录"]
    assert [row[3] for row in added.iter_rows(min_row=2, values_only=True)].count(theirs()[2][3]) == 0


def test_a_row_met_twice_that_a_person_tells_apart_stays_met_twice(compare: Compare, officer: Actor) -> None:
    one = compare(right=[*theirs(), ["23", *theirs()[17][1:]]])
    row = doubtful(one, officer)[0]
    with scope(officer):
        operations.answer_pairs(one, [row.pk], same=False, actor=officer)
        assert [one.rows.get(pk=pk).found for pk in (row.pk, row.other_id)] == ["only", "twice"]
