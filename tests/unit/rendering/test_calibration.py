"""The convention is found out from the words under the boxes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import pytest

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.convention import Convention, Origin, RawPlace, Shape, Turning, Unit
from plextera_review.domain.geometry import NormRect, PageSize, PointRect
from plextera_review.domain.page_frame import PageFrame
from plextera_review.rendering.calibration import Sample, calibrate, samples_of
from plextera_review.rendering.value_words import Value, WordMap

A4 = PageFrame.plain(PageSize(595, 842))


@dataclass(frozen=True)
class _Word:
    text: str
    rect: NormRect


def _page(seed: int, rows: int = 40) -> list[_Word]:
    """A page of numbers and names in five columns."""
    random = Random(seed)
    words = []
    for row in range(rows):
        for column in range(5):
            text = random.choice(
                ["Total", "VAT", "Berlin", f"{random.randint(1, 99999)}", f"AB-{random.randint(100, 999)}"]
            )
            left = 0.06 + column * 0.18 + random.uniform(0, 0.03)
            words.append(_Word(text, NormRect(left, 0.04 + row * 0.9 / rows, 0.012 * len(text), 0.6 / rows)))
    return words


PAGES = {number: _page(number) for number in (1, 2, 3)}


def _words(number: int) -> Sequence[_Word]:
    return PAGES.get(number, ())


def _samples(write: Callable[[NormRect, int], RawPlace], count: int = 24) -> list[Sample]:
    chosen = Random(7).sample([(word, page) for page, words in PAGES.items() for word in words], count)
    return [Sample((word.text,), (write(word.rect, page),)) for word, page in chosen]


def _points(rect: NormRect, page: int) -> RawPlace:
    return RawPlace((rect.x * 595, (1 - rect.bottom) * 842, rect.right * 595, (1 - rect.y) * 842), page - 1)


def test_points_from_the_bottom_with_pages_from_0() -> None:
    found = calibrate(_samples(_points), [A4] * 3, _words)
    assert found is not None
    assert found.convention == Convention(Unit.POINTS, origin=Origin.BOTTOM_LEFT, page_base=0)
    assert found.sentence == "points, bottom-left, pages from 0 — fits 24 of 24 fields"
    assert found.margin > 0.3


@pytest.mark.parametrize(
    ("expected", "write"),
    [
        (Convention(), lambda r, p: RawPlace((r.x, r.y, r.right, r.bottom), p)),
        (Convention(shape=Shape.SIZE), lambda r, p: RawPlace((r.x, r.y, r.width, r.height), p)),
        (Convention(Unit.PERMILLE, y_first=True), lambda r, p: RawPlace((r.y * 1e3, r.x * 1e3, r.bottom * 1e3, r.right * 1e3), p)),
        (Convention(Unit.PIXELS, 200.0), lambda r, p: RawPlace(tuple(round(v * s * 200 / 72) for v, s in ((r.x, 595), (r.y, 842), (r.right, 595), (r.bottom, 842))), p)),
        (Convention(Unit.GIVEN), lambda r, p: RawPlace((r.x * 77, r.y * 99, r.right * 77, r.bottom * 99), p, page_size=(77, 99))),
        (Convention(Unit.INCHES), lambda r, p: RawPlace((r.x * 595 / 72, r.y * 842 / 72, r.right * 595 / 72, r.bottom * 842 / 72), p, unit=Unit.INCHES)),
        (Convention(shape=Shape.SPANS), lambda r, p: RawPlace((r.x, r.right, r.y, r.bottom), p)),
    ],
)  # fmt: skip
def test_conventions(expected: Convention, write: Callable[[NormRect, int], RawPlace]) -> None:
    found = calibrate(_samples(write), [A4] * 3, _words)
    assert found is not None
    assert found.convention == expected
    assert (found.fits, found.total) == (24, 24)


@pytest.mark.parametrize("dpi", [173.0, 111.7, 160.0])
def test_a_resolution_nobody_knows(dpi: float) -> None:
    wide, high = 595 * dpi / 72, 842 * dpi / 72
    found = calibrate(
        _samples(lambda r, p: RawPlace((r.x * wide, r.y * high, r.right * wide, r.bottom * high), p)), [A4] * 3, _words
    )
    assert found is not None
    assert found.convention.dpi == pytest.approx(dpi, rel=0.005)
    assert found.fits == 24


def test_a_picture_as_wide_on_every_page() -> None:
    frames = [PageFrame.plain(PageSize(width, 800)) for width in (400, 600, 800)]

    def write(rect: NormRect, page: int) -> RawPlace:
        high = 800 / frames[page - 1].size.width * 1000
        return RawPlace((rect.x * 1000, rect.y * high, rect.right * 1000, rect.bottom * high), page)

    found = calibrate(_samples(write), frames, _words)
    assert found is not None
    assert found.convention == Convention(Unit.WIDE, grid=(1000.0, 1000.0))
    assert found.fits == 24


def test_fractions_are_not_bent_to_words_that_stand_low_in_their_boxes() -> None:
    low = {
        number: [_Word(w.text, NormRect(w.rect.x, w.rect.y - 0.003, w.rect.width, w.rect.height)) for w in words]
        for number, words in PAGES.items()
    }
    samples = _samples(lambda r, p: RawPlace((r.x, r.y, r.right, r.bottom), p))
    found = calibrate(samples, [A4] * 3, lambda number: low.get(number, ()))
    assert found is not None
    assert found.convention == Convention()


def test_a_turned_page_measured_before_rotation() -> None:
    frame = PageFrame(PageSize(842, 595), 1, PointRect(0, 0, 595, 842), PointRect(0, 0, 595, 842))

    def write(rect: NormRect, page: int) -> RawPlace:
        at = rect.turned(-1)
        return RawPlace((at.x * 595, at.y * 842, at.right * 595, at.bottom * 842), page)

    found = calibrate(_samples(write), [frame] * 3, _words)
    assert found is not None
    assert found.convention == Convention(Unit.POINTS, turning=Turning.UNROTATED)


def test_a_page_the_server_turned_itself() -> None:
    def write(rect: NormRect, page: int) -> RawPlace:
        at = rect.turned(2)
        return RawPlace((at.x, at.y, at.right, at.bottom), page)

    found = calibrate(_samples(write), [A4] * 3, _words)
    assert found is not None
    assert found.convention.turning is Turning.OVER


def test_without_words_fractions_or_nothing() -> None:
    fractions = [Sample(("a",), (RawPlace((0.1, 0.2, 0.3, 0.4), 1),))]
    points = [Sample(("a",), (RawPlace((100, 200, 300, 210), 1),))]
    found = calibrate(fractions, [A4], lambda _: ())
    assert found is not None
    assert found.convention == Convention()
    assert found.fits == 0
    assert "could not be checked" in found.sentence
    assert calibrate(points, [A4], lambda _: ()) is None
    remembered = calibrate(points, [A4], lambda _: (), Convention(Unit.POINTS))
    assert remembered is not None
    assert remembered.convention.unit is Unit.POINTS
    assert calibrate([], [A4], _words) is None
    assert calibrate(points, [], _words) is None


def test_values_that_stand_nowhere_are_not_counted() -> None:
    samples = [*_samples(_points), Sample(("nowhere to be seen",), (RawPlace((1, 1, 9, 9), 0),))]
    found = calibrate(samples, [A4] * 3, _words)
    assert found is not None
    assert (found.fits, found.total) == (24, 24)


def test_a_chance_hit_is_no_convention() -> None:
    random = Random(3)
    words = [word for page in PAGES.values() for word in page]
    samples = [
        Sample((random.choice(words).text,), (RawPlace((x, y, x + 40, y + 9), 1, shape=Shape.CORNERS),))
        for x, y in ((random.uniform(20, 500), random.uniform(20, 800)) for _ in range(12))
    ]
    assert calibrate(samples, [A4], _words) is None


def test_what_is_remembered_wins_a_tie() -> None:
    """On a plain page points before and after rotation are the same."""
    remembered = Convention(Unit.POINTS, origin=Origin.BOTTOM_LEFT, page_base=0, turning=Turning.UNROTATED)
    found = calibrate(_samples(_points), [A4] * 3, _words, remembered)
    assert found is not None
    assert found.convention == remembered
    other = calibrate(_samples(_points), [A4] * 3, _words, Convention(Unit.PERCENT))
    assert other is not None
    assert other.convention.unit is Unit.POINTS


@pytest.mark.parametrize(
    ("texts", "printed"),
    [
        (("1234.50",), ["1.234,50", "€"]),
        (("1234.5",), ["EUR", "1,234.50"]),
        (("610",), ["$610.00"]),
        (("2019-11-05",), ["5.", "November", "2019"]),
        (("2019-11-05",), ["11/5/19"]),
        (("Fabrikam Residences",), ["FABRIKAM", "Residences,"]),
        (("INV-100",), ["INV", "-", "100"]),
    ],
)
def test_a_value_and_its_printed_form(texts: tuple[str, ...], printed: list[str]) -> None:
    words = [_Word(text, NormRect(0.1 + 0.1 * at, 0.1, 0.09, 0.01)) for at, text in enumerate(printed)]
    words.append(_Word("elsewhere", NormRect(0.1, 0.5, 0.2, 0.01)))
    assert WordMap(words).fit(Value.of(texts), [(0.05, 0.09, 0.95, 0.12)]) > 0.9
    assert WordMap(words).fit(Value.of(texts), [(0.05, 0.45, 0.95, 0.55)]) == 0


def test_from_an_extraction() -> None:
    fields = [
        {"id": str(at), "value": word.text, "bbox": [word.rect.x * 100, word.rect.y * 100, word.rect.width * 100, word.rect.height * 100]}
        for at, word in enumerate(PAGES[1][::9])
    ]  # fmt: skip
    extraction = read_extraction("job", {"fields": [*fields, {"id": "x", "value": None, "bbox": [1, 2, 3, 4]}]})
    samples = samples_of(extraction)
    assert len(samples) == len(fields)
    found = calibrate(samples, [A4], _words)
    assert found is not None
    assert found.convention == Convention(Unit.PERCENT, shape=Shape.SIZE)


def test_it_is_fast() -> None:
    samples = _samples(_points, 60)
    start = time.perf_counter()
    calibrate(samples, [A4] * 3, _words)
    assert time.perf_counter() - start < 1  # 30 ms in practice; a busy machine must not fail
