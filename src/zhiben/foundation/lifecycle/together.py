"""One act on many records, with a result per row: what could be done is done, and each refusal says why. The ledger
keeps the outcome of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from zhiben.foundation import audit
from zhiben.foundation.lifecycle.models import Living
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor

R = TypeVar("R", bound=Living)

MOST = 500
"""On so many records one acts at once; a default of this product."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What became of one record; `why` is empty when the act was done."""

    record: R
    why: str = ""


def act_on_each(
    records: Iterable[R],
    what: str,
    act: Callable[[R], Any],
    *,
    actor: Actor,
    verb: str,
    name_of: Callable[[R], str] = str,
) -> list[Outcome[R]]:
    """Do `act` on each record, each on its own; the ledger's entry is called `verb` and tells `what` was done to
    which."""
    outcomes = []
    for record in records:
        try:
            act(record)
        except Refused as refusal:
            outcomes.append(Outcome(record, refusal.text))
        else:
            outcomes.append(Outcome(record))
    done = [one.record.pk for one in outcomes if not one.why]
    refused = {name_of(one.record): one.why for one in outcomes if one.why}
    facts = {"move": what, "done": done, "refused": refused}
    audit.record(verb, actor, subject=("orgs.person", actor.id), facts=facts)
    return outcomes
