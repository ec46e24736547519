"""Faces of returns and outcomes."""
