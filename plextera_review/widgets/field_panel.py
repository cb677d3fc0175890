"""The fields of the document beside its pages: tree, filters, editor, comment line, waiver."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from plextera_review.viewmodels.field_rows import FieldRow, Heading
from plextera_review.viewmodels.field_tree import FIELD_ROLE, FieldTreeModel
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.widgets.announcing import announce
from plextera_review.widgets.field_delegate import FieldDelegate
from plextera_review.widgets.field_tree import FieldTree
from plextera_review.widgets.in_place_editing import InPlaceEditing
from plextera_review.widgets.panel_head import CommentLine, PanelHead
from plextera_review.widgets.pieces import label
from plextera_review.widgets.theme import Theme
from plextera_review.widgets.waiver_line import WaiverLine

_LEAST_WIDTH = 320


class FieldPanel(QWidget):
    """The right side of the review page. ``acts`` are its actions by id; ``menu_wanted`` carries the point of the screen where the menu
    of the selected field goes."""

    menu_wanted = Signal(object)

    def __init__(self, review: ReviewViewModel, theme: Theme) -> None:
        super().__init__()
        self._review, self._theme = review, theme
        self.model = FieldTreeModel(review, self)
        self.list = FieldTree(self.model)
        self.delegate = FieldDelegate(theme, review.crops, self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.restore_groups()
        self.editing = InPlaceEditing(review, self.list, self.delegate, theme, self)
        self.editor = self.editing.editor
        self.head = PanelHead(theme)
        self.filter = self.head.filter
        self.comment = CommentLine()
        self.waiver = WaiverLine(theme)
        self._none = label("", "muted", wrap=True)  # why there are no fields
        self._none.setContentsMargins(16, 12, 16, 12)
        self._crops_shown = False
        self._stayed: str | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._none, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.comment)
        layout.addWidget(self.waiver)
        self.acts: dict[str, Callable[[], None]] = {
            "needs_look": self.filter.toggle,
            "filter_fields": self.begin_search,
        }
        self._connect()
        self._fit()

    def _connect(self) -> None:
        review = self._review
        self.head.changed.connect(self._show_wanted)
        self.list.chosen.connect(self._on_chosen)
        self.list.doubleClicked.connect(self._on_double_click)
        self.list.menu_wanted.connect(self.menu_wanted)
        self.model.built.connect(self._show_wanted)
        self.model.joined.connect(lambda _paths: self._show_wanted() if self.head.filters else None)
        self.model.judged.connect(self._on_judged)
        review.selected_changed.connect(self._follow)
        review.crops.ready.connect(self._on_crop)
        review.fields_changed.connect(self._on_fields)
        self._theme.changed.connect(self._fit)

    @property
    def heading(self) -> Heading | None:
        """The heading that is chosen instead of a field."""
        row = self.list.row
        return row if isinstance(row, Heading) else None

    @property
    def said(self) -> str:
        """What is said under the editor; see :attr:`InPlaceEditing.said`."""
        return self.editing.said

    # -- editor

    def edit(self, typed: str | None = None) -> None:
        """Edit the selected field; ``typed`` replaces its text at once."""
        self.editing.begin(typed)

    def take(self) -> bool:
        """Keep what was typed, if it differs; False when no editor was open."""
        found = self.editing.typed()
        if found is None:
            return False
        name = self.editor.title
        self.restore()
        if (
            found.changed and self._review.row_of(found.path) is None
        ):  # read again meanwhile, or the connection is another one
            said = f"“{name}” is not there any more; what was being typed for it is not kept: {found.text}"
            self._review.notices.show("warning", said, "typed-for-nothing")
        elif found.changed:
            self._review.correct(found.path, found.text)
        return True

    def restore(self) -> bool:
        """Leave editor, comment line or waiver, nothing kept; False when none was open."""
        if not self.editor.editing and not self.comment.isVisible() and not self.waiver.isVisible():
            return False
        self.editing.leave()
        self.comment.hide()
        self.waiver.hide()
        self.list.setFocus()
        return True

    # -- filters

    def begin_search(self) -> None:
        """Open the line that filters by names and values."""
        self.take()
        self.head.open_search()

    def take_search(self) -> bool:
        """Enter in the filter line: the first field it left is chosen; False when the focus is elsewhere."""
        if not self.head.search.hasFocus():
            return False
        words = self.head.words
        rows = (each for each in self.model.rows if isinstance(each, FieldRow))
        first = next((each for each in rows if self._is_wanted(each, words)), None)
        if first is not None:
            self._review.select(first.field.path)
        self.list.setFocus()
        return True

    def leave_search(self) -> bool:
        """Close the filter line; False when it was not open."""
        if not self.head.close_search():
            return False
        self.list.setFocus()
        return True

    # -- comment, waiver, headings

    def begin_comment(self) -> None:
        """Open the comment line for the selected field."""
        field = self._review.row
        if field is not None:
            self.comment.ask((field.verdict.comment if field.verdict else None) or "")

    def take_comment(self) -> bool:
        """Keep the comment; False when the line was not open."""
        if not self.comment.isVisible():
            return False
        self._review.comment(self.comment.text())
        return self.restore()

    def begin_waiver(self) -> None:
        """Ask why the rules that fail on the selected field may do so."""
        field = self._review.row
        if field is not None and field.findings:
            before = field.verdict.comment if field.verdict and field.verdict.waived else None
            self.waiver.ask([each.sentence for each in field.findings], before or "")
            QTimer.singleShot(0, self, self._show_current)  # the line takes room from the tree

    def take_waiver(self) -> bool:
        """Waive with the reason typed; False when it was not asked for."""
        if not self.waiver.isVisible():
            return False
        self._review.waive(self.waiver.text())
        return self.restore()

    def take_heading(self) -> bool:
        """Enter on a heading opens or closes it; False when a field is chosen."""
        if self.heading is None or not self.list.hasFocus():
            return False
        self.list.toggle(self.list.currentIndex())
        return True

    def leave_heading(self, step: int) -> bool:
        """Choose the first field of the heading that is chosen (``step`` 1) or the one before it; False when a field is chosen."""
        heading = self.heading
        if heading is None:
            return False
        rows = self.model.rows
        at = rows.index(heading)
        rest = rows[at + 1 :] if step > 0 else rows[:at][::-1]
        found = next((each for each in rest if isinstance(each, FieldRow)), None)
        if found is not None:
            self._review.select(found.field.path)
        return True

    # -- what changed

    def _on_crop(self) -> None:
        if self._crops_shown != self._review.crops.available:  # rows make room for crops now
            self._crops_shown = self._review.crops.available
            self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _on_chosen(self, index: QModelIndex) -> None:
        chosen = index.data(FIELD_ROLE) if index.isValid() else None
        if isinstance(chosen, FieldRow):
            self._review.select(chosen.field.path)
        elif isinstance(chosen, Heading):
            self.take()
            self._review.select(None)

    def _on_double_click(self, index: QModelIndex) -> None:
        if isinstance(index.data(FIELD_ROLE), FieldRow):
            self.edit()

    def _on_judged(self, row: FieldRow) -> None:
        count = self._review.open_fields
        left = f"{count} left to check" if count else "nothing left to check"
        announce(self.list, f"{row.name}: {row.field.mark.value}, {left}")

    def _on_fields(self, changed: frozenset[str] | None) -> None:
        problem = self._review.problem
        self._none.setText(problem.sentence if problem else "Nothing was read from this document.")
        self._none.setVisible(not self._review.fields)
        self.list.setVisible(bool(self._review.fields))
        self.head.show_counts(self._review.open_fields, len(self._review.fields))
        if self.head.filters and changed is not None:  # the field shown only because it was selected may go, too
            words, asked = self.head.words, changed | ({self._stayed} if self._stayed else frozenset())
            self._stayed = self._review.current
            self.head.show_found(self.list.show_again(asked, lambda row: self._is_wanted(row, words)))
        elif self.head.filters:
            self._show_wanted()
        self._follow()

    def _show_wanted(self) -> None:
        """Hide what the filters leave out; the selected field stays."""
        words = self.head.words
        wanted = (lambda row: self._is_wanted(row, words)) if self.head.filters else None
        self._stayed = self._review.current
        self.head.show_found(self.list.show_only(wanted))
        self._follow()

    def _is_wanted(self, row: FieldRow, words: list[str]) -> bool:
        if row.field.path == self._review.current and not words:
            return True
        return row.matches(words) and (not self.filter.isChecked() or row.field.needs_look)

    def _follow(self) -> None:
        path = self._review.current
        if self.editor.editing and self.editor.path != path:
            self.take()
        index = self.model.index_of(path)
        if path is None and self.heading is not None:
            return
        if index.isValid():
            if path is not None:
                self.list.unhide(path)  # chosen elsewhere although a filter left it out
            self.list.reveal(index)
        if index != self.list.currentIndex():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        if path in self._review.unsaved and not self.editor.editing and path in self._review.problems:
            self.edit()
        self.editing.place()

    def _show_current(self) -> None:
        self.list.scrollTo(self.list.currentIndex())

    def _fit(self) -> None:
        least = round(_LEAST_WIDTH * (1 + (self._theme.scale - 1) / 2))
        self.setMinimumWidth(max(least, self.head.sizeHint().width()))
        self.list.scheduleDelayedItemsLayout()
        self.editing.place()
