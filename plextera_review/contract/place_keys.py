"""The keys under which servers put places, pages, sizes, units and corners."""

from plextera_review.domain.convention import Origin, Shape, Unit

PLACE_KEYS = (
    "placements",
    "placement",
    "locations",
    "location",
    "boundingBoxes",
    "boundingBox",
    "bounding_boxes",
    "bounding_box",
    "bbox",
    "bboxes",
    "boundingRegions",
    "bounding_regions",
    "polygon",
    "polygons",
    "geometry",
    "Geometry",
    "boundingPoly",
    "bounding_poly",
    "pageRefs",
    "page_refs",
    "pageAnchor",
    "page_anchor",
    "citations",
    "references",
    "prov",
)
"""Keys that hold nothing but places."""
MAYBE_KEYS = ("BoundingBox", "Polygon", "box", "boxes", "rect", "region", "regions", "coordinates", "position", "quad")
"""Keys that often hold places, but may be fields of a document."""
POINT_LISTS = ("normalizedVertices", "normalized_vertices", "vertices", "points", "polygon", "Polygon", "quad")
INSIDE_KEYS = (*PLACE_KEYS, *POINT_LISTS, *MAYBE_KEYS)

BOX_KEYS = (
    (("x", "y", "width", "height"), Shape.SIZE),
    (("x", "y", "w", "h"), Shape.SIZE),
    (("X", "Y", "Width", "Height"), Shape.SIZE),
    (("left", "top", "width", "height"), Shape.HANGING),
    (("Left", "Top", "Width", "Height"), Shape.HANGING),
    (("left", "top", "right", "bottom"), Shape.CORNERS),
    (("Left", "Top", "Right", "Bottom"), Shape.CORNERS),
    (("l", "t", "r", "b"), Shape.CORNERS),
    (("x0", "y0", "x1", "y1"), Shape.CORNERS),
    (("x1", "y1", "x2", "y2"), Shape.CORNERS),
    (("xmin", "ymin", "xmax", "ymax"), Shape.CORNERS),
    (("xMin", "yMin", "xMax", "yMax"), Shape.CORNERS),
    (("x_min", "y_min", "x_max", "y_max"), Shape.CORNERS),
    (("minX", "minY", "maxX", "maxY"), Shape.CORNERS),
    (("cx", "cy", "w", "h"), Shape.CENTRE),
    (("cx", "cy", "width", "height"), Shape.CENTRE),
)
CORNER_KEYS = (
    ("topLeft", "bottomRight"),
    ("top_left", "bottom_right"),
    ("upperLeft", "lowerRight"),
    ("bottomLeft", "topRight"),
    ("bottom_left", "top_right"),
    ("min", "max"),
)
PAGE_KEYS = ("page", "pageNumber", "page_number", "PageNumber", "page_no", "pageNo", "page_id", "pageId")
INDEX_KEYS = ("pageIndex", "page_index", "pageIdx", "page_idx")
SIZE_KEYS = (
    ("pageWidth", "pageHeight"),
    ("page_width", "page_height"),
    ("imageWidth", "imageHeight"),
    ("image_width", "image_height"),
)
SIZE_OBJECTS = ("pageSize", "page_size", "imageSize", "image_size", "page", "dimension", "dimensions", "size")
UNIT_KEYS = ("unit", "units", "coordinateUnit", "coordinate_unit", "coordUnit")
ORIGIN_KEYS = ("coord_origin", "coordOrigin", "coordinateOrigin", "coordinate_origin", "origin")
UNITS = {
    "fraction": Unit.FRACTION,
    "normalized": Unit.FRACTION,
    "normalised": Unit.FRACTION,
    "relative": Unit.FRACTION,
    "percent": Unit.PERCENT,
    "percentage": Unit.PERCENT,
    "%": Unit.PERCENT,
    "point": Unit.POINTS,
    "points": Unit.POINTS,
    "pt": Unit.POINTS,
    "inch": Unit.INCHES,
    "inches": Unit.INCHES,
    "in": Unit.INCHES,
    "mm": Unit.MILLIMETRES,
    "millimeters": Unit.MILLIMETRES,
    "millimetres": Unit.MILLIMETRES,
    "pixel": Unit.PIXELS,
    "pixels": Unit.PIXELS,
    "px": Unit.PIXELS,
}
ORIGINS = {
    "topleft": Origin.TOP_LEFT,
    "upperleft": Origin.TOP_LEFT,
    "bottomleft": Origin.BOTTOM_LEFT,
    "lowerleft": Origin.BOTTOM_LEFT,
}
PAGE_LISTS = ("pages", "readResults", "pageInfos", "page_infos")
