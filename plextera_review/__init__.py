"""Plextera Review: check what a machine read from documents."""

__version__ = "0.1.0"
