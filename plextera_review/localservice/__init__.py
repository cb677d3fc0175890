"""The embedded server: the public API over SQLite and files by hash, extraction in worker processes."""
