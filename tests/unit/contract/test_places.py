"""Places as they are sent: every spelling becomes four numbers with what is known about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.contract import place_keys
from plextera_review.contract.placements import read_places, read_sheets
from plextera_review.contract.reading import read_extraction
from plextera_review.domain.convention import Origin, RawPlace, Shape, Unit

_BOX = (10.0, 20.0, 30.0, 40.0)
_KEYS = [
    *place_keys.PLACE_KEYS, *place_keys.MAYBE_KEYS, *place_keys.POINT_LISTS, *place_keys.PAGE_KEYS, *place_keys.INDEX_KEYS,
    *place_keys.UNIT_KEYS, *place_keys.ORIGIN_KEYS, *place_keys.SIZE_OBJECTS, *(k for keys, _ in place_keys.BOX_KEYS for k in keys),
]  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["inch", "BOTTOMLEFT", "1", ""]),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=6),
    max_leaves=40,
)


@given(st.dictionaries(st.sampled_from(_KEYS), _JSON, max_size=6), _JSON)
def test_any_json_is_read_without_error(field: dict[str, object], output: object) -> None:
    for raw in read_places(field, read_sheets(output)):
        assert len(raw.numbers) == 4
        assert all(abs(each) < 1e9 for each in raw.numbers)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"bbox": [10, 20, 30, 40]}, RawPlace(_BOX)),
        ({"bbox": {"l": 10, "t": 20, "r": 30, "b": 40, "coord_origin": "BOTTOMLEFT"}}, RawPlace(_BOX, shape=Shape.CORNERS, origin=Origin.BOTTOM_LEFT)),
        ({"prov": [{"page_no": 2, "bbox": {"l": 10, "t": 20, "r": 30, "b": 40}}]}, RawPlace(_BOX, 2, shape=Shape.CORNERS)),
        ({"Geometry": {"BoundingBox": {"Left": 10, "Top": 20, "Width": 30, "Height": 40}}}, RawPlace(_BOX, shape=Shape.HANGING)),
        ({"box": {"topLeft": {"x": 10, "y": 20}, "bottomRight": {"x": 30, "y": 40}}}, RawPlace(_BOX, shape=Shape.CORNERS)),
        ({"polygon": [10, 20, 30, 40]}, RawPlace(_BOX, shape=Shape.CORNERS)),
        ({"page_id": 0, "polygon": [[10, 20], [30, 20], [30, 40], [10, 40]]}, RawPlace(_BOX, 0, shape=Shape.CORNERS)),
        ({"boundingRegions": [{"pageNumber": 3, "polygon": [10, 20, 30, 20, 30, 40, 10, 40]}]}, RawPlace(_BOX, 3, shape=Shape.CORNERS)),
        (
            {"page_anchor": {"page_refs": [{"page": "1", "bounding_poly": {"normalized_vertices": [{}, {"x": 1.0}, {"x": 1.0, "y": 0.5}]}}]}},
            RawPlace((0.0, 0.0, 1.0, 0.5), 1, shape=Shape.CORNERS),
        ),
        ({"placement": {"pageIndex": 4, "x": 10, "y": 20, "w": 30, "h": 40}}, RawPlace(_BOX, 4, 0, Shape.SIZE)),
        (
            {"location": {"x1": 10, "y1": 20, "x2": 30, "y2": 40, "unit": "pixel", "pageWidth": 800, "pageHeight": 1000}},
            RawPlace(_BOX, shape=Shape.CORNERS, page_size=(800.0, 1000.0), unit=Unit.PIXELS),
        ),
        ({"bbox": [10, 20, 30, 40], "page": {"number": 2, "width": 85, "height": 110}}, RawPlace(_BOX, 2, page_size=(85.0, 110.0))),
    ],
)  # fmt: skip
def test_every_spelling(field: dict[str, object], expected: RawPlace) -> None:
    assert read_places({"value": "v", **field}) == (expected,)


def test_a_fields_own_unit_is_not_that_of_its_box() -> None:
    [raw] = read_places({"value": 3, "unit": "inch", "dimensions": {"width": 3, "height": 4}, "bbox": [10, 20, 30, 40]})
    assert raw == RawPlace(_BOX)


def test_the_list_of_pages_tells_size_and_unit() -> None:
    output = {
        "readResults": [{"page": 1, "width": 8.5, "height": 11, "unit": "inch"}],
        "fields": [{"id": "a", "value": "v", "page": 1, "bbox": [1, 2, 3, 4]}],
    }
    [field] = read_extraction("job", output).fields
    assert field.places == (RawPlace((1.0, 2.0, 3.0, 4.0), 1, page_size=(8.5, 11.0), unit=Unit.INCHES),)
    assert field.placements == ()
    assert field.unplaced_reason


def test_a_box_of_a_document_keeps_being_a_field() -> None:
    """Names that may hold a place are fields all the same where they hold none."""
    [group] = read_extraction("job", [{"region": {"value": "Bavaria"}, "position": {"value": "Manager"}}]).fields
    assert [each.value for each in group.children] == ["Bavaria", "Manager"]
    assert group.places == ()
