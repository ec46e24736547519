"""Stored files: evidence, imports, issued papers.

Content decides what a file is; who may fetch one is decided by the rooms.
"""
