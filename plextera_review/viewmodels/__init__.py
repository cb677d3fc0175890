"""Screen state as QObjects and item models; no widgets."""
