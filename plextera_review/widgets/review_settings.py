"""What asks for a look: thresholds, fields typed blind, rules."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDoubleValidator, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from plextera_review.domain.rules.finding import Severity
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.widgets.pieces import Button, ChoiceBox, label, row
from plextera_review.widgets.theme import Theme

_SEVERITIES = (("Info", Severity.INFO), ("Warning", Severity.WARNING), ("Error", Severity.ERROR))


class Percent(QLineEdit):
    """A share in percent that only typing changes. ``value`` is 0..1."""

    def __init__(self, theme: Theme, name: str, kept: Callable[[float], None]) -> None:
        super().__init__()
        self._kept = kept
        self.setAccessibleName(f"{name}, in percent")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(theme.px(64))
        self.setValidator(QDoubleValidator(0, 100, 0, self))
        self.editingFinished.connect(self._on_finished)

    def show_value(self, value: float) -> None:
        """Show a share, unless somebody types."""
        if not self.hasFocus():
            self.setText(f"{value:.0%}".rstrip("%"))

    def _on_finished(self) -> None:
        try:
            self._kept(min(max(float(self.text().replace(",", ".")) / 100, 0.0), 1.0))
        except ValueError:
            self.setText("")


class StillCombo(ChoiceBox):
    """The wheel scrolls the page past it and changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ReviewSettings(QFrame):
    """A card of the settings page. Rules are listed once a connection is there and the page shows, a line at a time: each takes 5 ms to make."""

    def __init__(self, settings: SettingsViewModel, theme: Theme) -> None:
        super().__init__()
        self._settings, self._theme = settings, theme
        self.setProperty("role", "card")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(20, 16, 20, 16)
        inner.setSpacing(10)
        inner.addWidget(label("Review", "heading"))
        self.threshold = Percent(theme, "Confidence under which a field asks for a look", settings.set_threshold)
        inner.addLayout(self._line("Ask for a look when the confidence is under (percent)", self.threshold))
        self._exceptions = QVBoxLayout()
        inner.addLayout(self._exceptions)
        self._what = StillCombo("What the exception is for")
        self._what.addItems(["Field", "Hub"])
        self.name = QLineEdit()
        self.name.setPlaceholderText("Identifier, for example invoiceNumber")
        self.name.setAccessibleName("Identifier of the field or hub")
        self.own = Percent(theme, "Threshold of this field or hub", lambda _value: None)
        self.own.setPlaceholderText("%")
        self.add = Button(theme, "Add", "plus")
        self.add.setAccessibleName("Add a threshold of its own")
        self.blind = Button(theme, "Type it blind", "eye-off")
        self.blind.setToolTip("The field is typed again without seeing what the machine read")
        self.add.clicked.connect(self._on_add)
        self.blind.clicked.connect(self._on_blind)
        inner.addWidget(label("A threshold of its own, for a field or for all fields of a hub", "label", wrap=True))
        line = row(self._what, self.name, self.own, self.add, self.blind)
        line.setStretch(1, 1)
        inner.addLayout(line)
        inner.addWidget(label("Rules", "label"))
        self._rules = QVBoxLayout()
        self._rules.setSpacing(2)
        inner.addLayout(self._rules)
        self._no_rules = label("Rules are listed here once the program is connected.", "muted", wrap=True)
        inner.addWidget(self._no_rules)
        self._shown: object = None
        self._shown_rules: object = None
        self._unlisted: list[Any] = []
        self._listing = QTimer(self)
        self._listing.timeout.connect(self._list_rule)
        settings.policy_changed.connect(self.refresh)
        settings.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is set."""
        policy = self._settings.policy
        self.threshold.show_value(policy.threshold)
        shown = (dict(policy.by_field), dict(policy.by_hub), policy.rekeyed)
        if shown != self._shown:
            self._shown = shown
            _empty(self._exceptions)
            self._list(policy.by_field, "Field", self._settings.set_field_threshold)
            self._list(policy.by_hub, "Hub", self._settings.set_hub_threshold)
            for each in sorted(policy.rekeyed):
                self._entry(f"Field {each}", "typed blind", partial(self._settings.set_rekeyed, each, on=False))
        if self.isVisible():
            self._show_rules()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_rules()

    @property
    def _book(self) -> Any:
        session = self._settings.core.session if self._settings.core is not None else None
        return getattr(session, "rules", None)

    def _show_rules(self) -> None:
        rules = self._book.all_rules() if self._book is not None else ()
        if rules == self._shown_rules:
            return
        self._shown_rules = rules
        _empty(self._rules)
        self._no_rules.setVisible(not rules)
        self._unlisted = list(rules)
        self._listing.start(0)

    def _list_rule(self) -> None:
        if not self._unlisted:
            self._listing.stop()
            return
        each = self._unlisted.pop(0)
        on = QCheckBox(each.title)
        on.setChecked(each.enabled)
        on.setToolTip(f"{each.id}{' · from your own rules' if each.is_own else ''}")
        on.toggled.connect(lambda wanted: self._change(lambda: self._book.set_enabled(each.id, wanted)))
        weight = StillCombo(f"Severity of {each.title}")
        for text, severity in _SEVERITIES:
            weight.addItem(text, severity.value)
        weight.setCurrentIndex([value for _, value in _SEVERITIES].index(each.severity))
        weight.activated.connect(lambda at: self._change(lambda: self._book.set_severity(each.id, _SEVERITIES[at][1])))
        holder = QWidget()
        holder.setLayout(row(on, None, weight))
        self._rules.addWidget(holder)

    def _change(self, act: Callable[[], None]) -> None:
        self._settings.change_rules(act)
        self._shown_rules = self._book.all_rules() if self._book is not None else ()

    def _list(self, thresholds: Mapping[str, float], what: str, keep: Callable[[str, float | None], None]) -> None:
        for name, value in sorted(thresholds.items()):
            self._entry(f"{what} {name}", f"under {value:.0%}", partial(keep, name, None))

    def _entry(self, name: str, text: str, forget: Callable[[], object]) -> None:
        away = Button(self._theme, "", "trash", "ghost")
        away.setAccessibleName(f"Forget: {name}, {text}")
        away.setToolTip("Forget this exception")
        away.clicked.connect(lambda _checked=False: forget())
        holder = QWidget()
        holder.setLayout(row(label(name), None, label(text, "muted"), away))
        self._exceptions.addWidget(holder)

    def _line(self, text: str, field: QWidget) -> Any:
        caption = label(text, "label", wrap=True)
        caption.setBuddy(field)
        line = row(caption, field)
        line.setStretch(0, 1)
        return line

    def _on_add(self) -> None:
        name, text = self.name.text().strip(), self.own.text().strip()
        if not name or not text:
            (self.own if name else self.name).setFocus()
            return
        keep = (
            self._settings.set_field_threshold if self._what.currentIndex() == 0 else self._settings.set_hub_threshold
        )
        keep(name, float(text.replace(",", ".")) / 100)
        self.name.clear()
        self.own.clear()

    def _on_blind(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.name.setFocus()
            return
        self._settings.set_rekeyed(name, on=True)
        self.name.clear()


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
