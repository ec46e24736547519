"""Where one goes from a study: rooms above tell what may be done with it, and this room knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhiben.foundation.studies import Study
from zhiben.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Onward:
    """A button beside a study: its label, and the address it leads to for this person, empty where it leads nowhere."""

    label: str
    address: Callable[[Study, Actor], str]


_offered: dict[str, list[Onward]] = {}


def offer(key: str, label: str, address: Callable[[Study, Actor], str]) -> None:
    """Offer a way on from the studies of a question."""
    _offered.setdefault(key, []).append(Onward(label, address))


def offered(study: Study, actor: Actor) -> list[tuple[str, str]]:
    """The ways on from a study that lead somewhere, as (label, address)."""
    told = [(one.label, one.address(study, actor)) for one in _offered.get(study.name, [])]
    return [(label, address) for label, address in told if address]
