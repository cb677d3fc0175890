"""What this computer keeps: mirror of the server, journal, outbox, document files, preferences."""
