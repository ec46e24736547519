"""The random draw that everybody can repeat: from the same frame and the same seed it takes the same names, on any
machine and in any order of asking.

The frame is a list of lines, one for each name, sorted by code point and joined by line feeds; its digest is the
SHA-256 of that text in UTF-8. Every name gets the ticket SHA-256(seed, line feed, digest, line feed, name); one of
weight w gets w - 1 more, with a line feed and the number 2 … w at the end, and its smallest counts, so that it comes
first w times as often as one of weight 1. A name of weight 0 stands in the frame and is not drawn. The names with the
smallest tickets are drawn, in the order of their tickets, from each stratum as many as its share says. Who has the
frame and the seed can check it with any tool.

A share in proportion is a stratum's part of the size by the method of largest remainders (Hamilton): the whole part
first, then one more each to those with the largest remainders, of equal ones to the first by code point. Fewer than
there are strata are drawn without strata, unless each has a least."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, islice
from operator import le, lt
from typing import TypeVar

T = TypeVar("T")

HEAVIEST = 1000
"""The largest weight: each unit of it is a ticket."""

ROOM = 64
"""So many candidates more than are wanted are gathered before they are sorted."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, in its order, from which frame, with which seed."""

    seed: str
    frame: tuple[str, ...]
    digest: str
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn from: sorted `lines`, their digest, and for each line its name, stratum and weight (without them
    all are of one stratum "", or of weight 1)."""

    lines: Sequence[str]
    names: Sequence[str]
    strata: Sequence[str] | None
    weights: Sequence[int] | None
    digest: str
    _sizes: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sizes(self) -> dict[str, int]:
        """How many of each stratum can be drawn, strata by code point. Millions are counted once."""
        if not self._sizes:
            strata = self.strata or ("",) * len(self.names)
            able = Counter(strata if self.weights is None else compress(strata, self.weights))
            self._sizes.update((one, able[one]) for one in sorted(able if self.weights is None else set(strata)))
        return dict(self._sizes)


@dataclass(frozen=True, slots=True)
class Lot:
    """One that was drawn: its place in the frame from 0, and its ticket, hexadecimal."""

    place: int
    name: str
    stratum: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Share:
    """Of one stratum: how many could be drawn, and how many are."""

    stratum: str
    of: int
    size: int


@dataclass(frozen=True, slots=True)
class Stratified:
    """A draw from a frame: its seed, the share of every stratum, and the lots, strata by code point and within each in
    the order of the tickets."""

    seed: str
    digest: str
    shares: tuple[Share, ...]
    drawn: tuple[Lot, ...]


def draw(names: Iterable[str], *, seed: str, size: int) -> Draw:
    """`size` of `names`, or all where there are not so many. Raises ValueError for a name that occurs twice or contains
    a line feed, without a seed, and for a size below zero."""
    found = framed(names)
    drawn = draw_within(found, seed=seed, shares={"": size})
    return Draw(seed, tuple(found.names), found.digest, tuple(lot.name for lot in drawn.drawn))


def framed(
    names: Iterable[str],
    *,
    strata: Sequence[str] | None = None,
    weights: Sequence[int] | None = None,
    lines: Sequence[str] | None = None,
) -> Frame:
    """The frame of `names`, each with the stratum and the weight at its place. `lines`: what stands for each in the
    text that is digested, where that is more than the name. Raises ValueError for a name that occurs twice or contains
    a line feed, for a weight that is none, and for columns of another length."""
    plain = list(names)
    texts = plain if lines is None else list(lines)
    order = _order(texts)
    ordered = _put(texts, order)
    whole = "\n".join(ordered)
    if not _are_unlike(plain) or whole.count("\n") != max(0, len(plain) - 1):
        raise ValueError("every name stands in the frame once, on one line")
    if any(len(column) != len(plain) for column in (strata, weights, lines) if column is not None):
        raise ValueError("every name has a stratum, a weight and a line, or none has")
    if weights is not None and not all(0 <= weight <= HEAVIEST for weight in set(weights)):
        raise ValueError(f"a weight is a whole number from 0 to {HEAVIEST}")
    return Frame(
        lines=ordered,
        names=ordered if lines is None else _put(plain, order),
        strata=None if strata is None else _put(strata, order),
        weights=None if weights is None else _put(weights, order),
        digest=hashlib.sha256(whole.encode()).hexdigest(),
    )


def _are_unlike(names: Sequence[str]) -> bool:
    """True when no name occurs twice; of millions in their order that is seen without putting them into a set."""
    return all(map(lt, names, islice(names, 1, None))) or len(set(names)) == len(names)


def _order(texts: Sequence[str]) -> Sequence[int] | None:
    """The places of `texts` by code point; None where they stand so already, as a database delivers millions."""
    return None if all(map(le, texts, islice(texts, 1, None))) else sorted(range(len(texts)), key=texts.__getitem__)


def _put(values: Sequence[T], order: Sequence[int] | None) -> Sequence[T]:
    return values if order is None else [values[place] for place in order]


def reread(lines: Sequence[str]) -> Frame:
    """A frame whose lines are name, stratum and weight, set apart by tabs, as rounds of supervision freeze them. Raises
    ValueError for a line that is none."""
    rows = [line.split("\t") for line in lines]
    names, strata, weights = zip(*rows, strict=True) if rows else ((), (), ())
    return framed(names, strata=strata, weights=[int(one) for one in weights], lines=lines)


def layered(frame: Frame, size: int, least: int) -> Frame:
    """The frame as so many are drawn from it: where there are fewer places than strata, and no stratum has a least, all
    is one stratum. Shares in proportion would then be told by the frame alone, and whole strata be out of reach."""
    if least or frame.strata is None or size >= len(frame.sizes()):
        return frame
    return replace(frame, strata=None)


def draw_within(frame: Frame, *, seed: str, shares: Mapping[str, int]) -> Stratified:
    """As many of each stratum as `shares` says, or all that can be drawn where there are not so many. Raises ValueError
    without a seed of one line, and for a share below zero."""
    if not seed or "\n" in seed or min(shares.values(), default=0) < 0:
        raise ValueError("a draw needs a seed of one line and a size")
    sizes = frame.sizes()
    taken = {stratum: min(shares.get(stratum, 0), of) for stratum, of in sizes.items()}
    found = _smallest(frame, hashlib.sha256(f"{seed}\n{frame.digest}\n".encode()).copy, taken)
    lots = [
        Lot(place, frame.names[place], stratum, ticket.hex())
        for stratum, size in taken.items()
        if size
        for ticket, place in found[stratum]
    ]
    return Stratified(seed, frame.digest, tuple(Share(one, of, taken[one]) for one, of in sizes.items()), tuple(lots))


def proportional(size: int, sizes: Mapping[str, int], *, least: int = 0) -> dict[str, int]:
    """`size` shared out over strata of so many each, in proportion; first `least` to each, or all it has. No stratum
    gets more than it has; what is over goes to the others. Raises ValueError where `least` takes more than `size`."""
    shares = {stratum: min(least, of) for stratum, of in sizes.items()}
    over = min(size, sum(sizes.values())) - sum(shares.values())
    if over < 0:
        raise ValueError("the least of each stratum is more than all that is to be drawn")
    while over:
        room = {stratum: of - shares[stratum] for stratum, of in sizes.items() if of > shares[stratum]}
        for stratum, more in _largest_remainders(over, room).items():
            shares[stratum] += min(more, room[stratum])
        over = min(size, sum(sizes.values())) - sum(shares.values())
    return shares


def _largest_remainders(size: int, sizes: Mapping[str, int]) -> dict[str, int]:
    whole = sum(sizes.values())
    shares = {stratum: size * of // whole for stratum, of in sizes.items()}
    rest = size - sum(shares.values())
    for stratum in sorted(sizes, key=lambda one: (-(size * sizes[one] % whole), one))[:rest]:
        shares[stratum] += 1
    return shares


def _smallest(
    frame: Frame, begun: Callable[[], hashlib._Hash], sizes: Mapping[str, int]
) -> dict[str, list[tuple[bytes, int]]]:
    """Of each stratum the places with the smallest tickets, in their order. `begun`: the hash of what stands before a
    name."""
    found = _Smallest(sizes)
    limits, strata, weights = found.limits, frame.strata or ("",) * len(frame.names), frame.weights
    for place, name in enumerate(frame.names):
        ticket = begun()
        ticket.update(name.encode())
        lot = ticket.digest()
        # Of millions nearly all end at the first question.
        if lot < found.most and lot < limits[strata[place]] and (weights is None or weights[place] == 1):
            found.add(strata[place], lot, place)
    for place, weight in enumerate(weights or ()):
        if weight > 1:
            found.add(strata[place], _least(frame.names[place], weight, begun()), place)
    return {stratum: sorted(some)[: sizes[stratum]] for stratum, some in found.kept.items()}


NEVER = b"\xff" * 33
"""After every ticket."""


class _Smallest:
    """Of each stratum the smallest tickets so far with their places, and its limit, from which on none is kept; `most`
    is the largest limit."""

    __slots__ = ("kept", "limits", "most", "sizes")

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self.sizes = sizes
        self.kept: dict[str, list[tuple[bytes, int]]] = {stratum: [] for stratum in sizes}
        self.limits = {stratum: NEVER if size else b"" for stratum, size in sizes.items()}
        self.most = NEVER

    def add(self, stratum: str, lot: bytes, place: int) -> None:
        """Keep a ticket that is below its stratum's limit; often enough only the smallest stay."""
        if lot >= self.limits[stratum]:
            return
        some, size = self.kept[stratum], self.sizes[stratum]
        some.append((lot, place))
        if len(some) > 2 * size + ROOM:
            some.sort()
            del some[size:]
            self.limits[stratum] = some[-1][0]
            self.most = max(self.limits.values())


def _least(name: str, weight: int, begun: hashlib._Hash) -> bytes:
    """The smallest of as many tickets as a name weighs."""
    begun.update(name.encode())
    return min(begun.digest(), *(_more(begun, turn) for turn in range(2, weight + 1)))


def _more(begun: hashlib._Hash, turn: int) -> bytes:
    """One more ticket of a name: `begun` has its first."""
    ticket = begun.copy()
    ticket.update(f"\n{turn}".encode())
    return ticket.digest()
