"""Faces of assistance."""
