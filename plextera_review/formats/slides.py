"""PowerPoint files as pages: every text, table and picture at its place on the slide."""

import io
from collections.abc import Iterator
from typing import Any

import pymupdf

from plextera_review.formats.markup import PLACED_STYLE, escaped
from plextera_review.formats.office import check_package

_EMU = 12700.0  # English Metric Units a point, ECMA-376 part 1, 20.1.2.1
_MOST_SLIDES = 500
_DEEPEST = 8


def open_slides(data: bytes) -> pymupdf.Document:
    """One page a slide, in the slide's size."""
    from pptx import Presentation

    check_package(data)
    deck = Presentation(io.BytesIO(data))
    width, height = (deck.slide_width or 9_144_000) / _EMU, (deck.slide_height or 6_858_000) / _EMU
    document = pymupdf.open()
    for number, slide in enumerate(deck.slides):
        if number >= _MOST_SLIDES:
            break
        page = document.new_page(width=width, height=height)
        for shape, rect in _shapes(slide.shapes, pymupdf.Matrix(1, 1), 0):
            _draw(page, shape, rect)
    return document


def _shapes(shapes: Any, matrix: pymupdf.Matrix, depth: int) -> Iterator[tuple[Any, pymupdf.Rect]]:
    """The shapes with their places in points; those of a group inside the group's own coordinates."""
    for shape in shapes:
        if shape.left is None or shape.top is None or shape.width is None or shape.height is None:
            continue
        inner = getattr(shape, "shapes", None)
        if inner is not None and depth < _DEEPEST:
            yield from _shapes(inner, _group_matrix(shape) * matrix, depth + 1)
            continue
        left, top = shape.left / _EMU, shape.top / _EMU
        rect = pymupdf.Rect(left, top, left + shape.width / _EMU, top + shape.height / _EMU) * matrix
        if rect.is_valid:
            yield shape, rect


def _group_matrix(group: Any) -> pymupdf.Matrix:
    transform = group._element.grpSpPr.find(".//{*}xfrm")  # noqa: SLF001 - the library has no public name for it
    inside = {} if transform is None else {each.tag.rpartition("}")[2]: each.attrib for each in transform}
    try:
        x, y = int(inside["chOff"]["x"]) / _EMU, int(inside["chOff"]["y"]) / _EMU
        across = group.width / int(inside["chExt"]["cx"])
        down = group.height / int(inside["chExt"]["cy"])
    except (KeyError, ValueError, ZeroDivisionError):
        return pymupdf.Matrix(1, 1)
    return pymupdf.Matrix(across, 0, 0, down, group.left / _EMU - x * across, group.top / _EMU - y * down)


def _draw(page: pymupdf.Page, shape: Any, rect: pymupdf.Rect) -> None:
    picture = _picture(shape)
    if picture is not None:
        try:
            page.insert_image(rect, stream=picture)
        except Exception:  # noqa: BLE001 - a metafile or a damaged picture: its frame shows where it is
            page.draw_rect(rect, color=(0.6, 0.6, 0.6))
        return
    if getattr(shape, "has_table", False):
        rows = ["".join(f"<td>{escaped(cell.text)}</td>" for cell in row.cells) for row in shape.table.rows]
        body = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        size = 12.0
    elif getattr(shape, "has_chart", False):
        body, size = _chart(shape.chart), 10.0
        page.draw_rect(rect, color=(0.7, 0.7, 0.7))
    elif getattr(shape, "has_text_frame", False) and shape.text_frame.text.strip():
        body = "".join(f"<p>{escaped(each.text) or '&nbsp;'}</p>" for each in shape.text_frame.paragraphs)
        size = _font_size(shape, rect)
    else:
        return
    if rect.width > 2 and rect.height > 2:
        style = f"{PLACED_STYLE} p,td{{font-size:{size:g}px}}"
        if page.insert_htmlbox(rect, body, css=style, scale_low=0)[0] < 0:
            page.insert_textbox(rect, "…")


def _picture(shape: Any) -> bytes | None:
    try:
        return bytes(shape.image.blob)
    except (AttributeError, KeyError, ValueError):
        return None


def _font_size(shape: Any, rect: pymupdf.Rect) -> float:
    """As said in the file; placeholders say it in their layout, so there the box tells."""
    said = [run.font.size.pt for each in shape.text_frame.paragraphs for run in each.runs if run.font.size is not None]
    if said:
        return float(max(said))
    return float(min(max(rect.height / (len(shape.text_frame.paragraphs) * 1.6), 8.0), 28.0))


def _chart(chart: Any) -> str:
    """A chart's numbers as a table: what can be checked in it."""
    try:
        plot = chart.plots[0]
        head = "".join(f"<td>{escaped(each)}</td>" for each in ("", *plot.categories))
        rows = [
            f"<tr><td>{escaped(series.name)}</td>"
            + "".join(f"<td>{escaped(each)}</td>" for each in series.values)
            + "</tr>"
            for series in plot.series
        ]
    except (AttributeError, IndexError, KeyError, ValueError):
        return "<p>Chart</p>"
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"
