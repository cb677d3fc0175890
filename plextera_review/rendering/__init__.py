"""Render service: spawned PyMuPDF workers, shared-memory tiles, a byte-bounded cache. No Qt."""
