"""Large numbers as papers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.kernel.figures import in_papers


@pytest.mark.parametrize(
    ("number", "said", "roughly"),
    [
        (0, "0", "0"),
        (9_999, "9999", "9999"),
        (10_000, "1万", "1万"),
        (170_000, "17万", "17万"),
        (255_000, "25.5万", "25.5万"),
        (3_542_000, "354.2万", "354.2万"),
        (3_542_117, "3542117", "约354.2万"),
        (10_049, "10049", "约1万"),
        (10_050, "10050", "约1万"),
        (10_500, "10500", "约1.1万"),
        (99_999_499, "99999499", "约9999.9万"),
        (99_999_500, "99999500", "约1亿"),
        (100_000_000, "1亿", "1亿"),
        (150_000_000, "1.5亿", "1.5亿"),
        (123_450_000, "12345万", "12345万"),
        (123_456_789, "123456789", "约1.2亿"),
        (-255_000, "-25.5万", "-25.5万"),
    ],
)
def test_number_is_said_as_in_papers(number: int, said: str, roughly: str) -> None:
    assert (in_papers(number), in_papers(number, roughly=True)) == (said, roughly)


@given(st.integers(-(10**10), 10**10))
def test_what_is_not_called_rough_is_exact(number: int) -> None:
    said = in_papers(number)
    unit = {"万": 10_000, "亿": 100_000_000}.get(said[-1], 1)
    whole, _, tenth = said.rstrip("万亿").partition(".")
    tenths = int(whole) * 10 + (-1 if said[0] == "-" else 1) * int(tenth or 0)
    assert tenths * unit == number * 10
