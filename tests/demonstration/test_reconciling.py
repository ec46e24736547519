"""The comparison of the demonstration has a handful of each set."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from tests.factories.ledgers import ours

from zhiben.analysis.linkage.ledgers import Ledger
from zhiben.demonstration.reconciling import HEADINGS, OTHERS, theirs
from zhiben.reconcile.matching import matched
from zhiben.reconcile.vocab import Found

pytestmark = pytest.mark.either


def test_the_other_ledger_has_some_of_every_set() -> None:
    rows = [[row[0], f"{row[1][3:5]}{row[2]}", row[1], row[3], row[5], "民治街道"] for row in ours(40)]
    for place, row in enumerate(rows):
        row[1], row[2], row[3] = f"{row[1]}{place}", f"示例企业{place}", str(date(2024, 8, 10) + timedelta(place * 2))
    found = matched(Ledger(HEADINGS, rows), Ledger(OTHERS, theirs(rows, 3)))
    left, right = (Counter(line.found for line in lines) for lines in (found.left, found.right))
    assert [left[one] == right[one] for one in (Found.AGREE, Found.DIFFER, Found.REVIEW)] == [True] * 3
    assert (left[Found.ONLY], right[Found.ONLY], right[Found.OUTSIDE], right[Found.TWICE]) == (3, 2, 1, 2)
    assert left[Found.DIFFER] + left[Found.REVIEW] == 8
