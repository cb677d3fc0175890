"""Windows and panels: build, connect, lay out; no decisions."""
