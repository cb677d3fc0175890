"""OpenDocument files (ODT, ODS, ODP) as pages: every text, table and picture, laid out anew. Not the printed look."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import pymupdf
from lxml import etree

from plextera_review.formats.markup import PLACED_STYLE, escaped, laid_out, laid_out_table
from plextera_review.formats.office import check_package
from plextera_review.workers.messages import WorkerError

_NAMES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    "http://www.w3.org/1999/xlink": "xlink",
}
_UNSEEN = {"text:tracked-changes", "text:sequence-decls", "office:annotation", "office:forms", "presentation:notes"}
_UNITS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}  # points; XSL 1.1, 5.9.13
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt|pc|px)")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_MOST_PICTURE_BYTES = 8_000_000
_MOST_ROWS, _MOST_COLUMNS, _MOST_SLIDES = 5_000, 60, 500
_SLIDE = (28 * 72 / 2.54, 21 * 72 / 2.54)


def open_text(data: bytes) -> pymupdf.Document:
    """A text document (ODT)."""
    package = _Package(data)
    return laid_out("".join(package.blocks(package.body("office:text"))), font_size=10.5)


def open_sheets(data: bytes) -> pymupdf.Document:
    """A spreadsheet (ODS): one table a sheet, each cell as it was last shown; what lies beyond the limits is said."""
    package = _Package(data)
    sheets = [each for each in package.body("office:spreadsheet") if _name(each) == "table:table"]
    parts = [
        f"<h3>{escaped(_said(each, 'table:name'))}</h3>{package.table(each)}"
        for each in sheets
        if _said(each, "table:style-name") not in package.hidden_sheets
    ]
    body = "<div style='page-break-before:always'></div>".join(parts) or "<p>The workbook has no visible sheet.</p>"
    return laid_out_table(body)


def open_slides(data: bytes) -> pymupdf.Document:
    """A presentation (ODP): one page a slide, texts, tables and pictures at their places."""
    package = _Package(data)
    document = pymupdf.open()
    width, height = package.page_size()
    pages = (each for each in package.body("office:presentation") if _name(each) == "draw:page")
    for slide in islice(pages, _MOST_SLIDES):
        page = document.new_page(width=width, height=height)
        for shape in slide.iter(etree.Element):
            if not any(_name(each) in _UNSEEN for each in shape.iterancestors()):
                _draw(page, shape, package)
    return document


def _draw(page: pymupdf.Page, shape: Any, package: "_Package") -> None:
    sides = [_points(_said(shape, f"svg:{side}")) for side in ("x", "y", "width", "height")]
    if None in sides:
        return
    left, top, width, height = (float(each or 0.0) for each in sides)
    body = "".join(package.blocks(shape))
    if body and width > 2 and height > 2:
        size = min(max(height / (max(body.count("<p"), 1) * 1.6), 8.0), 28.0)
        style = f"{PLACED_STYLE} p,td,li{{font-size:{size:g}px}} img{{width:100%}}"
        page.insert_htmlbox(pymupdf.Rect(left, top, left + width, top + height), body, css=style, scale_low=0)


class _Package:
    """The parts of an OpenDocument file. Raises WorkerError ``BROKEN_DOCUMENT``, ``TOO_LARGE``, ``UNSUPPORTED_DOCUMENT``."""

    def __init__(self, data: bytes) -> None:
        check_package(data)
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._zip.namelist())
        if "META-INF/manifest.xml" in self._names and self._find("META-INF/manifest.xml", "manifest:encryption-data"):
            text = "OpenDocument files with a password cannot be shown. Save it without one, or as PDF, in the program that made it."
            raise WorkerError("UNSUPPORTED_DOCUMENT", text)
        self._content = self._root("content.xml")
        self.hidden_sheets = {
            _said(style, "style:name")
            for style in _all(self._content, "style:style")
            if any(_said(each, "table:display") == "false" for each in _all(style, "style:table-properties"))
        }

    def body(self, kind: str) -> Any:
        """The element that holds what is seen."""
        found = next(iter(_all(self._content, kind)), None)
        if found is None:
            raise WorkerError("BROKEN_DOCUMENT", "The file is damaged: it has no content.")
        return found

    def page_size(self) -> tuple[float, float]:
        """Width and height of the first page layout, in points."""
        for each in self._find("styles.xml", "style:page-layout-properties") if "styles.xml" in self._names else ():
            width, height = _points(_said(each, "fo:page-width")), _points(_said(each, "fo:page-height"))
            if width and height and width > 0 and height > 0:
                return width, height
        return _SLIDE

    def blocks(self, element: Any) -> Iterator[str]:
        """The HTML of what lies in an element. Its nesting is bounded by the XML parser."""
        for each in element:
            name = _name(each)
            if name == "text:p":
                yield f"<p>{self._inline(each) or '&nbsp;'}</p>"
            elif name == "text:h":
                level = min(max(int(_said(each, "text:outline-level") or 1), 1), 6)
                yield f"<h{level}>{self._inline(each)}</h{level}>"
            elif name in {"text:list", "text:list-item"}:
                tag = "ul" if name == "text:list" else "li"
                yield f"<{tag}>{''.join(self.blocks(each))}</{tag}>"
            elif name == "table:table":
                yield self.table(each)
            elif name == "draw:image":
                yield self._picture(each)
            elif name not in _UNSEEN:
                yield from self.blocks(each)

    def table(self, table: Any) -> str:
        """The rows and cells that hold something; repetitions are written out as far as the limits go."""
        rows: list[list[str]] = []
        cut = False
        for row in _all(table, "table:table-row"):
            cells = self._cells(row)
            times = _count(_said(row, "table:number-rows-repeated")) if any(cells) else 1
            cut = len(rows) + times > _MOST_ROWS
            rows += [cells] * min(times, _MOST_ROWS - len(rows))
            if cut:
                break
        while rows and not any(rows[-1]):
            rows.pop()
        width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
        lines = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in [*row, *[""] * (width - len(row))][:width]) + "</tr>"
            for row in rows
        )
        more = f"<p><i>Only the first {_MOST_ROWS} rows are shown.</i></p>" if cut else ""
        return f"<table>{lines}</table>{more}"

    def _cells(self, row: Any) -> list[str]:
        cells: list[str] = []
        for cell in row:
            if _name(cell) in {"table:table-cell", "table:covered-table-cell"}:
                text = "<br/>".join(self.blocks(cell)).replace("<p>", "").replace("</p>", "")
                times = _count(_said(cell, "table:number-columns-repeated"))
                cells += [text] * min(times, _MOST_COLUMNS - len(cells))
        return cells

    def _inline(self, element: Any) -> str:
        parts = [escaped(element.text or "")]
        for each in element:
            name = _name(each)
            if name == "text:s":
                parts.append("&nbsp;" * min(_count(_said(each, "text:c")), 200))
            elif name == "text:tab":
                parts.append("&nbsp;&nbsp; ")
            elif name == "text:line-break":
                parts.append("<br/>")
            elif name.startswith("draw:"):
                parts.append("".join(self.blocks(each)))
            elif name and name not in _UNSEEN:
                parts.append(self._inline(each))
            parts.append(escaped(each.tail or ""))
        return "".join(parts)

    def _picture(self, image: Any) -> str:
        path = _said(image, "xlink:href").removeprefix("./")
        kind = _PICTURES.get(PurePosixPath(path).suffix.lower())
        if kind is None or path not in self._names or self._zip.getinfo(path).file_size > _MOST_PICTURE_BYTES:
            return ""
        return f"<img src='data:{kind};base64,{base64.b64encode(self._read(path)).decode()}'/>"

    def _find(self, part: str, name: str) -> list[Any]:
        return list(_all(self._root(part), name))

    def _root(self, part: str) -> Any:
        try:
            return etree.fromstring(self._read(part), etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, KeyError, ValueError) as error:
            raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error

    def _read(self, part: str) -> bytes:
        try:
            return self._zip.read(part)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error


_FULL = {prefix: space for space, prefix in _NAMES.items()}


def _all(element: Any, name: str) -> Iterator[Any]:
    prefix, _, local = name.partition(":")
    found: Iterator[Any] = element.iter(f"{{{_FULL[prefix]}}}{local}")
    return found


def _name(element: Any) -> str:
    """With the usual prefix; empty for comments and what is foreign."""
    if not isinstance(element.tag, str):
        return ""
    space, _, local = element.tag[1:].partition("}")
    return f"{_NAMES[space]}:{local}" if space in _NAMES else ""


def _said(element: Any, name: str) -> str:
    prefix, _, local = name.partition(":")
    return str(element.get(f"{{{_FULL[prefix]}}}{local}") or "")


def _count(said: str) -> int:
    return max(int(said), 1) if said.isdecimal() and len(said) < 10 else 1


def _points(said: str) -> float | None:
    found = _LENGTH.fullmatch(said)
    return float(found[1]) * _UNITS[found[2]] if found else None
