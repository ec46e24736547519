"""A bulletin's sections as people see them while it is written and approved: what is suggested, what is said
instead, how the two differ, whether the suggestion has changed since, and which numbers are bound to no figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from zhiben.dispatch import bulletin
from zhiben.dispatch.queries import written
from zhiben.dispatch.vocab import Part
from zhiben.documents import queries as documents
from zhiben.foundation.people import names_of
from zhiben.kernel import clock

if TYPE_CHECKING:
    from zhiben.dispatch.bulletin import Suggested
    from zhiben.dispatch.bulletin.bound import Offered
    from zhiben.dispatch.models import Round, Section


@dataclass(frozen=True, slots=True)
class Shown:
    """One section. `text` is what a person edits, `said` and `suggestion` are printed lines; `changes` tell how what is
    said differs from the suggestion, `since` how the suggestion differs from that of the day of writing."""

    part: Part
    text: str
    suggestion: Sequence[str]
    said: Sequence[str]
    changes: Sequence[documents.Changed]
    since: Sequence[documents.Changed]
    unbound: Sequence[str]
    source: str
    source_path: str
    edited_by: str
    edited_at: datetime | None
    held_by: int
    holder: str
    held_since: datetime | None
    free_from: datetime | None

    @property
    def undone(self) -> Sequence[documents.Changed]:
        """How what is said changes when the suggestion comes back."""
        return documents.changed_lines(self.said, self.suggestion)

    @property
    def mark(self) -> str:
        """By which the words that stand are known again."""
        return self.edited_at.isoformat() if self.edited_at else ""

    @property
    def edited(self) -> bool:
        """True when a person's words stand instead of the suggestion."""
        return self.edited_at is not None


def sections(one: Round) -> list[Shown]:
    """All sections of a drafted bulletin in printed order."""
    return _seen(one, bulletin.suggested(one, clock.now()), Part)


def section(one: Round, part: Part) -> Shown:
    """One of them."""
    return opened(one, part)[0]


def opened(one: Round, part: Part) -> tuple[Shown, list[Offered]]:
    """One of them with the figures to pick from."""
    found = bulletin.suggested(one, clock.now())
    (shown,) = _seen(one, found, [part])
    return shown, found.bound.offered()


def _seen(one: Round, found: Suggested, parts: Iterable[Part]) -> list[Shown]:
    rows = written.sections(one)
    who = names_of({pk for row in rows.values() for pk in (row.edited_by, row.held_by)})
    return [_shown(part, rows.get(part), found, who) for part in parts]


def written_by_hand(one: Round) -> list[Shown]:
    """Those that say something else than suggested."""
    if not written.texts(one):
        return []
    return [shown for shown in sections(one) if shown.edited]


def _shown(part: Part, row: Section | None, found: Suggested, who: dict[int, str]) -> Shown:
    drafted = found.section(part)
    own = row.text if row else ""
    words = written.with_source(own, row.source) if row and own else drafted.text
    suggestion = bulletin.words(drafted, drafted.text, found.bound)
    said = bulletin.words(drafted, words, found.bound)
    then = row.suggested.splitlines() if row and own else suggestion
    holder, editor = (row.held_by, row.edited_by) if row else (0, 0)
    return Shown(
        part=part,
        text=own or drafted.text,
        suggestion=suggestion,
        said=said,
        changes=documents.changed_lines(suggestion, said),
        since=documents.changed_lines(then, suggestion),
        unbound=bulletin.unbound(own),
        source=row.source if row else "",
        source_path=row.source_path if row else "",
        edited_by=who.get(editor, "") if own else "",
        edited_at=row.edited_at if row and own else None,
        held_by=holder,
        holder=who.get(holder, "") if holder else "",
        held_since=row.held_since if row and holder else None,
        free_from=row.free_from if row else None,
    )
