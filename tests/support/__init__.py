"""Hand-written parts that tests share."""
