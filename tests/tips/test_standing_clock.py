"""Where the office's clock stands, as in a demonstration, what strangers are asked lasts by the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.factories.tips import Hotline
from tests.tips.strangers import Stranger

from zhiben.foundation import installation
from zhiben.kernel import clock
from zhiben.tips.models import PublicTip

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing() -> Iterator[None]:
    installation.mark_demonstration(datetime(2024, 10, 16, 9, tzinfo=clock.TZ))
    yield
    clock.install(None)


def test_a_tip_is_told_while_the_clock_stands(hotline: Hotline, standing: None) -> None:
    stranger = Stranger()
    number, code = stranger.tell(hotline)
    assert [(one.number, one.received_at.year) for one in PublicTip._unfiltered()] == [(number, 2024)]
    assert "已收到，等待受理" in stranger.ask(number, code)
