"""The fields of a form as values: what each holds, how a typed text is understood, how a value is shown. Values are
kept as JSON knows them: a decimal as text, a share as its two numbers, a day in ISO 8601."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhiben.kernel import clock
from zhiben.kernel.measure import share
from zhiben.kernel.text import N_, can_be_kept
from zhiben.reporting.vocab import FieldKind

LONGEST_TEXT = 2000
LARGEST = 10**12

Values = Mapping[str, Any]
"""Values by field key; what was not told is not in it."""


class Wrong(ValueError):
    """A text does not fit its field; the message is the sentence to show there."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `minimum` and `maximum` bound a number; `at_most` is the key of a field that this one may not exceed,
    `sums` the keys of those that add up to it; a change of more than `change` per cent against the last period, and
    more than `register` (the name of a register) holds, ask for a reason. `outcome` is the kind of outcome that it
    feeds; `computed` the id of the figure by which the platform fills it in itself."""

    key: str
    title: str
    kind: str = FieldKind.INTEGER
    unit: str = ""
    required: bool = True
    choices: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    at_most: str = ""
    sums: tuple[str, ...] = ()
    change: int = 0
    register: str = ""
    outcome: str = ""
    computed: str = ""
    help: str = ""

    @property
    def asked(self) -> bool:
        """True for what a person types."""
        return not self.computed

    @property
    def numeric(self) -> bool:
        """True for what can be compared and added up as one number."""
        return self.kind in (FieldKind.INTEGER, FieldKind.DECIMAL)

    @property
    def kind_label(self) -> str:
        """The office's word for what it holds."""
        return FieldKind(self.kind).label

    def shown(self, value: Any) -> str:
        """A value as pages print it."""
        return shown(self, value)

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        told = asdict(self)
        return {**told, "choices": list(self.choices), "sums": list(self.sums)}


_NAMES = tuple(one.name for one in fields(Field))


def from_json(kept: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    """The fields that were kept, in their order."""
    return tuple(_field(one) for one in kept)


def _field(kept: Mapping[str, Any]) -> Field:
    told = {name: kept[name] for name in _NAMES if name in kept}
    return Field(**{**told, "choices": tuple(kept.get("choices", ())), "sums": tuple(kept.get("sums", ()))})


def parse(field: Field, text: str) -> Any:
    """The value that a text says; None for a blank one. Raises Wrong."""
    said = text.strip()
    if not said:
        return None
    return _READ[FieldKind(field.kind)](field, said)


def _plain(text: str) -> str:
    """A number as people type it: full-width digits, thousands' separators and blanks."""
    told = text.translate(str.maketrans("０１２３４５６７８９．－，／", "0123456789.-,/"))
    return told.replace(",", "").replace(" ", "")


def _integer(field: Field, text: str) -> int:
    number = _number(field, text)
    if number != number.to_integral_value():
        raise Wrong(N_("{title}应为整数").format(title=field.title))
    return int(number)


def _number(field: Field, text: str) -> Decimal:
    try:
        number = Decimal(_plain(text))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Wrong(N_("{title}应为数字，填的是“{text}”").format(title=field.title, text=text[:20]))
    if abs(number) >= LARGEST:
        raise Wrong(N_("{title}过大").format(title=field.title))
    return number


def _decimal(field: Field, text: str) -> str:
    number = _number(field, text)
    if len(number.normalize().as_tuple().digits) > 15:
        raise Wrong(N_("{title}的位数过多").format(title=field.title))
    return f"{number.normalize():f}"


def _share(field: Field, text: str) -> dict[str, int]:
    part, found, whole = _plain(text).partition("/")
    if not found or not part or not whole:
        raise Wrong(N_("{title}应填分子和分母，如12/30").format(title=field.title))
    return share_of(field, _integer(field, part), _integer(field, whole))


def share_of(field: Field, part: int, whole: int) -> dict[str, int]:
    """A share from its two numbers. Raises Wrong."""
    if part < 0 or part > whole:
        raise Wrong(N_("{title}的分子不能小于0，也不能大于分母").format(title=field.title))
    return {"part": part, "whole": whole}


def _text(field: Field, text: str) -> str:
    told = text.replace("\r\n", "\n")
    if len(told) > LONGEST_TEXT:
        raise Wrong(N_("{title}过长，最多{most}个字").format(title=field.title, most=LONGEST_TEXT))
    if not can_be_kept(told):
        raise Wrong(N_("{title}含有不能保存的字符").format(title=field.title))
    return told


def _choice(field: Field, text: str) -> str:
    if text not in field.choices:
        raise Wrong(N_("{title}应为：{known}").format(title=field.title, known="、".join(field.choices)))
    return text


def _date(field: Field, text: str) -> str:
    told = text.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
    try:
        day = date(*map(int, told.split("-")))
    except (ValueError, TypeError, OverflowError):
        raise Wrong(N_("{title}应为日期，如2024-10-15").format(title=field.title)) from None
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise Wrong(N_("{title}的年份不对").format(title=field.title))
    return day.isoformat()


def _bool(field: Field, text: str) -> bool:
    if text in ("是", "有", "√", "1", "true", "on"):
        return True
    if text in ("否", "无", "×", "0", "false", "off"):
        return False
    raise Wrong(N_("{title}应为“是”或“否”").format(title=field.title))


_READ: dict[FieldKind, Any] = {
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.SHARE: _share,
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.DATE: _date,
    FieldKind.BOOL: _bool,
}


def typed(field: Field, value: Any) -> str:
    """A value as one types it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return N_("是") if value else N_("否")
    if isinstance(value, Mapping):
        return f"{value['part']}/{value['whole']}"
    return str(value)


def shown(field: Field, value: Any) -> str:
    """A value as pages print it, with its unit; a share with its per cent; empty for none."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return f"{value['part']:,}/{value['whole']:,}（{share(value['part'], value['whole'])}）"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}{field.unit}"
    if field.kind == FieldKind.DECIMAL:
        return f"{Decimal(value):,f}{field.unit}"
    return typed(field, value)


def number_of(field: Field, values: Values) -> Decimal | None:
    """A numeric field's value; None where it was not told, or is no number."""
    value = values.get(field.key)
    return Decimal(str(value)) if field.numeric and value is not None else None


def added(field: Field, values: Sequence[Any]) -> Any:
    """The sum of a summable field's values, as a value of it; None where nothing was told."""
    told = [value for value in values if value is not None]
    if not told:
        return None
    if field.kind == FieldKind.SHARE:
        return {name: sum(one[name] for one in told) for name in ("part", "whole")}
    total = sum((Decimal(str(value)) for value in told), Decimal(0))
    return int(total) if field.kind == FieldKind.INTEGER else f"{total.normalize():f}"
