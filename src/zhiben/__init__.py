"""Zhiben (治本): a work platform for the campaign against the root causes of accidents."""

__version__ = "0.1.0"
