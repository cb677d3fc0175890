"""What the contact sheet says about itself and about one card. No Qt widgets."""

from plextera_review.viewmodels.contact_sheet import ContactSheetViewModel
from plextera_review.viewmodels.sheet_acts import Screenful, hindrance
from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.viewmodels.sheet_crops import Crop
from plextera_review.viewmodels.sheet_record import SheetState
from plextera_review.viewmodels.sheet_source import SheetSource


def progress_line(sheet: ContactSheetViewModel) -> str:
    """How far the reviewer and the reading are."""
    done, count = sheet.progress
    parts = [f"{done:,} of {count:,} decided"] if count else []
    if sheet.total and sheet.read < sheet.total:
        parts.append(f"reading {sheet.read:,} of {_documents(sheet)} …")
    elif sheet.total:
        parts.append(_documents(sheet))
    if sheet.left_over:
        parts.append(f"the riskiest ones; {sheet.left_over:,} more wait")
    return " · ".join(parts)


def _documents(sheet: ContactSheetViewModel) -> str:
    noun = "document" if sheet.total == 1 else "documents"
    match sheet.source:
        case SheetSource.SELECTION:
            return f"{sheet.total:,} selected {noun}"
        case SheetSource.FILTER:
            return f"{sheet.total:,} {noun} of the queue's filter"
        case _:
            return f"{sheet.total:,} {noun} to review"


def confirmed_line(sheet: ContactSheetViewModel, said: Screenful, *, more: bool) -> str:
    """What confirming the screen did; ``more`` is False when no other card can be confirmed."""
    text = said.sentence
    if not more:
        done, count = sheet.progress
        rest = f"{count - done} wait for a closer look: open, correct or leave them."
        text = f"{text} {rest if count > done else 'Every value is decided.'}".strip()
    undo = sheet.keys.text("sheet_undo")
    return f"{text} {undo} takes it back." if said.accepted and undo else text


def instead_of_cards(sheet: ContactSheetViewModel) -> tuple[str, str, str]:
    """Icon, heading and sentence where there are no cards to show."""
    match sheet.state:
        case SheetState.STARTING:
            return "processing", "Starting", "The documents are read when the connection is there."
        case SheetState.NO_DOCUMENTS:
            text = "Documents appear here when they were read and nobody has reviewed them yet."
            return "success", "No document waits for review", text
        case SheetState.NO_FIELDS:
            text = "None of these documents has a field. Choose another hub or other documents."
            return "empty-set", "There is no field to check", text
        case SheetState.PROBLEM:
            return "error", "The documents cannot be listed", sheet.problem
        case _:
            return "hourglass", "Reading the documents …", ""


def card_line(card: Card, crop: Crop | None) -> str:
    """Everything about the current card in a line: every reason to look, what is wrong with its picture, why Enter leaves it out."""
    row = card.row
    said = " ".join(each.sentence for each in row.reasons) if row is not None and row.needs_look else ""
    said = card.failure or card.problem or said or card.sentence or f"{card.mark.capitalize()}."
    page = f", page {row.placements[0].page}" if row is not None and row.placements else ""
    trouble = f" {crop.problem}" if crop is not None and crop.problem else ""
    why = "" if card.settled else hindrance(card, seen=crop is None or crop.image is not None)
    left = f" Not confirmed with the screen: {why}." if why else ""
    return f"{card.job.display_name}{page} — {said}{trouble}{left}"
