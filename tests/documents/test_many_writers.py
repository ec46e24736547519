"""32 writers, each with 100 transactions that take a number, some of which fail after taking it: no number twice, and
none missing without a row that says why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from tests.dispatch.city import NOW, build
from tests.factories.documents import Desk

from zhiben.documents import register
from zhiben.documents.models import NumberRegister, OfficialDocument, TakenNumber
from zhiben.foundation.scope import unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor

WRITERS, EACH, FAILING = 32, 100, 10


class Failed(Exception):
    """Something went wrong after the number was taken."""


def write(document: OfficialDocument, actor: Actor) -> list[int]:
    """A hundred numbers; every tenth transaction fails at its end and is tried once more."""
    taken = []
    try:
        with unscoped(reason="many writers at once"):
            for turn in range(EACH):
                if turn % FAILING == 0:
                    with pytest.raises(Failed), transaction.atomic():
                        register.take(document, actor=actor, at=NOW)
                        raise Failed
                with transaction.atomic():
                    taken.append(register.take(document, actor=actor, at=NOW).number)
    finally:
        connections.close_all()
    return taken


@pytest.mark.django_db(transaction=True)
def test_thirty_two_writers_leave_no_repeat_and_no_silent_gap() -> None:
    with clock.at(NOW):
        city = build()
        desk = Desk(city.units["市安委办"].pk, city.officer, city.officer, city.leader).opened()
        document = desk.write()
        voided = register.void(office=desk.office, series="深安办函", year=2024, reason="印错", actor=desk.officer)
    with ThreadPoolExecutor(WRITERS) as pool:
        found = list(pool.map(lambda _writer: write(document, desk.officer), range(WRITERS)))
    numbers = sorted(number for taken in found for number in taken)
    assert voided == 1
    assert numbers == list(range(2, WRITERS * EACH + 2))
    held = NumberRegister.objects.get(office=desk.office, series="深安办函", year=2024)
    assert held.last == WRITERS * EACH + 1
    rows = dict(TakenNumber.objects.filter(register=held).values_list("number", "void"))
    assert (sorted(rows), rows[1]) == (list(range(1, held.last + 1)), "印错")
