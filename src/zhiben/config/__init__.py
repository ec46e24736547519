"""The composition root: environment, settings, addresses, servers' entry points, and what looks at the whole from
outside."""
