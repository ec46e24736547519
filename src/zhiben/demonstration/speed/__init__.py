"""The speed goals: a ledger of a hundred thousand hazards served, asked, filled and written to, each beside a yardstick
of the same run."""
