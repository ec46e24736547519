"""Which passwords are too common: those of Django's list, and those that are one of its words with figures or signs
before or behind."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator

SHORTEST = 4
"""Letters of a word that is looked for by itself."""


class CommonWordValidator(CommonPasswordValidator):
    """`Password123!` is `password` with a tail."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        super().validate(password, user)
        word = re.sub(r"^[^a-z]+|[^a-z]+$", "", password.lower())
        if len(word) >= SHORTEST:
            super().validate(word, user)
