"""The page of facts that come together: what a few combinations hold of all accidents, and each with what is aimed at
it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiben.foundation.studies import Study
from zhiben.insight.views.opening import Opening
from zhiben.insight.views.street_risk import spark

NUMBERS = "零一二三四五六七八九十"
SHORT = 12
"""So many numbers of cases stand in a row before they are folded."""


def shown(study: Study, query: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs beside the study."""
    found, opening = study.result, Opening(study)
    most = max((count for one in found["rules"] for count in one["years"]), default=0)
    rules = [_told(place, one, found, opening, most) for place, one in enumerate(found["rules"])]
    leading = [one for one in rules if one["like"] is None]
    for one in leading:
        one["others"] = [other for other in rules if other["like"] == one["place"]]
    return {
        "found": found,
        "cases": opening.of(),
        "sentence": sentence(found),
        "first": [rules[place] for place in found["first"]],
        "rules": leading,
        "gaps": sum(one["gap"] for one in leading),
    }


def sentence(found: Mapping[str, Any]) -> str:
    """What may be read aloud: how much of all accidents the first few combinations hold."""
    whole = _("近五年（%(first)s—%(last)s年）%(events)s起%(dead)s死") % {
        "first": found["years"][0],
        "last": found["years"][-1],
        "events": found["events"],
        "dead": found["dead"],
    }
    if not found["first"]:
        return whole + _("：没有一个组合比碰巧更常同时出现。")
    return whole + _("：%(number)s个组合占%(share)s（%(held)s/%(events)s起，每起只算一次），其中%(dead)s死。") % {
        "number": NUMBERS[len(found["first"])],
        "share": f"{found['held'] / found['events']:.0%}",
        "held": found["held"],
        "events": found["events"],
        "dead": found["held_dead"],
    }


def name_of(one: Mapping[str, Any]) -> str:
    """A combination in a few words."""
    return "、".join(f"{side}“{name}”" for _side, _key, side, name in one["facts"])


def _told(place: int, one: Mapping[str, Any], found: Mapping[str, Any], opening: Opening, most: int) -> dict[str, Any]:
    return {
        **one,
        "place": place,
        "name": name_of(one),
        "numbers": one["cases"],
        "link": opening.of((side, key) for side, key, _title, _name in one["facts"]),
        "share": f"{one['count'] / one['of']:.0%}",
        "dead_share": f"{one['dead'] / found['dead']:.0%}" if found["dead"] else "",
        "spark": spark(one["years"], most),
        "short": one["cases"][:SHORT],
        "rest": one["cases"][SHORT:],
    }
