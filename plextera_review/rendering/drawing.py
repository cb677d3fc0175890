"""Draws a part of a page exactly as large as it is asked for. Needs MuPDF's bindings alone, which are there before PyMuPDF is."""

import math
from collections.abc import Callable

from pymupdf import mupdf


def onto_pixels(page: mupdf.FzRect, turns: int, scale: float) -> tuple[mupdf.FzMatrix, int, int]:
    """From points to the pixels of the page turned ``turns`` times clockwise, ``scale`` pixels a point; how many there are across and
    down."""
    turned = mupdf.fz_pre_rotate(mupdf.fz_scale(scale, scale), 90 * turns)
    area = mupdf.fz_transform_rect(page, turned)
    matrix = mupdf.fz_concat(turned, mupdf.fz_translate(-area.x0, -area.y0))
    return matrix, math.ceil(area.x1 - area.x0 - 1e-6), math.ceil(area.y1 - area.y0 - 1e-6)


def drawn(
    run: Callable[[mupdf.FzDevice, mupdf.FzMatrix], None],
    matrix: mupdf.FzMatrix,
    area: tuple[int, int, int, int],
    memory: memoryview | None = None,
) -> mupdf.FzPixmap:
    """What ``run`` draws of a page, exactly ``area`` (left, top, right, bottom) of its pixels, on white paper: blue, green, red and a
    byte of 255, as Qt paints it without conversion or blending. PyMuPDF takes its clip in points and rounds it.

    It is drawn into ``memory``, where there is some, which must hold four bytes a pixel and outlive what is returned.
    """
    bounds = mupdf.FzIrect(*area)
    bgr = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_BGR)
    # With a list of separations, even an empty one: without it spot and RGB colours are taken through CMYK.
    if memory is None:
        target = mupdf.fz_new_pixmap_with_bbox(bgr, bounds, mupdf.FzSeparations(), 1)
    else:
        place = mupdf.python_buffer_data(memory)
        target = mupdf.fz_new_pixmap_with_bbox_and_data(bgr, bounds, mupdf.FzSeparations(), 1, place)
    mupdf.fz_clear_pixmap_with_value(target, 255)
    device = mupdf.fz_new_draw_device_with_bbox(matrix, target, bounds)
    run(device, mupdf.FzMatrix())
    mupdf.fz_close_device(device)
    return target
