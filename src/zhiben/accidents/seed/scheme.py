"""How a scheme of codes is written down as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhiben.accidents.vocab import Layer, Mark


@dataclass(frozen=True, slots=True)
class SchemeSeed:
    """A scheme as it is known: `codes` are (code, label) in order; `nested` ones grow by one character with each level.
    What was not found is left empty."""

    key: str
    layer: Layer
    title: str
    codes: tuple[tuple[str, str], ...]
    document_no: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""
    note: str = ""
    mark: Mark = Mark.SOURCED
    nested: bool = False
