"""The same box in every convention a server might use: ``WRITERS`` by name."""

from collections.abc import Callable
from typing import Any

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.page_frame import PageBox, PageFrame

Writer = Callable[[PageFrame, NormRect, int], dict[str, Any]]
"""From a page, a box on the displayed page and the page's number from 1 to the keys of a field."""


def _scaled(frame: PageFrame, rect: NormRect, dpi: float, box: PageBox, turned: bool, up: bool) -> tuple[float, ...]:
    turns = frame.turns if turned else 0
    size, at = frame.canvas_size(box, turns), frame.to_canvas(rect, box, turns)
    wide, high = size.width * dpi / 72, size.height * dpi / 72
    top, bottom = (1 - at.bottom, 1 - at.y) if up else (at.y, at.bottom)
    return at.x * wide, top * high, at.right * wide, bottom * high


def _array(
    dpi: float = 72, *, box: PageBox = PageBox.CROP, turned: bool = True, up: bool = False, size: bool = False,
    first: int = 1, digits: int = 2, key: str = "bbox",
) -> Writer:  # fmt: skip
    def write(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
        x0, y0, x1, y1 = _scaled(frame, rect, dpi, box, turned, up)
        numbers = (x0, y0, x1 - x0, y1 - y0) if size else (x0, y0, x1, y1)
        return {key: [round(each, digits) for each in numbers], "page": page - 1 + first}

    return write


def _named(keys: str, dpi: float = 72, *, up: bool = False, first: int = 1, digits: int = 2, **more: Any) -> Writer:
    names = keys.split()

    def write(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
        x0, y0, x1, y1 = _scaled(frame, rect, dpi, PageBox.CROP, True, up)
        numbers = (x0, y0, x1, y1) if names[2] in {"right", "r", "x2"} else (x0, y0, x1 - x0, y1 - y0)
        if names[:4] == ["l", "t", "r", "b"]:
            numbers = (x0, y1, x1, y0) if up else numbers
        place = {name: round(each, digits) for name, each in zip(names, numbers, strict=True)}
        return {"placements": [{"page": page - 1 + first, **place, **more}]}

    return write


def _parts(parts: float, make: Callable[[float, float, float, float], dict[str, Any]], turned: bool = True) -> Writer:
    """Of the displayed page, or of the one before rotation, cut into ``parts`` both ways."""

    def write(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
        at = rect if turned else frame.to_canvas(rect, PageBox.CROP, 0)
        digits = 4 if parts == 1 else 2 if parts == 100 else 0
        numbers = (round(each * parts, digits) for each in (at.x, at.y, at.right, at.bottom))
        return {"page": page, **make(*numbers)}

    return write


def _user(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
    at = frame.to_user_space(rect)
    return {"bbox": [round(each, 2) for each in (at.x0, at.y0, at.x1, at.y1)], "page": page - 1}


def _native(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
    wide, high = frame.pixels or (frame.size.width * 2, frame.size.height * 2)
    x0, y0, x1, y1 = (round(each) for each in (rect.x * wide, rect.y * high, rect.right * wide, rect.bottom * high))
    return {"polygon": [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], "pageIndex": page - 1}


def _picture(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
    return _array(1000 / frame.size.width * 72, digits=0)(frame, rect, page)


def _given(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
    x0, y0, x1, y1 = (round(each) for each in _scaled(frame, rect, 131, PageBox.CROP, True, False))
    size = frame.canvas_size(PageBox.CROP, frame.turns)
    page_size = {"pageWidth": round(size.width * 131 / 72), "pageHeight": round(size.height * 131 / 72)}
    return {"boundingBox": {"x1": x0, "y1": y0, "x2": x1, "y2": y1, **page_size}, "pageNumber": page}


def _inch_polygon(frame: PageFrame, rect: NormRect, page: int) -> dict[str, Any]:
    x0, y0, x1, y1 = (round(each, 4) for each in _scaled(frame, rect, 1, PageBox.CROP, True, False))
    return {"boundingRegions": [{"pageNumber": page, "polygon": [x0, y0, x1, y0, x1, y1, x0, y1]}]}


WRITERS: dict[str, Writer] = {
    "fraction, x y width height": _parts(1, lambda a, b, c, d: {"placement": {"x": a, "y": b, "width": c - a, "height": d - b}}),
    "fraction, corners": _parts(1, lambda a, b, c, d: {"bbox": [a, b, c, d]}),
    "fraction, [x y w h]": _parts(1, lambda a, b, c, d: {"bbox": [a, b, round(c - a, 4), round(d - b, 4)]}),
    "fraction, [cx cy w h], up": _parts(1, lambda a, b, c, d: {"box": [(a + c) / 2, 1 - (b + d) / 2, c - a, d - b]}),
    "fraction, unrotated": _parts(1, lambda a, b, c, d: {"bbox": [a, b, c, d]}, turned=False),
    "percent, x y w h": _parts(100, lambda a, b, c, d: {"location": {"x": a, "y": b, "w": c - a, "h": d - b}}),
    "permille, [y x y x]": _parts(1000, lambda a, b, c, d: {"box": [b, a, d, c]}),
    "points, left top right bottom": _named("left top right bottom"),
    "points, corners, from 0": _array(first=0),
    "points, corners, up": _array(up=True),
    "points, x y w h, up": _named("x y width height", up=True),
    "points, user space, from 0": _user,
    "points, MediaBox, unrotated": _array(box=PageBox.MEDIA, turned=False),
    "points, MediaBox, up": _array(box=PageBox.MEDIA, up=True),
    "points, l t r b, origin stated": _named("l t r b", up=True, coord_origin="BOTTOMLEFT"),
    "inches, 8 numbers": _inch_polygon,
    "inches, stated": _named("x1 y1 x2 y2", 1, digits=4, unit="inch"),
    "millimetres, corners": _array(25.4, digits=1),
    "pixels 200, corners": _array(200, digits=0),
    "pixels 300, x y w h, from 0": _named("x y width height", 300, first=0, digits=0),
    "pixels 96, [x y w h]": _array(96, size=True, digits=0),
    "pixels 173, corners, up": _array(173, up=True, digits=0),
    "pixels 150, unrotated": _array(150, turned=False, digits=0),
    "pixels, 1000 wide": _picture,
    "pixels of the image / 144": _native,
    "pixels 131, page size given": _given,
    "grid 1024 x 1024": _parts(1024, lambda a, b, c, d: {"bbox": [a, b, c, d]}),
}  # fmt: skip
