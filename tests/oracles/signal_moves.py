"""Who settles a signal, written by hand. People are those of `tests.oracles.people`; the signal is about o and O:
nobody settles what is about themselves, nor what is about whom they stand in for."""

STATES = ("open", "explained", "confirmed")

ALLOWED: dict[str, dict[str, str]] = {
    "explain": {"open": "cC"},
    "confirm": {"open": "cC"},
}
"""S stands in for O."""

TARGET = {"explain": "explained", "confirm": "confirmed"}

NEEDS: dict[str, tuple[str, ...]] = {"explain": ("findings",), "confirm": ("findings",)}
