"""Every action of the review screen with its default keys: shortcuts and the cheat sheet are made from this one list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key does. ``keys`` are portable key sequences; ``group`` heads it on the cheat sheet.

    ``repeats`` is True where a key held down goes on; a held Enter must never submit documents nobody saw.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    group: str
    repeats: bool = False


REVIEW_ACTIONS = (
    Action("accept", "Accept, go to the next field needing a look", ("Return", "Enter"), "Fields"),
    Action("next_field", "Next field", ("Tab",), "Fields", repeats=True),
    Action("previous_field", "Previous field", ("Shift+Tab",), "Fields", repeats=True),
    Action("edit", "Edit (or just type)", ("F2",), "Fields"),
    Action("restore", "Leave the editor, restore the value", ("Esc",), "Fields"),
    Action("missing", "Missing in document", ("Ctrl+M",), "Fields"),
    Action("unreadable", "Unreadable", ("Ctrl+U",), "Fields"),
    Action("comment", "Comment", ("Ctrl+Shift+C",), "Fields"),
    Action("undo", "Undo", ("Ctrl+Z",), "Fields", repeats=True),
    Action("redo", "Redo", ("Ctrl+Shift+Z",), "Fields", repeats=True),
    Action("submit", "Submit and open the next document", ("Ctrl+Return", "Ctrl+Enter"), "Document"),
    Action("accept_rest", "Accept the rest", ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "Document"),
    Action("next_document", "Next document", ("Ctrl+Right",), "Document"),
    Action("previous_document", "Previous document", ("Ctrl+Left",), "Document"),
    Action("postpone", "Postpone", ("Ctrl+P",), "Document"),
    Action("center", "Centre on the field; again: whole page", ("Ctrl+G",), "View"),
    Action("page_down", "Scroll down", ("PgDown",), "View", repeats=True),
    Action("page_up", "Scroll up", ("PgUp",), "View", repeats=True),
    Action("next_page", "Next page", ("Ctrl+PgDown",), "View", repeats=True),
    Action("previous_page", "Previous page", ("Ctrl+PgUp",), "View", repeats=True),
    Action("go_to_page", "Go to page", ("Ctrl+Shift+G",), "View"),
    Action("first_page", "First page", ("Home",), "View"),
    Action("last_page", "Last page", ("End",), "View"),
    Action("zoom_in", "Larger", ("Ctrl++", "Ctrl+="), "View", repeats=True),
    Action("zoom_out", "Smaller", ("Ctrl+-",), "View", repeats=True),
    Action("fit_width", "Fit the width", ("Ctrl+0",), "View"),
    Action("fit_page", "Fit the page", ("Ctrl+9",), "View"),
    Action("rotate", "Turn the pages", ("Ctrl+R",), "View"),
    Action("toggle_boxes", "Boxes off or on", ("Ctrl+H",), "View"),
    Action("toggle_dark_pages", "Dark pages", ("Ctrl+Shift+I",), "View"),
    Action("toggle_thumbnails", "Thumbnails", ("Ctrl+T",), "View"),
    Action("search", "Search in the document", ("Ctrl+F",), "Text"),
    Action("next_hit", "Next hit", ("F3",), "Text", repeats=True),
    Action("previous_hit", "Previous hit", ("Shift+F3",), "Text", repeats=True),
    Action("copy", "Copy the selected text", ("Ctrl+C",), "Text"),
    Action("select_page_text", "Select the page's text", ("Ctrl+Shift+A",), "Text"),
    Action("cheat_sheet", "These keys", ("F1",), "View"),
)
