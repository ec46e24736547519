"""What a page says of a method beside its figures: where it comes from, how it is computed in plain words, and what
must not be read out of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """One method. `title`, `how` and `never` are Chinese, for people; `version` is another one when the same figures
    may be answered differently; `reference` names the source."""

    key: str
    title: str
    version: str
    reference: str
    how: str
    never: str
