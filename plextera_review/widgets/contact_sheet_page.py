"""The contact sheet: one field over many documents, a screen of cards confirmed by one key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from plextera_review.viewmodels.actions import Action, Scope
from plextera_review.viewmodels.contact_sheet import NOTICE, ContactSheetViewModel
from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.viewmodels.sheet_record import SheetState
from plextera_review.viewmodels.sheet_words import card_line, confirmed_line, instead_of_cards, progress_line
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.card_view import CardView
from plextera_review.widgets.pieces import Button, ElidedLabel, EmptyState, card, label, page_layout, row, rule
from plextera_review.widgets.sheet_choices import SheetChoices
from plextera_review.widgets.theme import Theme


class ContactSheetPage(QWidget):
    """Shows what ``sheet`` has; every act is on a key."""

    def __init__(self, sheet: ContactSheetViewModel, theme: Theme) -> None:
        super().__init__()
        self._sheet, self._theme = sheet, theme
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout = page_layout(self)
        self.progress = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Values decided")
        self.confirm = Button(theme, "Confirm screen", "check-double", "primary")
        self.confirm.follow("sheet_confirm", "Accept every card on the screen that is not left out")
        self.confirm.clicked.connect(self._do_sheet_confirm)
        layout.addLayout(row(label("Contact sheet", "title"), 8, self.progress, None, self.confirm))
        self.choices = SheetChoices(sheet, theme)
        layout.addWidget(self.choices)
        layout.addWidget(self._bar)
        self.view = CardView(sheet.model, sheet.crops, theme)
        self.view.typed.connect(self._begin_edit)
        self.view.moved.connect(self._on_moved)
        self.view.chosen.connect(self._show_detail)
        self.view.doubleClicked.connect(self._do_sheet_correct)
        self.view.editor.left.connect(self.view.end_edit)
        self.choices.chosen.connect(self.view.setFocus)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self._detail = ElidedLabel("muted")
        self._place = label("", "muted")
        frame = card()
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(6, 6, 1, 4)
        inner.setSpacing(0)
        inner.addWidget(self.view, 1)
        strip = row(self._detail, self._place, spacing=12)
        strip.setContentsMargins(10, 6, 14, 4)
        strip.setStretch(0, 1)
        inner.addWidget(rule())
        inner.addLayout(strip)
        self._empty = EmptyState(theme)
        self._again = Button(theme, "Try again", "retry")
        self._again.clicked.connect(sheet.reload)
        self._empty.add_button(self._again)
        self._body = QStackedWidget()
        self._body.addWidget(frame)
        self._body.addWidget(self._empty)
        layout.addWidget(self._body, 1)
        self.action_set = ActionSet(self, sheet.keys, Scope.CONTACT_SHEET, can=self._can)
        sheet.changed.connect(self._refresh)
        sheet.arranged.connect(self._on_arranged)
        sheet.model.dataChanged.connect(self._on_data)
        self._refresh()

    def focus_cards(self) -> None:
        """Give the keyboard to the cards."""
        (self.view if self._sheet.state is SheetState.CARDS else self).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._sheet.watch(on=True)
        self._on_moved()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._take_edit()
        self._sheet.watch(on=False)

    # -- parts

    def _show_menu(self, at: object) -> None:
        ids = ("sheet_open", "sheet_correct", "sheet_odd", "sheet_missing", None, "sheet_confirm", "sheet_undo")
        menu = menu_for(self.action_set, ids=ids, parent=self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(at))  # type: ignore[call-overload]

    def _can(self, action: Action) -> bool:
        sheet = self._sheet
        match action.id:
            case "sheet_undo":
                return sheet.can_undo
            case "sheet_redo":
                return sheet.can_redo
            case "sheet_refresh":
                return True
            case "sheet_correct" | "sheet_open" | "sheet_odd" | "sheet_missing":
                return self._card is not None
            case _:
                return bool(sheet.cards)

    # -- actions

    def _do_sheet_confirm(self) -> None:
        """Enter keeps what is being typed, presses what has the keyboard, or confirms the screen and goes on."""
        focused = QApplication.focusWidget()
        if self._take_edit():
            self._go_on_from(self.view.currentIndex().row())
            return
        if isinstance(focused, QComboBox):
            focused.showPopup()
            return
        if isinstance(focused, QAbstractButton) and focused is not self.confirm:
            focused.click()
            return
        sheet, places = self._sheet, self.view.screen_places()
        if not places:
            return
        said = sheet.confirm([sheet.cards[at].key for at in places])
        at = sheet.next_undecided(places.stop - 1)
        if at is not None and at not in places:
            self.view.go_to(at, top=True)
        if text := confirmed_line(sheet, said, more=at is not None):
            sheet.notices.show("info", text, NOTICE)
        self.view.setFocus()

    def _do_sheet_odd(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QComboBox):
            focused.showPopup()
        elif isinstance(focused, QAbstractButton):
            focused.click()
        elif self._card is not None:
            self._sheet.toggle_odd(self._card.key)

    def _do_sheet_correct(self, *_: object) -> None:
        self._begin_edit("")

    def _do_sheet_open(self) -> None:
        self._take_edit()
        if self._card is not None:
            self._sheet.open(self._card.key)

    def _do_sheet_missing(self) -> None:
        self.view.end_edit()
        at = self.view.currentIndex().row()
        if self._card is not None:
            self._sheet.missing(self._card.key)
            self._go_on_from(at)

    def _do_sheet_undo(self) -> None:
        self.view.end_edit()
        self._go_back(self._sheet.undo())

    def _do_sheet_redo(self) -> None:
        self.view.end_edit()
        self._go_back(self._sheet.redo())

    def _do_sheet_next(self) -> None:
        self._take_edit()
        self.view.go_screen(1)

    def _do_sheet_previous(self) -> None:
        self._take_edit()
        self.view.go_screen(-1)

    def _do_sheet_first(self) -> None:
        self._take_edit()
        self.view.go_to(0)

    def _do_sheet_last(self) -> None:
        self._take_edit()
        self.view.go_to(len(self._sheet.cards) - 1)

    def _do_sheet_group(self) -> None:
        self._sheet.set_grouped(on=not self._sheet.grouped)
        self._refresh()

    def _do_sheet_refresh(self) -> None:
        self._sheet.reload()

    # -- inside

    @property
    def _card(self) -> Card | None:
        return self._sheet.model.card(self.view.current_key)

    def _begin_edit(self, typed: object) -> None:
        found = self._card
        if found is None or self.view.editor.isVisible():
            return
        if found.row is None or found.row.hidden:
            why = "is typed blind" if found.row is not None else "is not among what was read"
            text = f"{found.job.display_name}: the field {why}. Open the document to decide about it."
            self._sheet.notices.show("info", text, NOTICE)
            return
        shown = self._sheet.unsaved.get(found.key, found.row.shown_value)
        self.view.begin_edit(found.key, shown, str(typed))

    def _take_edit(self) -> bool:
        """Keep what was typed; False when no editor was open."""
        key = self.view.editor.key
        found, text = self._sheet.model.card(key), self.view.end_edit()
        if text is None:
            return False
        shown = found.row.shown_value if found is not None and found.row is not None else ""
        changed = text.strip() != shown.strip() or key in self._sheet.unsaved
        if text.strip() and changed:
            hint = self._sheet.correct(key, text)
            if hint:
                self._sheet.notices.show("warning", f"{hint} It is kept as typed.", NOTICE)
        elif changed:
            text = (
                f"Nothing was typed. {self._sheet.keys.text('sheet_missing')} says that the document does not have it."
            )
            self._sheet.notices.show("info", text, NOTICE)
        return True

    def _go_on_from(self, at: int) -> None:
        """The next card of the screen, so that corrections one after another need no arrows."""
        if 0 <= at < len(self._sheet.cards) - 1:
            self.view.go_to(at + 1)

    def _go_back(self, key: str | None) -> None:
        at = self._sheet.model.place_of(key) if key is not None else None
        if at is not None:
            self._sheet.notices.dismiss(NOTICE)
            self.view.go_to(at)
        self.view.setFocus()

    def _on_moved(self) -> None:
        """What is on the screen is drawn first, then the next screen, then the one before."""
        if self.isVisible():
            cards = self._sheet.cards
            order = [at for screens in (0, 1, -1) for at in self.view.screen_places(screens)]
            self._sheet.look_at([cards[at].key for at in dict.fromkeys(order)])
            self._show_place()

    def _on_arranged(self) -> None:
        if self._sheet.cards and not self.view.currentIndex().isValid():
            self.view.go_to(0)
        self._on_moved()

    def _on_data(self, top: object, _bottom: object, roles: object) -> None:
        if not roles:  # not only its picture: it may stand elsewhere now
            self._on_moved()
        if top == self.view.currentIndex():
            self._show_detail()

    def _show_place(self) -> None:
        places, count = self.view.screen_places(), len(self._sheet.cards)
        self._place.setText(f"{places.start + 1:,}–{places.stop:,} of {count:,}" if places else "")

    def _show_detail(self) -> None:
        found = self._card
        if found is None:
            self._detail.setText("")
            return
        if self.view.editor.isVisible() and self.view.editor.key != found.key:
            self._take_edit()
        self._detail.setText(card_line(found, self._sheet.crops.crop(found)))

    def _refresh(self) -> None:
        sheet = self._sheet
        self.choices.refresh()
        self.progress.setText(progress_line(sheet))
        done, count = sheet.progress
        self._bar.setRange(0, max(count, 1))
        self._bar.setValue(done)
        self.confirm.setEnabled(sheet.state is SheetState.CARDS)
        self._empty.say(*instead_of_cards(sheet))
        self._again.setVisible(sheet.state is SheetState.PROBLEM)
        shows = sheet.state is SheetState.CARDS or bool(sheet.cards)
        if self._body.currentIndex() != (0 if shows else 1):
            self._body.setCurrentIndex(0 if shows else 1)
            if self.hasFocus() and shows:
                self.view.setFocus()
        self._show_place()
        self._show_detail()
