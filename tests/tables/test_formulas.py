"""Formulas whose result nobody has worked out: never read as blank cells, however a program wrote them."""

from __future__ import annotations

import pytest
from tests.tables.hostile import book
from tests.tables.sheets import pages

from zhiben.foundation.tables.parsing import UNTOLD


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        pytest.param(b'<c r="B2"><f>A1+1</f></c>', UNTOLD, id="alone"),
        pytest.param(b'<c r="B2"><f t="shared" si="0"/></c>', UNTOLD, id="shared with another cell"),
        pytest.param(b"<c r='B2'><f t='shared' si='0'></f><v/></c>", UNTOLD, id="and with an empty result"),
        pytest.param(b'<c r="B2"><f t="shared" si="0"/><v>2</v></c>', 2, id="worked out"),
        pytest.param(b'<x:c r="B2"><x:f t="shared" si="0"/></x:c>', UNTOLD, id="names with a prefix"),
    ],
)
def test_formula_that_nobody_worked_out_is_told(cell: bytes, read: object) -> None:
    heads = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    [page] = pages(book(rows=heads + b'<row r="2"><c r="A2"><v>3</v></c>%s</row>' % cell))
    assert [list(row) for row in page.rows] == [[1, 2], [3, read]]
