"""Every action of the window with its default keys.

Shortcuts, menus, tooltips, the cheat sheet, the palette and the key settings are made from this one list. A new action is a line here
and a handler ``_do_<id>`` on the page of its scope; the window refuses to be built when one of the two is missing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Where an action works; the value is the page's name. Two actions may share a key when their scopes never meet."""

    EVERYWHERE = "everywhere"
    QUEUE = "queue"
    REVIEW = "review"
    CONTACT_SHEET = "contact sheet"
    ACTIVITY = "activity"
    PREVIEW = "preview of Submit"

    def overlaps(self, other: "Scope") -> bool:
        """True when both can be reached by one key press. The preview of Submit is a dialog: no key in it reaches the window."""
        if self is other:
            return True
        return Scope.EVERYWHERE in {self, other} and Scope.PREVIEW not in {self, other}

    @property
    def where(self) -> str:
        """Where an action of this scope works, in words; empty for everywhere."""
        if self is Scope.EVERYWHERE:
            return ""
        return "in the preview of Submit" if self is Scope.PREVIEW else f"on the {self} page"


GROUPS = ("Document", "Fields", "Messages", "Tables", "View", "Text", "Window", "Help")
"""Headings of menus, cheat sheet and key settings, in order."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can have done.

    ``keys`` are the default key sequences in Qt's portable text, none for an action reached by menu and palette only; ``Return`` stands
    for the keypad's Enter, too. ``group`` is one of :data:`GROUPS`. ``repeats`` is True where a key held down goes on; a held Enter must
    never submit documents nobody saw. ``plain`` allows a letter or digit alone as its key: text editors take such a key first, but a list
    that is typed into does not. ``held`` works while its key is down and is therefore in no menu. ``keywords`` are further words the
    palette finds it by.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    group: str
    scope: Scope
    repeats: bool = False
    keywords: str = ""
    plain: bool = False
    held: bool = False


_EVERYWHERE, _QUEUE, _REVIEW, _SHEET = Scope.EVERYWHERE, Scope.QUEUE, Scope.REVIEW, Scope.CONTACT_SHEET
_ACTIVITY, _PREVIEW = Scope.ACTIVITY, Scope.PREVIEW

ACTIONS = (
    # the review page
    Action("accept", "Accept, go to the next field needing a look", ("Return",), "Fields", _REVIEW, keywords="confirm"),
    Action("next_field", "Next field", ("Tab",), "Fields", _REVIEW, repeats=True),
    Action("previous_field", "Previous field", ("Shift+Tab",), "Fields", _REVIEW, repeats=True),
    Action("edit", "Edit (or just type)", ("F2",), "Fields", _REVIEW, keywords="correct change value"),
    Action("restore", "Leave the editor, restore the value", ("Esc",), "Fields", _REVIEW, keywords="cancel"),
    Action("missing", "Missing in document", ("Ctrl+M",), "Fields", _REVIEW, keywords="absent not there"),
    Action("unreadable", "Unreadable", ("Ctrl+U",), "Fields", _REVIEW, keywords="illegible"),
    Action("draw_box", "Draw a box for the field", ("Ctrl+B",), "Fields", _REVIEW, keywords="point rectangle place"),
    Action(
        "pick_words", "Pick words for the field", ("W", "Ctrl+W"), "Fields", _REVIEW, keywords="point text", plain=True
    ),
    Action("widen", "One word more from the page", ("Alt+Right",), "Fields", _REVIEW, repeats=True, keywords="wider"),
    Action("narrow", "One word less", ("Alt+Left",), "Fields", _REVIEW, repeats=True, keywords="narrower page"),
    Action("ditto", "The last value from this sender", ("Ctrl+D",), "Fields", _REVIEW, keywords="same again previous"),
    Action(
        "type_blind",
        "Type this field blind, in every document, or not",
        (),
        "Fields",
        _REVIEW,
        keywords="rekey hidden double",
    ),
    Action("waive", "Waive the rule that fails", ("Ctrl+Shift+W",), "Fields", _REVIEW, keywords="exception reason"),
    Action("comment", "Comment", ("Ctrl+Shift+C",), "Fields", _REVIEW, keywords="note remark"),
    Action("needs_look", "Only fields needing a look", ("Ctrl+L",), "Fields", _REVIEW, keywords="filter flagged open"),
    Action("filter_fields", "Filter fields by name or value", ("Ctrl+Shift+F",), "Fields", _REVIEW, keywords="find"),
    Action("field_history", "History of the field", ("Ctrl+Shift+H",), "Fields", _REVIEW, keywords="earlier versions"),
    Action("last_decisions", "Last decisions", ("Ctrl+Shift+D",), "Document", _REVIEW, keywords="reopen recent back"),
    Action("undo", "Undo", ("Ctrl+Z",), "Fields", _REVIEW, repeats=True),
    Action("redo", "Redo", ("Ctrl+Shift+Z",), "Fields", _REVIEW, repeats=True),
    Action(
        "submit", "Submit and open the next document", ("Ctrl+Return",), "Document", _REVIEW, keywords="send finish"
    ),
    Action("preview", "What Submit will send", ("Ctrl+Shift+P",), "Document", _REVIEW, keywords="preview messages"),
    Action("accept_rest", "Accept the rest", ("Ctrl+Shift+Return",), "Document", _REVIEW, keywords="confirm all"),
    Action("next_document", "Next document", ("Ctrl+Right",), "Document", _REVIEW),
    Action("previous_document", "Previous document", ("Ctrl+Left",), "Document", _REVIEW),
    Action("postpone", "Postpone", ("Ctrl+P",), "Document", _REVIEW, keywords="later put off skip"),
    Action("upload", "Upload this file and read its fields", (), "Document", _REVIEW, keywords="send extract"),
    Action("center", "Centre on the field; again: whole page", ("Ctrl+G",), "View", _REVIEW, keywords="box"),
    Action("page_down", "Scroll down", ("PgDown",), "View", _REVIEW, repeats=True),
    Action("page_up", "Scroll up", ("PgUp",), "View", _REVIEW, repeats=True),
    Action("next_page", "Next page", ("Ctrl+PgDown",), "View", _REVIEW, repeats=True),
    Action("previous_page", "Previous page", ("Ctrl+PgUp",), "View", _REVIEW, repeats=True),
    Action("go_to_page", "Go to page", ("Ctrl+Shift+G",), "View", _REVIEW, keywords="number"),
    Action("first_page", "First page", ("Home",), "View", _REVIEW),
    Action("last_page", "Last page", ("End",), "View", _REVIEW),
    Action("zoom_in", "Larger", ("Ctrl++", "Ctrl+="), "View", _REVIEW, repeats=True, keywords="zoom in magnify"),
    Action("zoom_out", "Smaller", ("Ctrl+-",), "View", _REVIEW, repeats=True, keywords="zoom out"),
    Action("fit_width", "Fit the width", ("Ctrl+0",), "View", _REVIEW, keywords="zoom"),
    Action("fit_page", "Fit the page", ("Ctrl+9",), "View", _REVIEW, keywords="zoom whole"),
    Action("rotate", "Turn the pages", ("Ctrl+R",), "View", _REVIEW, keywords="rotate"),
    Action("toggle_boxes", "Boxes off or on", ("Ctrl+H",), "View", _REVIEW, keywords="hide show overlay"),
    Action("hold_boxes", "Boxes hidden while held, on the page", ("H",), "View", _REVIEW, plain=True, held=True),
    Action("toggle_dark_pages", "Dark pages", ("Ctrl+Shift+I",), "View", _REVIEW, keywords="invert white night"),
    Action("toggle_thumbnails", "Thumbnails", ("Ctrl+T",), "View", _REVIEW, keywords="overview pages"),
    Action(
        "own_window",
        "Pages in their own window, or back",
        ("Ctrl+Shift+O",),
        "View",
        _REVIEW,
        keywords="second screen monitor float detach",
    ),
    Action("swap_sides", "Fields on the other side", ("Ctrl+Shift+S",), "View", _REVIEW, keywords="swap left right"),
    Action("search", "Search in the document", ("Ctrl+F",), "Text", _REVIEW, keywords="find"),
    Action("next_hit", "Next hit", ("F3",), "Text", _REVIEW, repeats=True, keywords="find search"),
    Action("previous_hit", "Previous hit", ("Shift+F3",), "Text", _REVIEW, repeats=True, keywords="find search"),
    Action("copy", "Copy the selected text", ("Ctrl+C",), "Text", _REVIEW),
    Action("select_page_text", "Select the page’s text", ("Ctrl+Shift+A",), "Text", _REVIEW, keywords="all"),
    Action("toggle_tables", "Table under the page", ("Ctrl+Shift+T",), "Tables", _REVIEW, keywords="dock grid rows"),
    Action("next_table", "Next table of the document", ("Ctrl+Shift+PgDown",), "Tables", _REVIEW, keywords="switch"),
    Action("insert_row_below", "Insert a row below", ("Ctrl+I",), "Tables", _REVIEW, keywords="add new line"),
    Action("insert_row_above", "Insert a row above", ("Alt+I",), "Tables", _REVIEW, keywords="add new line"),
    Action("add_row", "Add a row at the end", ("Ctrl+E",), "Tables", _REVIEW, keywords="new line append insert"),
    Action("duplicate_rows", "Duplicate the rows", ("Ctrl+Shift+J",), "Tables", _REVIEW, keywords="copy line again"),
    Action("delete_rows", "Remove the rows", ("Ctrl+Del",), "Tables", _REVIEW, keywords="delete line"),
    Action("restore_rows", "Bring removed rows back", (), "Tables", _REVIEW, keywords="restore deleted line"),
    Action("move_rows_up", "Move the rows up", ("Alt+Up",), "Tables", _REVIEW, repeats=True, keywords="order line"),
    Action("move_rows_down", "Move the rows down", ("Alt+Down",), "Tables", _REVIEW, repeats=True, keywords="order"),
    Action("fill_down", "Fill down", ("Ctrl+Shift+Down",), "Tables", _REVIEW, keywords="same value repeat cells"),
    Action("accept_rows", "Accept the rows", ("Alt+Return",), "Tables", _REVIEW, keywords="confirm line"),
    Action("missing_rows", "Rows are not in the document", ("Ctrl+Shift+M",), "Tables", _REVIEW, keywords="missing"),
    Action("copy_cells", "Copy the cells", (), "Tables", _REVIEW, keywords="spreadsheet clipboard"),
    Action("paste_cells", "Paste into the cells", (), "Tables", _REVIEW, keywords="spreadsheet clipboard excel"),
    # the contact sheet
    Action("sheet_confirm", "Confirm the screen", ("Return",), "Fields", _SHEET, keywords="accept cards all"),
    Action("sheet_odd", "Leave this card out, or not", ("Space",), "Fields", _SHEET, keywords="odd mark exclude"),
    Action("sheet_correct", "Correct the value (or just type)", ("F2",), "Fields", _SHEET, keywords="edit change"),
    Action("sheet_open", "Open in full in the review", ("Ctrl+Return",), "Fields", _SHEET, keywords="document page"),
    Action("sheet_missing", "Missing in document", ("Ctrl+M",), "Fields", _SHEET, keywords="absent not there"),
    Action("sheet_undo", "Undo the last screen or correction", ("Ctrl+Z",), "Fields", _SHEET, repeats=True),
    Action("sheet_redo", "Redo", ("Ctrl+Shift+Z",), "Fields", _SHEET, repeats=True),
    Action("sheet_next", "Next screen", ("PgDown",), "View", _SHEET, repeats=True),
    Action("sheet_previous", "Screen before", ("PgUp",), "View", _SHEET, repeats=True),
    Action("sheet_first", "First card", ("Home",), "View", _SHEET),
    Action("sheet_last", "Last card", ("End",), "View", _SHEET),
    Action(
        "sheet_group", "Equal values together, or riskiest first", ("Ctrl+G",), "View", _SHEET, keywords="order sort"
    ),
    Action("sheet_refresh", "Read the documents again", ("F5",), "Document", _SHEET, keywords="refresh reload"),
    # the queue
    Action("open_document", "Open the document", ("Return",), "Document", _QUEUE, keywords="review"),
    Action("refresh", "Ask the server now", ("F5",), "Document", _QUEUE, keywords="refresh reload"),
    Action("search_queue", "Search the queue", ("Ctrl+F",), "Text", _QUEUE, keywords="find filter"),
    Action(
        "check_field",
        "Check one field over these documents",
        ("Ctrl+Shift+F",),
        "Document",
        _QUEUE,
        keywords="contact sheet cards",
    ),
    Action("show_everything", "Show every document", (), "View", _QUEUE, keywords="clear filter search all"),
    # activity
    Action("activity_open", "Open the document at the field", ("Return",), "Document", _ACTIVITY, keywords="review"),
    Action("activity_edit", "Edit the message", ("F2",), "Messages", _ACTIVITY, keywords="change"),
    Action("activity_save", "Keep the changed message", ("Ctrl+S",), "Messages", _ACTIVITY, keywords="save"),
    Action("activity_leave", "Leave the message or the search", ("Esc",), "Messages", _ACTIVITY, keywords="cancel"),
    Action("activity_send", "Send the messages now", ("Ctrl+Return",), "Messages", _ACTIVITY, keywords="again retry"),
    Action(
        "activity_arrived",
        "They arrived: do not send again",
        (),
        "Messages",
        _ACTIVITY,
        keywords="unconfirmed accepted",
    ),
    Action("activity_discard", "Discard the messages", ("Del",), "Messages", _ACTIVITY, keywords="delete give up"),
    Action("activity_undo", "Bring discarded messages back", ("Ctrl+Z",), "Messages", _ACTIVITY, keywords="undo"),
    Action("activity_copy", "Copy the message", ("Ctrl+C",), "Text", _ACTIVITY, keywords="clipboard"),
    Action("activity_copy_reference", "Copy the reference", (), "Text", _ACTIVITY, keywords="clipboard id"),
    Action("activity_search", "Search the activity", ("Ctrl+F",), "Text", _ACTIVITY, keywords="find filter"),
    Action("activity_everything", "Show every line", (), "View", _ACTIVITY, keywords="clear filter search all"),
    Action("activity_export", "Export the lines shown", (), "View", _ACTIVITY, keywords="save file csv spreadsheet"),
    # the preview of Submit
    Action("preview_submit", "Submit and open the next document", ("Ctrl+Return",), "Document", _PREVIEW),
    Action("preview_go", "Go to the field of the message", ("Return",), "Messages", _PREVIEW, keywords="open"),
    Action("preview_edit", "Edit the message", ("F2",), "Messages", _PREVIEW, keywords="change"),
    Action("preview_save", "Keep the changed message", ("Ctrl+S",), "Messages", _PREVIEW, keywords="save"),
    Action("preview_out", "Leave the message out, or put it back", ("Del",), "Messages", _PREVIEW, keywords="not send"),
    Action(
        "preview_comment", "Comment on the whole document", ("Ctrl+Shift+C",), "Messages", _PREVIEW, keywords="note"
    ),
    Action("preview_leave", "Leave the message, else close", ("Esc",), "Messages", _PREVIEW, keywords="cancel close"),
    Action("preview_keys", "All keys of the preview", ("F1",), "Help", _PREVIEW, keywords="help shortcuts"),
    # the window
    Action("choose_files", "Upload documents", ("Ctrl+O",), "Document", _EVERYWHERE, keywords="open add file"),
    Action("paste_files", "Upload the files on the clipboard", ("Ctrl+V",), "Document", _EVERYWHERE, keywords="paste"),
    Action("go_queue", "Go to Queue", ("Alt+1",), "Window", _EVERYWHERE, keywords="page documents"),
    Action("go_review", "Go to Review", ("Alt+2",), "Window", _EVERYWHERE, keywords="page"),
    Action("go_uploads", "Go to Uploads", ("Alt+3",), "Window", _EVERYWHERE, keywords="page"),
    Action("go_activity", "Go to Activity", ("Alt+4",), "Window", _EVERYWHERE, keywords="page outbox sent"),
    Action("go_settings", "Go to Settings", ("Alt+5",), "Window", _EVERYWHERE, keywords="page preferences options"),
    Action(
        "go_contact_sheet", "Go to Contact sheet", ("Alt+6",), "Window", _EVERYWHERE, keywords="page cards one field"
    ),
    Action("theme_system", "Theme: like the system", (), "Window", _EVERYWHERE, keywords="appearance colours"),
    Action("theme_light", "Theme: light", (), "Window", _EVERYWHERE, keywords="appearance colours bright"),
    Action("theme_dark", "Theme: dark", (), "Window", _EVERYWHERE, keywords="appearance colours night"),
    Action("theme_contrast", "Theme: high contrast", (), "Window", _EVERYWHERE, keywords="appearance colours strong"),
    Action("text_larger", "Larger text", (), "Window", _EVERYWHERE, keywords="size scale font zoom"),
    Action("text_smaller", "Smaller text", (), "Window", _EVERYWHERE, keywords="size scale font zoom"),
    Action("menu", "Menu", ("F10",), "Help", _EVERYWHERE),
    Action("palette", "Find a command, page or document", ("Ctrl+K",), "Help", _EVERYWHERE, keywords="palette search"),
    Action("cheat_sheet", "All keys", ("F1",), "Help", _EVERYWHERE, keywords="help shortcuts cheat sheet"),
    Action("change_keys", "Change keys", (), "Help", _EVERYWHERE, keywords="shortcuts bindings rebind settings"),
    Action("quit", "Close Plextera Review", ("Ctrl+Q",), "Window", _EVERYWHERE, keywords="exit quit"),
)

BY_ID = {action.id: action for action in ACTIONS}


def in_scope(scope: Scope) -> tuple[Action, ...]:
    """The actions of exactly that scope, in the order of the list."""
    return tuple(action for action in ACTIONS if action.scope is scope)


def reachable(scope: Scope) -> tuple[Action, ...]:
    """What can be done on a page: its own actions and those of everywhere it is reached by, sorted by group."""
    everywhere = {Scope.EVERYWHERE} if scope.overlaps(Scope.EVERYWHERE) else set()
    found = [action for action in ACTIONS if action.scope in {scope, *everywhere}]
    return tuple(sorted(found, key=lambda action: GROUPS.index(action.group)))
