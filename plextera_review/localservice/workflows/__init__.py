"""Workflows: definitions as data files, and the engine that runs them."""
