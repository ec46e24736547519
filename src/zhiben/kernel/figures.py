"""How large numbers are written in papers: 17万, 354.2万, 1.5亿. Nothing is rounded in silence."""

from __future__ import annotations

WAN, YI = 10_000, 100_000_000


def in_papers(number: int, *, roughly: bool = False) -> str:
    """A count as a paper says it: exact below 10,000 and wherever one decimal of 万 or 亿 would not be exact.

    `roughly` allows one decimal for the rest too, and says so: 约354.2万.
    """
    size = abs(number)
    if size < WAN:
        return str(number)
    for unit, word in ((YI, "亿"), (WAN, "万")):
        if size >= unit and size * 10 % unit == 0:
            return _said(number, unit) + word
    if not roughly:
        return str(number)
    # Half up, in whole numbers; what rounds up to a full 亿 is said in 亿.
    sign = -1 if number < 0 else 1
    unit, word = (YI, "亿") if (size * 10 + WAN // 2) // WAN >= YI // WAN * 10 else (WAN, "万")
    tenths = (size * 10 + unit // 2) // unit
    return f"约{_said(sign * tenths * unit // 10, unit)}{word}"


def _said(number: int, unit: int) -> str:
    """A multiple of a tenth of the unit, without a needless decimal."""
    whole, tenth = divmod(abs(number) * 10 // unit, 10)
    return f"{'-' if number < 0 else ''}{whole}{f'.{tenth}' if tenth else ''}"
