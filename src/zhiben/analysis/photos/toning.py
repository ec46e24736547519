"""Which pictures show nothing: too dark, or blank. Plain numbers, so that whoever keeps them needs no arrays."""

from __future__ import annotations

from dataclasses import dataclass

BLANK_SPREAD = 8.0
"""A picture whose pixels lie this close together (standard deviation, of 255) shows nothing: a covered lens, a wall."""

DARK_BRIGHTNESS, DARK_SPREAD = 32.0, 16.0
"""A picture both this dark in the mean and this even is a night shot in which nothing can be told; noise alone spreads
less. Our defaults: analytics gives no figure, only that dark and blank pictures collide with one another."""


@dataclass(frozen=True, slots=True)
class Tone:
    """Mean and standard deviation of a picture's brightness, 0 to 255."""

    brightness: float
    spread: float

    @property
    def fault(self) -> str:
        """ "dark" or "blank" for a picture that shows nothing, and whose hashes say nothing; else ""."""
        if self.spread < BLANK_SPREAD:
            return "dark" if self.brightness < DARK_BRIGHTNESS else "blank"
        return "dark" if self.brightness < DARK_BRIGHTNESS and self.spread < DARK_SPREAD else ""
