"""Office files from before 2007: workbooks (XLS) as pages; documents and slides are named."""

import io
from typing import Any

import pymupdf

from plextera_review.formats.cell_values import shown_value
from plextera_review.formats.markup import laid_out_table
from plextera_review.formats.office import sheet_table
from plextera_review.workers.messages import WorkerError

_MOST_ROWS, _MOST_COLUMNS = 5_000, 60


def open_sheets(data: bytes) -> pymupdf.Document:
    """A workbook: one table a sheet, the values as last calculated; what lies beyond the limits is said."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
        sheets = [sheet for sheet in map(book.sheet_by_index, range(book.nsheets)) if sheet.visibility == 0]
        parts = [sheet_table(sheet.name, _rows(book, sheet), cut=sheet.nrows > _MOST_ROWS) for sheet in sheets]
    except MemoryError:
        raise
    except Exception as error:  # its parser lets everything through
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error
    body = "<div style='page-break-before:always'></div>".join(parts) or "<p>The workbook has no visible sheet.</p>"
    return laid_out_table(body)


def _rows(book: Any, sheet: Any) -> list[list[str]]:
    columns = min(sheet.ncols, _MOST_COLUMNS)
    return [
        [_shown(book, sheet.cell(row, column)) if column < sheet.row_len(row) else "" for column in range(columns)]
        for row in range(min(sheet.nrows, _MOST_ROWS))
    ]


def _shown(book: Any, cell: Any) -> str:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, error_text_from_code, xldate_as_datetime

    if cell.ctype == XL_CELL_ERROR:
        return str(error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == XL_CELL_BOOLEAN:
        return shown_value(bool(cell.value), "")
    if cell.ctype == XL_CELL_DATE:
        return shown_value(xldate_as_datetime(cell.value, book.datemode), "")
    value = int(cell.value) if isinstance(cell.value, float) and cell.value.is_integer() else cell.value
    style = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
    return shown_value(value, book.format_map[style].format_str if style in book.format_map else "")
