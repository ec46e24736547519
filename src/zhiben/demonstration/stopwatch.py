"""A measured value beside its yardstick, and the watch it is taken with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measured value (milliseconds), what it was measured against, and how many times the yardstick it took. A
    yardstick that this machine lacks has no value, and there is no ratio. `goal` is the speed goal that the ratio is
    held against, `limit` the most it may be, `told` what else was seen in passing."""

    name: str
    value: float
    yardstick: str
    yardstick_value: float | None
    unit: str = "ms"
    goal: str = ""
    limit: float | None = None
    told: str = ""

    @property
    def ratio(self) -> float | None:
        """Value by yardstick, to three figures."""
        return float(f"{self.value / self.yardstick_value:.3g}") if self.yardstick_value else None

    def as_json(self) -> dict[str, Any]:
        """The keys that scripts rely on."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "yardstick": self.yardstick,
            "yardstick_value": None if self.yardstick_value is None else round(self.yardstick_value, 3),
            "ratio": self.ratio,
            **({"goal": self.goal, "limit": self.limit, "told": self.told} if self.goal else {}),
        }

    @property
    def missed(self) -> bool:
        """True when there is a goal, and the ratio is beyond it or not known."""
        return self.limit is not None and (self.ratio is None or self.ratio > self.limit)

    def as_text(self) -> str:
        """The same for a person."""
        against = f"{self.ratio}倍于{self.yardstick}" if self.ratio is not None else f"没有参照：{self.yardstick}"
        if self.goal:
            against += f"（目标{self.goal}：{'未达' if self.missed else '达到'}，限{self.limit}倍）"
        return f"{self.name:<14}{self.value:>10.2f}{self.unit}  {against}"


def milliseconds(do: Callable[[], object]) -> float:
    """How long it took."""
    began = perf_counter()
    do()
    return (perf_counter() - began) * 1000
