"""The editor that stands over the value of the selected row."""

from PySide6.QtWidgets import QLineEdit, QWidget

from plextera_review.domain.field import Field
from plextera_review.domain.parsing import parse_value


class FieldEditor(QLineEdit):
    """Edits one value; it knows which field it edits and what it showed at first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.path: str | None = None
        self._field: Field | None = None
        self._initial = ""
        self.setProperty("kind", "inline")
        self.hide()

    @property
    def editing(self) -> bool:
        """True while a value is being edited."""
        return self.path is not None

    @property
    def touched(self) -> bool:
        """True when the text is not what it was at first."""
        return self.text() != self._initial

    @property
    def hint(self) -> str:
        """What is expected, when the text does not fit the field's kind; empty when it fits."""
        if self._field is None:
            return ""
        return parse_value(self.text(), self._field.kind, self._field.value).hint or ""

    def begin(self, path: str, field: Field, shown: str, typed: str | None = None) -> None:
        """Edit ``field``, which shows ``shown``; ``typed`` replaces the text at once."""
        self.path, self._field, self._initial = path, field, shown
        self.setAccessibleName(f"Value of {field.name}")
        self.setText(shown if typed is None else typed)
        if typed is None:
            self.selectAll()
        self.show()
        self.setFocus()

    def leave(self) -> None:
        """Leave the editor; what was typed is gone unless it was taken before."""
        self.path = self._field = None
        self.hide()
