"""Every action of the review screen with its default keys: shortcuts and the cheat sheet are made from this one list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key does. ``keys`` are portable key sequences; ``group`` heads it on the cheat sheet."""

    id: str
    title: str
    keys: tuple[str, ...]
    group: str


REVIEW_ACTIONS = (
    Action("accept", "Accept, go to the next field needing a look", ("Return", "Enter"), "Fields"),
    Action("next_field", "Next field", ("Tab",), "Fields"),
    Action("previous_field", "Previous field", ("Shift+Tab",), "Fields"),
    Action("edit", "Edit (or just type)", ("F2",), "Fields"),
    Action("restore", "Leave the editor, restore the value", ("Esc",), "Fields"),
    Action("missing", "Missing in document", ("Ctrl+M",), "Fields"),
    Action("unreadable", "Unreadable", ("Ctrl+U",), "Fields"),
    Action("comment", "Comment", ("Ctrl+Shift+C",), "Fields"),
    Action("undo", "Undo", ("Ctrl+Z",), "Fields"),
    Action("redo", "Redo", ("Ctrl+Shift+Z",), "Fields"),
    Action("submit", "Submit and open the next document", ("Ctrl+Return", "Ctrl+Enter"), "Document"),
    Action("accept_rest", "Accept the rest", ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "Document"),
    Action("next_document", "Next document", ("Ctrl+Right",), "Document"),
    Action("previous_document", "Previous document", ("Ctrl+Left",), "Document"),
    Action("postpone", "Postpone", ("Ctrl+P",), "Document"),
    Action("center", "Centre on the field; again: whole page", ("Ctrl+G",), "View"),
    Action("cheat_sheet", "These keys", ("F1",), "View"),
)
