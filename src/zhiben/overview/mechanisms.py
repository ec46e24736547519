"""The board of the seven standing mechanisms (七项运行机制): what each room knows of them, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhiben.campaign.vocab import MECHANISMS
from zhiben.kernel.machine import State
from zhiben.kernel.mechanism import Health, Light, Source, sources
from zhiben.kernel.text import N_

LIGHTS = {
    Light.DARK: State("dark", N_("无记录")),
    Light.GREEN: State("green", N_("正常"), "success"),
    Light.YELLOW: State("yellow", N_("注意"), "warning"),
    Light.RED: State("red", N_("滞后"), "danger"),
}
"""How the lights of the mechanisms are told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One mechanism with what is known of it; without any source it is dark."""

    key: str
    title: str
    parts: tuple[tuple[Source, Health], ...]

    @property
    def light(self) -> Light:
        """The worst of its parts that have something to tell."""
        return max((health.light for _source, health in self.parts), default=Light.DARK)

    @property
    def records(self) -> int:
        """How many records of the quarter stand behind it."""
        return sum(health.records for _source, health in self.parts)


def board(at: datetime) -> list[Standing]:
    """All seven at a moment, within the open scope."""
    return [
        Standing(key, title, tuple((source, source.read(at)) for source in sources(key))) for key, title in MECHANISMS
    ]
