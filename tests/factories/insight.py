"""Five years of accidents over the streets of the tests' city, and the studies made of them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from tests.factories.accidents import Bureau, many_cases

from zhiben.foundation.studies import Study
from zhiben.insight.operations import answer
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

LAST = 2023
"""The base year of these tests."""


def five_years(
    bureau: Bureau,
    *,
    mean: float = 1.0,
    worst: tuple[str, ...] = ("民治街道",),
    without: tuple[str, ...] = (),
    seed: int = 1,
    last: int = LAST,
    years: int = 5,
) -> int:
    """Accidents of so many years in every street of the city, by chance alone with this mean a year, eight times as
    many in the worst and none `without`; how many there are."""
    rng, drafts = np.random.default_rng(seed), []
    for name in [card.name for card in orgs.streets() if card.name not in without]:
        for year in range(last - years + 1, last + 1):
            for _one in range(int(rng.poisson(mean * (8 if name in worst else 1)))):
                on = date(year, 1, 1) + timedelta(days=int(rng.integers(365)))
                said = {
                    "occurred_on": on,
                    "street": name,
                    "approved_on": on + timedelta(days=60),
                    "approval_no": "示例批",
                }
                drafts.append(bureau.draft(**said, deaths=int(rng.random() < 0.7)))
    many_cases(drafts, by=bureau.office)
    return len(drafts)


def found(bureau: Bureau, key: str, unit: str = "市安委办", **chosen: object) -> Study:
    """The study of a question of a unit's ground, as of today."""
    question, today = question_of(key), clock.today()
    told = question.defaults(today) | ({"base_year": LAST} if "base_year" in question.defaults(today) else {}) | chosen
    return answer(question, bureau.city.unit(unit).pk, as_of=today, parameters=told, actor=bureau.office)


TYPES = ("01", "05", "08", "09", "20")
SECTORS = ("房屋建筑施工", "工贸通用", "高层建筑消防", "道路客运")
ACTS = ("7.01", "7.06", "7.11")
PLANTED = {"sector": "工贸通用", "types": ("03", ""), "hour": 22, "causes": (("act-1986", "7.09"),)}
"""What comes together in the accidents that are planted."""


def with_combination(bureau: Bureau, *, others: int = 150, planted: int = 25, seed: int = 2) -> None:
    """Accidents of 2019 to 2023 whose facts have nothing to do with each other, and some in which four come together,
    in 民治街道."""
    rng, drafts = np.random.default_rng(seed), []
    streets = ("粤海街道", "西乡街道", "福永街道", "坂田街道", "民治街道")
    for number in range(others + planted):
        on = date(LAST - number % 5, 1, 1) + timedelta(days=int(rng.integers(365)))
        chance = {
            "sector": str(rng.choice(SECTORS)),
            "types": (str(rng.choice(TYPES)), ""),
            "hour": int(rng.integers(24)),
            "causes": (("act-1986", str(rng.choice(ACTS))),) if number % 10 else (),
            "street": str(rng.choice(streets)),
            "enterprise": str(rng.choice(("state", "private"))),
        }
        said = chance if number < others else chance | PLANTED | {"street": "民治街道"}
        drafts.append(
            bureau.draft(**said, occurred_on=on, approved_on=on + timedelta(days=60), approval_no="示例批", deaths=1)
        )
    many_cases(drafts, by=bureau.office)
