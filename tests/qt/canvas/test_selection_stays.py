"""Selected words stay the same words when a picture on the page has been read in between."""

from PySide6.QtWidgets import QApplication

from plextera_review.canvas.text_layer import TextLayer
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import PageText, Word
from plextera_review.viewmodels.page_text import DocumentText
from plextera_review.viewmodels.tasks import TaskScope


class Texts:
    """The words of one page, exchanged from outside."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.text = PageText(words)

    def known(self, _page: int) -> PageText:
        return self.text


def word(text: str, line: int) -> Word:
    return Word(text, NormRect(0.1, 0.1 * line, 0.2, 0.02), 0, line, 0)


def selecting() -> tuple[Texts, DocumentText, TextLayer]:
    texts = Texts((word("Stamp", 1), word("Paid", 5)))
    document = DocumentText(texts, 1, TaskScope(lambda _error: None))
    layer = TextLayer(document)
    assert layer.select_page(1)
    assert layer.selected_text() == "Stamp\nPaid"
    return texts, document, layer


def test_words_read_in_between_belong_to_the_selection_and_words_before_it_do_not(qapp: QApplication) -> None:
    texts, document, layer = selecting()
    read = (word("Letterhead", 0), word("Stamp", 1), word("Invoice", 3), word("Paid", 5), word("Footer", 9))
    texts.text = PageText(read, recognised=True)
    document.ready.emit(1)
    assert layer.selected_text() == "Stamp\nInvoice\nPaid"


def test_a_selection_whose_words_are_gone_ends(qapp: QApplication) -> None:
    texts, document, layer = selecting()
    texts.text = PageText((word("Other", 1),))
    document.ready.emit(1)
    assert not layer.has_selection
