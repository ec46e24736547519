"""What is wrong with a filled-in form, field by field: what is refused, and what may be right and needs a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from zhiben.kernel.text import N_
from zhiben.reporting.fields import Field, Values, number_of


@dataclass(frozen=True, slots=True)
class Found:
    """By field key: sentences that refuse it, and those that ask for a reason."""

    refused: dict[str, str] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)

    def unexplained(self, reasons: Mapping[str, str]) -> dict[str, str]:
        """What still needs a reason."""
        return {key: told for key, told in self.doubted.items() if not reasons.get(key, "").strip()}


@dataclass(frozen=True, slots=True)
class Beside:
    """What values are held against: those of the last period (None: there is none), and by register how many it
    holds for the unit, with its title."""

    last: Values | None = None
    registers: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def check(fields: Sequence[Field], values: Values, beside: Beside) -> Found:
    """Look at every asked field."""
    by_key = {one.key: one for one in fields}
    found = Found()
    for one in fields:
        if not one.asked:
            continue
        if values.get(one.key) is None:
            if one.required:
                told = N_("请填写{title}；本期没有的填0，全表没有的用零报告") if one.numeric else N_("请填写{title}")
                found.refused[one.key] = told.format(title=one.title)
            continue
        if told := _bounds(one, values) or _between(one, values, by_key):
            found.refused[one.key] = told
        elif told := _change(one, values, beside.last) or _register(one, values, beside.registers):
            found.doubted[one.key] = told
    return found


def _bounds(one: Field, values: Values) -> str:
    number = number_of(one, values)
    if number is None:
        return ""
    if one.minimum and number < Decimal(one.minimum):
        return N_("{title}不能小于{least}").format(title=one.title, least=one.minimum)
    if one.maximum and number > Decimal(one.maximum):
        return N_("{title}不能大于{most}").format(title=one.title, most=one.maximum)
    return ""


def _between(one: Field, values: Values, by_key: Mapping[str, Field]) -> str:
    number = number_of(one, values)
    if number is None:
        return ""
    other = by_key.get(one.at_most)
    most = number_of(other, values) if other else None
    if other is not None and most is not None and number > most:
        return N_("{title}（{number}）不能大于{other}（{most}）").format(
            title=one.title, number=number, other=other.title, most=most
        )
    parts = [by_key[key] for key in one.sums if key in by_key]
    told = [number_of(part, values) or Decimal(0) for part in parts]
    if parts and sum(told) != number:
        return N_("{title}（{number}）应等于{parts}之和（{total}）").format(
            title=one.title, number=number, parts="、".join(part.title for part in parts), total=sum(told)
        )
    return ""


def _change(one: Field, values: Values, last: Values | None) -> str:
    number, before = number_of(one, values), number_of(one, last or {})
    if not one.change or number is None or before is None:
        return ""
    if abs(number - before) * 100 <= abs(before) * one.change:
        return ""
    return N_("{title}上期为{before}，本期为{number}，变动超过{change}%，请说明原因").format(
        title=one.title, before=before, number=number, change=one.change
    )


def _register(one: Field, values: Values, registers: Mapping[str, tuple[str, int]]) -> str:
    number = number_of(one, values)
    if number is None or one.register not in registers:
        return ""
    title, most = registers[one.register]
    if number <= most:
        return ""
    return N_("{title}（{number}）多于平台登记的{register}（{most}），请核对，或说明原因").format(
        title=one.title, number=number, register=title, most=most
    )
