"""Draws a part of a page exactly as large as it is asked for."""

import math

import pymupdf
from pymupdf import mupdf


def onto_pixels(page: pymupdf.Rect, turns: int, scale: float) -> tuple[pymupdf.Matrix, int, int]:
    """From points to the pixels of the page turned ``turns`` times clockwise, ``scale`` pixels a point; how many there are across and
    down."""
    turned = pymupdf.Matrix(scale, scale).prerotate(90 * turns)
    area = (page * turned).normalize()
    matrix = turned * pymupdf.Matrix(1, 0, 0, 1, -area.x0, -area.y0)
    return matrix, math.ceil(area.width - 1e-6), math.ceil(area.height - 1e-6)


def drawn(page: pymupdf.DisplayList, matrix: pymupdf.Matrix, area: pymupdf.IRect) -> pymupdf.Pixmap:
    """Exactly ``area``, in premultiplied BGRA on white paper: ``DisplayList.get_pixmap`` takes its clip in points and rounds it."""
    bounds = mupdf.FzIrect(*area)
    bgr = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_BGR)  # the byte order Qt paints without conversion
    # With a list of separations, even an empty one: without it spot and RGB colours are taken through CMYK.
    target = mupdf.fz_new_pixmap_with_bbox(bgr, bounds, mupdf.FzSeparations(), 1)
    mupdf.fz_clear_pixmap(target)
    device = mupdf.fz_new_draw_device_with_bbox(mupdf.FzMatrix(*matrix), target, bounds)
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(page.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return pymupdf.Pixmap("raw", target)
