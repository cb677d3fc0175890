"""What is spoken on the wire: models, limits, codes, and the tolerant reading of answers."""
