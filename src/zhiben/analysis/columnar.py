"""Rows of texts kept by columns: what one cell after the other would cost a second is done at once. A process in which
the library has worked must not fork another: its threads stay behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import polars as pl

Cells = tuple[str, ...]
BLOCK = 1024
"""Rows that are made together, for whoever asks for one asks for the next."""


class Rows(Sequence[Cells]):
    """A table of texts, each row of which is made when it is asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        self._made: tuple[int, list[Cells]] = (-1, [])

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self._frame.width

    @property
    def frame(self) -> pl.DataFrame:
        """The columns, from the left, whatever they are called."""
        return self._frame

    def column(self, place: int) -> pl.Series:
        """One column from the top."""
        return self._frame.to_series(place)

    def __len__(self) -> int:
        return self._frame.height

    @overload
    def __getitem__(self, place: int) -> Cells: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Cells]: ...
    def __getitem__(self, place: int | slice) -> Cells | Sequence[Cells]:
        if isinstance(place, slice):
            return self._frame[place].rows()
        block, within = divmod(range(len(self))[place], BLOCK)
        made, rows = self._made
        if made != block:
            rows = self._frame.slice(block * BLOCK, BLOCK).rows()
            self._made = block, rows
        return rows[within]

    def __iter__(self) -> Iterator[Cells]:
        return self._frame.iter_rows()
