"""Child processes of our own: one pipe, one reader thread, a deadline, kill and restart. No framework."""
