"""What is told of an accident of the demonstration in words: unit, place, and a narrative of many parts in one of
several orders. What an accident is, is known before; words only tell it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from zhiben.demonstration.accident_words import (
    AFTER,
    BECAUSE,
    HARM_NONE,
    HARM_ONE,
    LOCAL,
    MISHAPS,
    NOVELTIES,
    OPENINGS,
    SCENES,
    Scene,
)

if TYPE_CHECKING:
    from zhiben.demonstration.accident_story import Accident

EXAMPLE = "（示例数据）"
ORDERS = (
    "{opening}{when}，{who}在{where}，{doing}时{how}，{harm}。{because}。{after}。",
    "{opening}{who}在{doing}，地点为{where}，时间是{when}。其间，{how}，{harm}。{after}。{because}。",
    "{when}，{where}，发生一起{type}事故。{opening}{who}在{doing}，{how}。{after}，{harm}。{because}。",
    "{opening}{when}，在{where}，{who}在{doing}，因{because}，{how}，{harm}。{after}。",
    "{where}，{who}在{when}，{doing}时，{how}。{harm}。{opening}{because}。",
)
"""Parts meet at marks or small words only."""
PARTS_OF_DAY = ((5, "凌晨"), (8, "清晨"), (11, "上午"), (13, "中午"), (18, "下午"), (20, "傍晚"), (24, "夜间"))


def numbered(one: Accident, number: int, rng: Random | None) -> Accident:
    """The accident with its number, and its words where there is chance to choose them by."""
    if rng is None:
        return replace(one, number=number)
    novelty = next((new for new in NOVELTIES if new.key == one.planted), None)
    scene, mishaps = (novelty.scene, novelty.how) if novelty else (SCENES[one.sector], MISHAPS[one.type])
    return replace(
        one,
        number=number,
        unit=f"示例{rng.choice(LOCAL)}{rng.choice(LOCAL)}{rng.choice(scene.units)}",
        place=f"示例路{rng.randint(1, 400)}号{rng.choice(scene.where)}",
        narrative=_narrative(one, scene, mishaps, rng),
    )


def _narrative(one: Accident, scene: Scene, mishaps: tuple[str, ...], rng: Random) -> str:
    told = [rng.choice(BECAUSE[cause]) for cause in one.causes if cause in BECAUSE]
    rng.shuffle(told)
    parts = {
        "opening": rng.choice(OPENINGS),
        "when": _when(one),
        "who": rng.choice(scene.who),
        "where": rng.choice(scene.where),
        "doing": rng.choice(scene.doing),
        "how": rng.choice(mishaps),
        "harm": _harm(one, rng),
        "because": "，".join(told[: rng.randint(1, 3)]) or "原因正在调查",
        "after": "，".join(rng.sample(AFTER, rng.randint(1, 2))),
        "type": one.type,
    }
    return rng.choice(ORDERS).format(**parts) + EXAMPLE


def _when(one: Accident) -> str:
    part = next(name for until, name in PARTS_OF_DAY if one.hour < until)
    return f"{part}{one.hour}时{one.minute:02d}分许"


def _harm(one: Accident, rng: Random) -> str:
    hurt = f"，另有{one.minor}人轻伤" if one.minor else ""
    if one.deaths == 1:
        return f"{rng.choice(HARM_ONE)}{hurt}"
    if one.deaths:
        return f"共造成{one.deaths}人死亡{hurt}"
    return f"{rng.choice(HARM_NONE)}{hurt}"
