"""The tolerant reader: the contract's own form, other spellings, and any JSON at all."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.contract.reading import read_extraction, read_job
from plextera_review.domain.field import FieldKind, Money
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.job import JobStatus
from plextera_review.domain.review import ReasonKind, ReviewPolicy, reasons_to_look

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "key",
                    "name",
                    "fields",
                    "rows",
                    "value",
                    "placements",
                    "bbox",
                    "x",
                    "y",
                    "width",
                    "height",
                    "page",
                    "confidence",
                    "polygon",
                    "pageIndex",
                    "amount",
                    "type",
                    "geometry",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(_JSON)
def test_any_json_is_read_without_error(output: object) -> None:
    extraction = read_extraction("job", output)
    fields = [each for top in extraction.fields for each in top.walk()]
    assert len({each.path for each in fields}) == len(fields)
    for each in fields:
        assert each.confidence is None or 0 <= each.confidence <= 1
        for placement in each.placements:
            assert placement.page >= 1
            assert 0 <= placement.rect.x <= placement.rect.right <= 1 + 1e-9
            assert 0 <= placement.rect.y <= placement.rect.bottom <= 1 + 1e-9


@given(_JSON)
def test_any_job_is_read_or_has_no_id(data: object) -> None:
    try:
        assert read_job(data).id
    except ValueError as error:
        assert "without an id" in str(error)


def test_the_contracts_own_form() -> None:
    output = {
        "fieldCount": 2,
        "fields": [
            {
                "id": "total",
                "name": "Total",
                "type": "MONEY",
                "value": {"amount": "1234.50", "currency": "EUR"},
                "rawText": "1.234,50 €",
                "confidence": 0.74,
                "placements": [{"page": 2, "x": 0.5, "y": 0.25, "width": 0.1, "height": 0.02}],
            },
            {
                "id": "lineItems",
                "name": "Line items",
                "type": "TABLE",
                "columns": [{"id": "qty", "name": "Qty", "type": "NUMBER"}],
                "rows": [{"id": "lineItems[0]", "fields": [{"id": "lineItems[0].qty", "type": "NUMBER", "value": 3}]}],
            },
        ],
    }
    extraction = read_extraction("job", output)
    total, table = extraction.fields
    assert total.value == Money("1234.50", "EUR")
    assert total.kind is FieldKind.MONEY
    assert total.placements[0].page == 2
    assert total.placements[0].rect == NormRect.from_corners(0.5, 0.25, 0.6, 0.27)
    assert table.kind is FieldKind.TABLE
    assert [each.path for each in extraction.leaves()] == ["total", "lineItems[0].qty"]


@pytest.mark.parametrize(
    "place",
    [
        {"placement": {"page": 1, "left": 0.1, "top": 0.2, "right": 0.3, "bottom": 0.4}},
        {"bbox": [0.1, 0.2, 0.3, 0.4]},
        {"polygon": [0.1, 0.2, 0.3, 0.2, 0.3, 0.4, 0.1, 0.4]},
        {"polygon": [[0.1, 0.2], [0.3, 0.2], [0.3, 0.4], [0.1, 0.4]]},
        {"boundingPoly": {"normalizedVertices": [{"x": 0.1, "y": 0.2}, {"x": 0.3, "y": 0.4}]}},
        {"geometry": {"boundingBox": {"x1": "0.1", "y1": "0.2", "x2": "0.3", "y2": "0.4"}}},
        {"citations": [{"pageIndex": 0, "bbox": [0.1, 0.2, 0.3, 0.4]}]},
    ],
)
def test_every_spelling_of_a_place(place: dict[str, object]) -> None:
    [field] = read_extraction("job", [{"key": "a", "value": "v", **place}]).fields
    [placement] = field.placements
    assert placement.page == 1
    assert placement.rect.x == pytest.approx(0.1)
    assert placement.rect.bottom == pytest.approx(0.4)


def test_a_place_in_points_is_named_as_unknown() -> None:
    [field] = read_extraction("job", [{"key": "a", "value": "v", "bbox": [10, 20, 300, 400]}]).fields
    assert field.placements == ()
    assert field.unplaced_reason


@pytest.mark.parametrize(
    ("given_value", "expected"), [(0.5, 0.5), (93, 0.93), ("97%", 0.97), ("0.4", 0.4), (None, None)]
)
def test_confidence_scales(given_value: object, expected: float | None) -> None:
    [field] = read_extraction("job", [{"key": "a", "value": "v", "confidence": given_value}]).fields
    assert field.confidence == (None if expected is None else pytest.approx(expected))


def test_nan_repeated_ids_and_unknown_status() -> None:
    first, second = read_extraction("job", [{"id": "a", "value": math.nan}, {"id": "a", "value": True}]).fields
    assert (first.path, second.path) == ("a", "a#2")
    assert first.field_id == second.field_id == "a"
    assert first.value == "nan"
    assert second.kind is FieldKind.BOOLEAN
    job = read_job({"id": "dijob_1", "status": "PAUSED", "createdAt": "2026-04-07T10:05:04Z"})
    assert job.status is JobStatus.UNKNOWN
    assert job.status_text == "PAUSED"
    assert job.created_at.isoformat() == "2026-04-07T10:05:04+00:00"


def nested(levels: int, inmost: object) -> dict[str, object]:
    """A field in a field in a field, ``levels`` deep around the inmost ones."""
    fields: object = inmost
    for level in range(levels, 0, -1):
        fields = [{"id": f"level{level}", "name": f"Level {level}", "fields": fields}]
    return {"fields": fields}


def test_fields_too_deep_for_rows_are_told_in_one_value() -> None:
    place = {"page": 1, "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.1}
    inmost = [
        {"id": "net", "name": "Net", "value": 100, "placements": [place]},
        {"id": "tax", "name": "Tax", "type": "MONEY", "value": {"amount": "19.00", "currency": "EUR"}},
        {"id": "none", "name": "None", "value": None},
        {"id": "raw", "name": "As printed", "value": None, "rawText": "a\nb"},
        {"name": "Codes", "value": ["A1", "B2"], "confidence": 0.5},
        {"amount": 3, "weight": 4},
    ]
    for levels in (13, 14, 40):
        [leaf] = read_extraction("job", nested(levels, inmost)).leaves()
        assert leaf.field_id == "level13"
        assert leaf.value == "Net: 100; Tax: 19.00 EUR; As printed: a b; Codes: A1; B2; amount: 3; weight: 4"
        assert leaf.folded
        assert leaf.kind is FieldKind.STRING
        assert [each.rect.x for each in leaf.placements] == [pytest.approx(0.1)]
        assert ReasonKind.FOLDED in {each.kind for each in reasons_to_look(leaf, ReviewPolicy())}
    rows = list(read_extraction("job", nested(12, inmost)).leaves())
    assert [each.value for each in rows[:2]] == [100, Money("19.00", "EUR")]
    assert {each.name: each.value for each in rows if each.folded} == {"Codes": "A1; B2", "6": "amount: 3; weight: 4"}


def test_a_folded_text_says_how_much_more_there_is() -> None:
    [leaf] = read_extraction("job", nested(13, [{"name": f"n{at}", "value": at} for at in range(10_000)])).leaves()
    told, _, more = str(leaf.value).rpartition(" … and ")
    assert len(told) < 5_000
    assert told.count(";") + 1 + int(more.removesuffix(" more")) == 10_000


def test_nesting_without_end() -> None:
    """No depth makes the reader fail or wait; what lies at the bottom is there."""
    lists: object = ["bottom"]
    maps: object = {"deepest": "bottom"}
    for _ in range(10_000):
        lists, maps = [lists], {"in": maps}
    deep = [nested(10_000, [{"name": "x", "value": "bottom"}]), {"fields": lists}, {"fields": maps}, lists]
    for output in deep:
        [leaf] = read_extraction("job", output).leaves()
        assert str(leaf.value).endswith("bottom")
    assert read_job({"id": "a", "metadata": {"deep": lists, "flat": "x"}}).metadata == {"deep": "…", "flat": "x"}
