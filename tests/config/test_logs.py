"""What logs never tell."""

from __future__ import annotations

import logging

import pytest

from zhiben.config.logs import Unworded


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            ("Method Not Allowed (%s): %s", "OPTIONS", "/rounds/feed/aBc-9.ics"),
            "Method Not Allowed (OPTIONS): /rounds/feed/…",
        ),
        (("Unprocessable Entity: %s", "/setup/aBc-9_x/"), "Unprocessable Entity: /setup/…"),
        (("Not Found: %s", "/hazards/9/"), "Not Found: /hazards/9/"),
    ],
)
def test_the_secret_word_of_an_address_stays_out_of_logs(said: tuple[str, ...], told: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, said[0], said[1:], None)
    assert Unworded().filter(record)
    assert record.getMessage() == told
