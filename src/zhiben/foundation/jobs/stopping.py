"""Asking a loop to end. A signal's handler runs in the very thread that it interrupts: where that one holds the lock of
a threading.Event, setting the event waits for itself for ever."""

from __future__ import annotations

import os
import select
from contextlib import suppress


class Stop:
    """Set once, also by a signal's handler; who waits is woken."""

    def __init__(self) -> None:
        self._told = False
        self._heard, self._tell = os.pipe()
        os.set_blocking(self._tell, False)

    def set(self) -> None:
        """Ask."""
        self._told = True
        with suppress(BlockingIOError):
            os.write(self._tell, b"\0")

    def is_set(self) -> bool:
        """True once asked."""
        return self._told

    def wait(self, seconds: float) -> bool:
        """Until asked, so many seconds at most; whether it was."""
        select.select([self._heard], [], [], seconds)
        return self._told

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._heard)
        os.close(self._tell)
