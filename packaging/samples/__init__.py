"""The sample documents: a sheet to draw on, and what stands on each."""
