"""Checking the facts that a move asks for: each by its kind, all that is wrong at once, nothing that was not asked
for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model

from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.machine import Move, Need
from zhiben.kernel.text import N_, can_be_kept

TOO_MUCH = 10**11
LONGEST = {"text": 200, "longtext": 4000}
"""Characters of a text whose need names no fewer."""

LARGEST_ID = 2**63 - 1
"""Beyond these, databases cannot keep a number or an id."""

EMPTY: tuple[Any, ...] = (None, "", [], ())


class Wrong(ValueError):
    """A fact does not fit its kind; the message is the sentence to show at the field."""


def clean(move: Move, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of `move`, typed. Raises Incomplete naming every field that is missing, wrong or unknown."""
    facts: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for need in move.needs:
        value = given.get(need.name)
        if value in EMPTY:
            if need.required:
                wrong[need.name] = N_("请填写{label}").format(label=need.label)
            continue
        try:
            facts[need.name] = _checked(need, value)
        except Wrong as error:
            wrong[need.name] = str(error)
    for name in set(given) - {need.name for need in move.needs}:
        wrong[name] = N_("“{move}”不收此项").format(move=move.label)
    if wrong:
        raise Incomplete(
            N_("“{move}”所需内容不完整：{what}"), fields=wrong, move=move.label, what="；".join(wrong.values())
        )
    return facts


def _checked(need: Need, value: Any) -> Any:
    value = _BY_KIND[need.kind](need, value)
    if need.must_be_true and value is not True:
        raise Wrong(N_("须确认{label}").format(label=need.label))
    return value


def _text(need: Need, value: Any) -> str:
    text = str(value).strip().replace("\r\n", "\n")
    if not text:
        raise Wrong(N_("请填写{label}").format(label=need.label))
    if len(text) > (most := need.longest or LONGEST[need.kind]):
        raise Wrong(N_("{label}过长，最多{most}个字").format(label=need.label, most=most))
    if not can_be_kept(text):
        raise Wrong(N_("{label}含有不能保存的字符").format(label=need.label))
    return text


def _date(need: Need, value: Any) -> date:
    if isinstance(value, datetime):
        value = value.astimezone(clock.TZ).date()
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise Wrong(N_("{label}应为日期，如2024-10-15").format(label=need.label)) from None
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise Wrong(N_("{label}的年份不对").format(label=need.label))
    return day


def _number(need: Need, value: Any) -> Decimal:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Wrong(N_("{label}应为数字").format(label=need.label))
    if abs(number) >= TOO_MUCH:
        raise Wrong(N_("{label}过大").format(label=need.label))
    if need.minimum is not None and number < Decimal(str(need.minimum)):
        raise Wrong(N_("{label}不能小于{least}").format(label=need.label, least=need.minimum))
    if need.maximum is not None and number > Decimal(str(need.maximum)):
        raise Wrong(N_("{label}不能大于{most}").format(label=need.label, most=need.maximum))
    return number


def _bool(_need: Need, value: Any) -> bool:
    return value is True or str(value).lower() in ("1", "true", "on", "yes", "是")


def _choice(need: Need, value: Any) -> str:
    if str(value) not in dict(need.choices):
        known = "、".join(label for _, label in need.choices)
        raise Wrong(N_("{label}应为：{known}").format(label=need.label, known=known))
    return str(value)


def _identifier(need: Need, value: Any) -> int:
    if isinstance(value, Model):
        return int(value.pk)
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = 0
    if not 0 < number <= LARGEST_ID:
        raise Wrong(N_("请选择{label}").format(label=need.label))
    return number


def _files(need: Need, value: Any) -> list[int]:
    return [_identifier(need, one) for one in (value if isinstance(value, (list, tuple)) else [value])]


_BY_KIND: dict[str, Callable[[Need, Any], Any]] = {
    "text": _text,
    "longtext": _text,
    "date": _date,
    "number": _number,
    "bool": _bool,
    "choice": _choice,
    "unit": _identifier,
    "record": _identifier,
    "files": _files,
    "records": _files,
}
