"""Word and Excel files as pages: a kept library reads them, MuPDF lays the result out. Not the printed look, but every word and cell."""

import io
import warnings
import zipfile
from typing import Any

import pymupdf

from plextera_review.formats.cell_values import shown_value
from plextera_review.formats.markup import escaped, laid_out, laid_out_table
from plextera_review.workers.messages import WorkerError

_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_RATIO = 200
_MOST_ROWS = 5_000
_MOST_COLUMNS = 60


def check_package(data: bytes) -> None:
    """Refuse an office file that unpacks to far more than it is. Raises WorkerError ``TOO_LARGE`` or ``BROKEN_DOCUMENT``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            total = sum(each.file_size for each in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error
    if total > _MOST_UNPACKED or (total > 50_000_000 and total > _MOST_RATIO * len(data)):
        raise WorkerError("TOO_LARGE", f"The file would unpack to {total / 1e6:.0f} MB; that is more than is opened.")


def open_text(data: bytes) -> pymupdf.Document:
    """A Word document (DOCX)."""
    import mammoth

    check_package(data)
    return laid_out(mammoth.convert_to_html(io.BytesIO(data)).value, font_size=10.5)


def open_sheets(data: bytes) -> pymupdf.Document:
    """An Excel workbook (XLSX): one table a sheet, the values as last calculated; what lies beyond the limits is said."""
    from openpyxl import load_workbook

    check_package(data)
    parts: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows = _rows(sheet)
            parts.append(sheet_table(sheet.title, rows, cut=(sheet.max_row or 0) > _MOST_ROWS))
    finally:
        book.close()
    body = "<div style='page-break-before:always'></div>".join(parts) or "<p>The workbook has no visible sheet.</p>"
    return laid_out_table(body)


def _rows(sheet: Any) -> list[list[str]]:
    """The used part of a sheet, empty rows and columns at its edges left out."""
    rows = [
        [shown_value(cell.value, getattr(cell, "number_format", "")) for cell in row]
        for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)
    ]
    used = [at for at, row in enumerate(rows) if any(row)]
    if not used:
        return []
    rows = rows[used[0] : used[-1] + 1]
    width = max(at + 1 for row in rows for at, text in enumerate(row) if text)
    first = min(at for row in rows for at, text in enumerate(row) if text)
    return [row[first:width] + [""] * (width - max(len(row), first)) for row in rows]


def sheet_table(title: str, rows: list[list[str]], *, cut: bool) -> str:
    """The HTML of a sheet with its name; ``cut`` when there are more rows."""
    lines = ["<tr>" + "".join(f"<td>{escaped(text)}</td>" for text in row) + "</tr>" for row in rows]
    more = f"<p><i>Only the first {_MOST_ROWS} rows are shown.</i></p>" if cut else ""
    return f"<h3>{escaped(title)}</h3><table>{''.join(lines)}</table>{more}"
