"""Composition root, command line, start and stop."""
