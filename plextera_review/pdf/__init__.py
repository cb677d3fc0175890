"""Reading a document file with PyMuPDF: safe opening, page facts, words in displayed-page coordinates.

Only worker processes may import this package (it holds the GIL and may crash). It sits below `rendering` and `extraction` because both
must agree on where a word stands; the two know nothing of each other.
"""
