"""Commands that measure and print a table; no part of the test suite."""
