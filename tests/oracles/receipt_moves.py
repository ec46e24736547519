"""Who may make which move of a liaison notice at a unit, written by hand: t works there; a reply is taken where the
notice asks for one. People are those of `tests.oracles.people`."""

STATES = ("sent", "received", "replied")

TO_READ: dict[str, dict[str, str]] = {"receive": {"sent": "t"}}

TO_ANSWER: dict[str, dict[str, str]] = {"receive": {"sent": "t"}, "reply": {"sent": "t", "received": "t"}}

TARGET = {"receive": "received", "reply": "replied"}

NEEDS: dict[str, tuple[str, ...]] = {"receive": (), "reply": ("text", "files?")}
