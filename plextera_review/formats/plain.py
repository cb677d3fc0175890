"""Text, CSV and HTML as pages, in whatever encoding they are."""

import csv
import io
import re

import pymupdf
from charset_normalizer import from_bytes

from plextera_review.formats.markup import PAPER, escaped, laid_out_table
from plextera_review.workers.messages import WorkerError

_MOST_ROWS = 20_000
_MOST_COLUMNS = 60
_FONT_SIZE = 9.0
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 65536
_ACTIVE = re.compile(
    r"<(script|iframe|object|embed|svg)\b.*?(</\1\s*>|\Z)|<(link|base|meta|img|input)\b[^>]*>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_TABLE = re.compile(r"<(/?)(?:table|tbody|thead|tr|td|th)\b[^>]*>", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)


def decoded(data: bytes) -> str:
    """The text: by its byte order mark, as UTF-8 if it is valid, else by the most likely encoding of its beginning."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best is not None else "cp1252", "replace")


def open_text(data: bytes) -> pymupdf.Document:
    """Plain text, lines kept."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    document = pymupdf.open(stream=(text or " ").encode(), filetype="txt")
    document.layout(width=PAPER[0], height=PAPER[1], fontsize=_FONT_SIZE)
    return document


def open_rtf(data: bytes) -> pymupdf.Document:
    """The text of an RTF file; a bar stands between the cells of a table, looks are lost. Raises WorkerError ``BROKEN_DOCUMENT``."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, LookupError, IndexError) as error:
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error
    return open_text(text.replace("|", " | ").encode())


def open_csv(data: bytes) -> pymupdf.Document:
    """Comma- or otherwise separated values as a table; what lies beyond the limits is said."""
    text = decoded(data)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows: list[list[str]] = []
    cut = False
    for row in csv.reader(io.StringIO(text), dialect):
        if len(rows) >= _MOST_ROWS:
            cut = True
            break
        rows.append(row[:_MOST_COLUMNS])
    if not any(map(any, rows)):
        return open_text(data)
    lines = ["<tr>" + "".join(f"<td>{escaped(each)}</td>" for each in row) + "</tr>" for row in rows]
    more = f"<p><i>Only the first {_MOST_ROWS} rows are shown.</i></p>" if cut else ""
    body = f"<table>{''.join(lines)}</table>{more}"
    return laid_out_table(body)


def open_html(data: bytes) -> pymupdf.Document:
    """HTML without anything that runs or is fetched: scripts, frames and remote pictures are left out."""
    declared = _DECLARED.search(data[:2048])
    try:
        text = data.decode(declared.group(1).decode()) if declared else decoded(data)
    except (LookupError, UnicodeDecodeError):
        text = decoded(data)
    safe = _ACTIVE.sub("", text)
    document = _html(safe)
    if document.page_count > 1 and not document[0].get_text("words"):
        # A layout table taller than a page starts on the second one: its cells are read one after the other then.
        document = _html(_TABLE.sub(r"<\1div>", safe))
    return document


def _html(text: str) -> pymupdf.Document:
    document = pymupdf.open(stream=text.encode(), filetype="html")
    document.layout(width=PAPER[0], height=PAPER[1], fontsize=10.0)
    return document
