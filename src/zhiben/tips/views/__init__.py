"""The faces of public tips."""
