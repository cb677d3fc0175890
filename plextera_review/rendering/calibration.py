"""Finds out from a document itself which coordinate convention a server writes its places in (contract 3.3).

Every convention is tried: where it is the right one, the words under the boxes are the fields' values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plextera_review.domain.convention import Convention
from plextera_review.domain.field import Extraction, Field, Money
from plextera_review.domain.page_frame import PageFrame
from plextera_review.domain.values import value_text
from plextera_review.rendering.trial import Sample, Trial
from plextera_review.rendering.value_words import WordLike

_SURE_SHARE = 0.5
_LEAST_SHARE = 0.2
_LEAST_FITS = 5
_LEAST_MARGIN = 0.1

__all__ = ["Calibration", "Sample", "calibrate", "samples_of"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The convention found. ``fits`` of ``total`` fields have their words under their boxes; ``total`` leaves out values that
    stand nowhere on their page. ``margin`` (0..1) is the lead over the next best convention with other boxes; with ``fits``
    0 nothing could be checked.
    """

    convention: Convention
    fits: int
    total: int
    margin: float

    @property
    def sentence(self) -> str:
        """For people: ``points, bottom-left, pages from 0 — fits 23 of 24 fields``."""
        found = f"fits {self.fits} of {self.total} fields" if self.fits else "could not be checked on the page"
        return f"{self.convention.describe()} — {found}"


def samples_of(extraction: Extraction) -> list[Sample]:
    """Every leaf field with a place and a text."""
    found = []
    for each in extraction.leaves():
        texts = _texts(each)
        if each.places and texts:
            found.append(Sample(texts, each.places))
    return found


def calibrate(
    samples: Sequence[Sample],
    frames: Sequence[PageFrame],
    words_of_page: Callable[[int], Sequence[WordLike]],
    remembered: Convention | None = None,
) -> Calibration | None:
    """The convention of ``samples``; ``remembered`` wins ties. ``words_of_page`` takes page numbers from 1.

    None when nothing can be said: no words to check by, and the numbers are not fractions either.
    """
    if not frames or not any(each.places for each in samples):
        return None
    trial = Trial(samples, frames, words_of_page, remembered)
    best, margin = trial.best()
    fits, total = trial.count(best) if best else (0, 0)
    if best is None or not _convincing(fits, total, margin):
        blind = trial.unchecked()
        return Calibration(blind, 0, total, 0.0) if blind else None
    return Calibration(best, fits, total, margin)


def _convincing(fits: int, total: int, margin: float) -> bool:
    """Half of the fields, or fewer where nothing else comes near: a box on a wrong place is worse than none."""
    if fits >= _SURE_SHARE * total:
        return fits > 0
    return fits >= max(_LEAST_FITS, _LEAST_SHARE * total) and margin >= _LEAST_MARGIN


def _texts(field: Field) -> tuple[str, ...]:
    found = [field.raw_text or "", value_text(field.value)]
    if isinstance(field.value, Money):
        found.append(field.value.amount)
    return tuple(dict.fromkeys(each for each in found if each))
