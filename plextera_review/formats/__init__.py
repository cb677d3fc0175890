"""Any supported file as a document with pages, an archive's contents, or facts about a recording.

Only worker processes may import this package: it parses hostile files. What MuPDF reads well goes to it as it is; the rest is turned
into pages by a kept library and MuPDF's own layout of HTML.
"""
