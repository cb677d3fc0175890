"""What the contact sheet shows: field, hub, order, documents; one line over the cards."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from plextera_review.viewmodels.contact_sheet import ContactSheetViewModel
from plextera_review.viewmodels.sheet_source import SheetSource
from plextera_review.widgets.flow import FlowLayout
from plextera_review.widgets.pieces import Button, ChoiceBox
from plextera_review.widgets.theme import Theme

_EVERY_HUB = "All hubs"


class SheetChoices(QWidget):
    """``chosen`` fires after a field, a hub or all documents were chosen: the keyboard goes back to the cards."""

    chosen = Signal()

    def __init__(self, sheet: ContactSheetViewModel, theme: Theme) -> None:
        super().__init__()
        self._sheet = sheet
        self.fields = _box("Field", 30)
        self.fields.activated.connect(self._on_field)
        self.hubs = _box("Hub", 18)
        self.hubs.activated.connect(self._on_hub)
        self.grouped = Button(theme, "Equal values together", kind="chip")
        self.grouped.setCheckable(True)
        self.grouped.follow("sheet_group", "Rarest values first; else the riskiest first")
        self.grouped.clicked.connect(lambda on: sheet.set_grouped(on=on))
        self._every = Button(theme, "Show all", kind="chip")
        self._every.clicked.connect(self._on_every)
        again = Button(theme, "", "retry")
        again.follow("sheet_refresh", "Read the documents again")
        again.setAccessibleName("Read the documents again")
        again.clicked.connect(sheet.reload)
        holder = FlowLayout()
        self.setLayout(holder)
        for part in (self.fields, self.hubs, self.grouped, self._every, again):
            holder.addWidget(part)
        theme.changed.connect(self._fit)
        self._fit()

    def refresh(self) -> None:
        """Say what can be chosen and what is."""
        sheet = self._sheet
        fields: list[tuple[str, str | None]] = [
            (f"{each.name}  ({each.open_looks:,} to check)" if each.open_looks else each.name, each.key)
            for each in sheet.choices
        ]
        _fill(self.fields, fields, sheet.field)
        _fill(self.hubs, [(_EVERY_HUB, None), *((name, key) for key, name in sheet.hubs)], sheet.hub)
        self.fields.setVisible(bool(fields))
        self.hubs.setVisible(len(sheet.hubs) > 1 or sheet.hub is not None)
        self.grouped.setChecked(sheet.grouped)
        chosen = "selected documents" if sheet.source is SheetSource.SELECTION else "documents of the queue's filter"
        self._every.setToolTip(f"Leave the {chosen} and take all that wait for review")
        self._every.setVisible(sheet.source is not SheetSource.WAITING)

    def _on_field(self, at: int) -> None:
        self._sheet.choose_field(str(self.fields.itemData(at)))
        self.chosen.emit()

    def _on_hub(self, at: int) -> None:
        hub = self.hubs.itemData(at)
        self._sheet.choose_hub(hub if isinstance(hub, str) else None)
        self.chosen.emit()

    def _on_every(self) -> None:
        self._sheet.show_all()
        self.chosen.emit()

    def _fit(self) -> None:
        height = self.fields.sizeHint().height()
        for each in (self.grouped, self._every):
            each.setMinimumHeight(height)


def _box(name: str, letters: int) -> QComboBox:
    box = ChoiceBox(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def _fill(box: QComboBox, entries: list[tuple[str, str | None]], chosen: str | None) -> None:
    """New entries only where they changed and nobody has the list open."""
    now = [(box.itemText(at), box.itemData(at)) for at in range(box.count())]
    if now != entries and not box.view().isVisible():
        box.clear()
        for text, data in entries:
            box.addItem(text, data)
    at = box.findData(chosen)
    if at >= 0 and at != box.currentIndex():
        box.setCurrentIndex(at)
