"""How much of a document is read, and how long that may take. Without imports: the service itself must not load PyMuPDF."""

MOST_PAGES = 50
"""Pages whose text is used; later ones are left out."""
MOST_PICTURES = 30
"""Pages that are recognised, in one job: one to four seconds each on one core."""
ENOUGH_WORDS = 40
"""Words of its own with which a page is taken to say in text what it says, whatever pictures stand beside it."""
LARGE_SHARE = 0.5
"""The share of a page's area, 0..1, from which on its pictures are read even then."""
READING_SECONDS = 120.0
"""After this many seconds no further page is recognised; what was read by then is used."""
DEADLINE_SECONDS = 60.0 + READING_SECONDS
"""Seconds after which a job's worker is stopped: everything but recognition takes less than a minute, the last page included."""
