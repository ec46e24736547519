"""Who lifts what holds until a hazard is mended, written by hand. People are those of `tests.oracles.people`: an
interim control is lifted by the unit that answers for the hazard or by the sector department; suspended work, and what
the department has ordered itself, by the latter alone."""

STATES = ("in_force", "lifted")

INTERIM: dict[str, dict[str, str]] = {"lift": {"in_force": "espP"}}
SUSPENSION: dict[str, dict[str, str]] = {"lift": {"in_force": "pP"}}
SUSPENSION_AFTER_TRANSFER: dict[str, dict[str, str]] = {"lift": {"in_force": "t"}}

TARGET = {"lift": "lifted"}

NEEDS: dict[str, tuple[str, ...]] = {"lift": ("grounds",)}
