"""Names to records.

A room registers a directory per kind of name; an unknown name gets suggestions, never a new record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import SequenceMatcher

from zhiben.foundation.tables import squeeze
from zhiben.kernel.rights import Actor

MAX_SUGGESTIONS = 3
ENOUGH_ALIKE = 0.45


class Directory:
    """All names of one kind with the record each stands for.

    Several names may stand for one record; spaces, width and case don't count.
    """

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._ids: dict[str, set[int]] = defaultdict(set)
        self._spelled: dict[str, str] = {}
        self._by_character: dict[str, set[str]] | None = None
        for name, record in names:
            plain = squeeze(name)
            if plain:
                self._ids[plain].add(record)
                self._spelled.setdefault(plain, name)

    def find(self, text: str) -> frozenset[int]:
        """The records that `text` may mean: one when clear, several when the name is shared, none when unknown."""
        return frozenset(self._ids.get(squeeze(text), ()))

    def near(self, text: str) -> list[str]:
        """Up to three known names that may have been meant, the likeliest first."""
        wanted = squeeze(text)
        characters = self._index()
        shared: dict[str, int] = defaultdict(int)
        for character in set(wanted):
            for name in characters.get(character, ()):
                shared[name] += 1
        likely = sorted(shared, key=lambda name: (-shared[name] / (len(set(name)) + len(set(wanted))), name))[:40]
        rated = [(_likeness(wanted, name), name) for name in likely]
        good = sorted((pair for pair in rated if pair[0] >= ENOUGH_ALIKE), key=lambda pair: (-pair[0], pair[1]))
        return [self._spelled[name] for _rating, name in good[:MAX_SUGGESTIONS]]

    def _index(self) -> dict[str, set[str]]:
        if self._by_character is None:
            self._by_character = defaultdict(set)
            for name in self._ids:
                for character in set(name):
                    self._by_character[character].add(name)
        return self._by_character


def _likeness(wanted: str, name: str) -> float:
    """0 to 1.

    A short form (住建局 for 市住房和建设局) keeps its characters' order, so the part of it that is found counts.
    """
    matcher = SequenceMatcher(None, wanted, name, autojunk=False)
    found = sum(block.size for block in matcher.get_matching_blocks())
    ratio = matcher.ratio()
    return max(ratio, 0.8 * found / len(wanted) + 0.2 * ratio if found > 1 else 0.0)


Load = Callable[[Actor], Directory]
"""Makes the directory as the acting person may see it; called once per import."""

_registry: dict[str, Load] = {}


def register(name: str, load: Load) -> None:
    """Let columns with `lookup=name` be looked up in what `load` gives; a name is taken once."""
    if _registry.setdefault(name, load) is not load:
        raise ValueError(f"lookup {name} is registered twice")


_held: ContextVar[dict[tuple[str, int], Directory] | None] = ContextVar("zhiben_directories", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Within the block each directory is loaded once, however many columns and rules of a sheet ask for it."""
    token = _held.set({} if (outer := _held.get()) is None else outer)
    try:
        yield
    finally:
        _held.reset(token)


def directory(name: str, actor: Actor) -> Directory:
    """The directory of that name for `actor`. KeyError when no room has registered it: a programming error."""
    known = _held.get()
    if known is None:
        return _registry[name](actor)
    if (name, actor.id) not in known:
        known[name, actor.id] = _registry[name](actor)
    return known[name, actor.id]
