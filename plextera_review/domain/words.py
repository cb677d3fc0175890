"""The words of a page, wherever they come from: the file's own text, its form fields, or optical recognition."""

from collections.abc import Sequence
from dataclasses import dataclass

from plextera_review.domain.geometry import NormRect


@dataclass(frozen=True, slots=True)
class Word:
    """One word: text, box on the displayed page, and its block, line and place in the line, in reading order.

    ``form`` is the number of the filled form field it stands in, 0 for printed words; ``confidence`` is 0..1 for words that were
    recognised in a picture and None for the file's own text.
    """

    text: str
    rect: NormRect
    block: int
    line: int
    index: int
    form: int = 0
    confidence: float | None = None

    @property
    def row(self) -> tuple[int, int]:
        """Words of one printed line share this."""
        return self.block, self.line


@dataclass(frozen=True, slots=True)
class PageText:
    """All words of one page. ``recognised`` is True when they were read from the picture."""

    words: tuple[Word, ...] = ()
    recognised: bool = False


def text_of(words: Sequence[Word]) -> str:
    """Words as text: spaces inside a line, line breaks between lines."""
    parts: list[str] = []
    for at, word in enumerate(words):
        if at:
            parts.append(" " if word.row == words[at - 1].row else "\n")
        parts.append(word.text)
    return "".join(parts)


def line_rects(words: Sequence[Word]) -> list[NormRect]:
    """One rectangle a printed line, around its words."""
    rects: list[NormRect] = []
    for at, word in enumerate(words):
        if at and word.row == words[at - 1].row:
            rects[-1] = rects[-1].united(word.rect)
        else:
            rects.append(word.rect)
    return rects
