"""Who pauses, resumes and revokes a feed, written by hand. People are those of `tests.oracles.people`; the feed lies on
the ground of the district's office."""

STATES = ("live", "paused", "revoked")

ALLOWED: dict[str, dict[str, str]] = {
    "pause": {"live": "ocOCS"},
    "resume": {"paused": "ocOCS"},
    "revoke": {"live": "ocOCS", "paused": "ocOCS"},
}
"""S stands in for O."""

TARGET = {"pause": "paused", "resume": "live", "revoke": "revoked"}

NEEDS: dict[str, tuple[str, ...]] = {"pause": ("reason",), "resume": (), "revoke": ("reason",)}
