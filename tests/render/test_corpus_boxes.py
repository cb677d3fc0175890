"""Every business PDF of the corpus: read with its boxes on the right words. Scans are recognised; their boxes lie on their pages."""

from pathlib import Path

import pymupdf
import pytest

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.geometry import NormRect
from plextera_review.extraction.worker import extract
from tests.support.corpus import corpus_path
from tests.support.words_under import covers

CORPUS = corpus_path()
DOCUMENTS = sorted((CORPUS / "business").rglob("*.pdf")) if CORPUS else []


@pytest.mark.skipif(not DOCUMENTS, reason="the corpus of real documents is not here")
def test_there_are_documents() -> None:
    assert len(DOCUMENTS) > 40


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_boxes_lie_on_the_words_of_their_values(path: Path) -> None:
    order = {"path": str(path), "mimeType": "application/pdf", "hubId": None, "metadata": {}}
    with pymupdf.open(path) as document:
        answer = extract(order)
        scan = not any(page.get_text().strip() or page.first_widget for page in document)
        for field in read_extraction("job", answer["output"]).leaves():
            assert (field.value is None) == (not field.placements), field.path
            for place in field.placements:
                if scan:
                    assert field.confidence_reason, field.path
                    assert NormRect(0, 0, 1, 1).intersection_area(place.rect) > 0.99 * place.rect.area, field.path
                    continue
                assert covers(document, place.page, place.rect, field), (field.path, field.raw_text)
