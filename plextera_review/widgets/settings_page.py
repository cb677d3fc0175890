"""Settings: connections, look, review."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from plextera_review.contract.routes import CLOUD_BASE_URL
from plextera_review.domain.connection import ConnectionProfile, Dialect
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.widgets.key_page import KeySection
from plextera_review.widgets.pieces import Button, ElidedLabel, IconLabel, card, label, page_layout, row, set_role
from plextera_review.widgets.review_settings import ReviewSettings
from plextera_review.widgets.theme import SCALES, Theme

_DIALECTS = (
    ("Found out by itself", None),
    ("jobs: hubs and metadata", Dialect.JOBS),
    ("extractions: tags", Dialect.EXTRACTIONS),
)


class SettingsPage(QWidget):
    """One column of cards."""

    def __init__(self, settings: SettingsViewModel, theme: Theme) -> None:
        super().__init__()
        self._settings, self._theme = settings, theme
        outer = page_layout(self)
        outer.addWidget(label("Settings", "title"))
        column = QWidget()
        column.setProperty("role", "page")
        column.setMaximumWidth(860)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(14)
        inner.addWidget(self._connections())
        inner.addWidget(self._new_connection())
        inner.addWidget(self._appearance())
        self.review = ReviewSettings(settings, self._theme)
        inner.addWidget(self.review)
        self.keys = KeySection(settings.keys, theme)
        self.keys.told.connect(lambda: QTimer.singleShot(0, self, self._to_foot))
        inner.addWidget(self.keys)
        inner.addStretch(1)
        self._area = area = QScrollArea()
        area.setAccessibleName("All settings")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(column)
        outer.addWidget(area, 1)
        settings.changed.connect(self._refresh)
        settings.appearance_changed.connect(self._refresh)
        self._refresh()

    def show_keys(self) -> None:
        """Bring the keys into view and give them the keyboard."""
        self.keys.search.setFocus()
        QTimer.singleShot(0, self, self._to_keys)  # a page just made has no places yet

    def _to_foot(self) -> None:
        self._area.ensureWidgetVisible(self.keys.message)

    def _to_keys(self) -> None:
        self._area.verticalScrollBar().setValue(self.keys.y())

    def _connections(self) -> QFrame:
        frame, inner = _section("Connection", "Where documents are read and corrections go.")
        self._profiles = QVBoxLayout()
        self._profiles.setSpacing(4)
        inner.addLayout(self._profiles)
        self._result_icon = IconLabel(self._theme, "info", "text_muted")
        self._result = label("", "muted", wrap=True)
        line = row(self._result_icon, self._result)
        line.setStretch(1, 1)
        inner.addLayout(line)
        self._shown_profiles: tuple[object, ...] = ()
        return frame

    def _new_connection(self) -> QFrame:
        frame, inner = _section("Add a connection", "The key is kept in this computer’s keychain, nowhere else.")
        self._name, self._url, self._key = QLineEdit(), QLineEdit(), QLineEdit()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        for field, name, hint in (
            (self._name, "Name", "Accounts payable"),
            (self._url, "URL", CLOUD_BASE_URL),
            (self._key, "API key", ""),
        ):
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.textChanged.connect(self._enable)
            caption = label(name, "label")
            caption.setBuddy(field)
            form.addRow(caption, field)
        self._dialect = QComboBox()
        self._dialect.setAccessibleName("Dialect")
        self._dialect.setToolTip(
            "How the server speaks of documents. It is found out with a request that changes nothing."
        )
        for text, dialect in _DIALECTS:
            self._dialect.addItem(text, dialect)
        caption = label("Dialect", "label")
        caption.setBuddy(self._dialect)
        form.addRow(caption, self._dialect)
        inner.addLayout(form)
        self._test = Button(self._theme, "Test connection", "bolt")
        self._save = Button(self._theme, "Save and connect", "key", "primary")
        self._test.clicked.connect(self._on_test)
        self._save.clicked.connect(self._on_save)
        inner.addLayout(row(None, self._test, self._save))
        self._enable()
        return frame

    def _appearance(self) -> QFrame:
        frame, inner = _section("Appearance", "")
        group = QButtonGroup(self)
        self._modes: dict[str, Button] = {}
        for mode, text in (
            ("system", "Like the system"),
            ("light", "Light"),
            ("dark", "Dark"),
            ("contrast", "High contrast"),
        ):
            button = Button(self._theme, text, kind="chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, each=mode: self._settings.set_theme_mode(each))
            group.addButton(button)
            self._modes[mode] = button
        inner.addLayout(row(label("Theme", "label"), None, *self._modes.values()))
        self._scale = QComboBox()
        self._scale.setAccessibleName("Text size")
        for scale in SCALES:
            self._scale.addItem(f"{scale:.0%}", scale)
        self._scale.activated.connect(lambda place: self._settings.set_scale(self._scale.itemData(place)))
        caption = label("Text size", "label")
        caption.setBuddy(self._scale)
        inner.addLayout(row(caption, None, self._scale))
        self._calm = QCheckBox("Less motion: nothing pulses, slides or runs on")
        self._calm.toggled.connect(lambda on: self._settings.set_calm(on=on) if on != self._settings.calm else None)
        inner.addWidget(self._calm)
        return frame

    def _chosen_dialect(self) -> Dialect | None:
        chosen = self._dialect.currentData()
        return Dialect(chosen) if chosen else None  # Qt hands back the plain text

    def _on_test(self) -> None:
        self._settings.test(self._url.text(), self._key.text(), self._chosen_dialect())

    def _on_save(self) -> None:
        name, url, key = (field.text() for field in (self._name, self._url, self._key))
        self._settings.add_profile(name, url, key, self._chosen_dialect())
        self._key.clear()

    def _enable(self) -> None:
        ready = bool(self._url.text().strip() and self._key.text().strip()) and not self._settings.busy
        self._test.setEnabled(ready)
        self._save.setEnabled(ready)

    def _refresh(self) -> None:
        settings = self._settings
        key = (settings.profiles, settings.active_id)
        if key != self._shown_profiles:
            self._shown_profiles = key
            while (item := self._profiles.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
            for profile in settings.profiles:
                self._profiles.addWidget(self._profile_line(profile))
        self._modes.get(settings.theme_mode, self._modes["system"]).setChecked(True)
        self._scale.setCurrentIndex(max(0, self._scale.findText(f"{settings.scale:.0%}")))
        self._calm.setChecked(settings.calm)
        fine, sentence = settings.result or (True, settings.busy)
        self._result.setText(sentence)
        self._result.setVisible(bool(sentence))
        self._result_icon.setVisible(bool(sentence))
        if settings.busy:
            self._result_icon.show_icon("processing", "info")
        else:
            self._result_icon.show_icon("success" if fine else "error", "success" if fine else "danger")
        set_role(self._result, "muted" if settings.busy else ("success" if fine else "danger"))
        self._enable()

    def _profile_line(self, profile: ConnectionProfile) -> QWidget:
        active = profile.id == self._settings.active_id
        icon = IconLabel(
            self._theme, "local" if profile.is_local else "cloud", "accent" if active else "text_muted", 18
        )
        place = ElidedLabel("caption")
        place.setText(profile.base_url or "On this computer, no account and no network")
        line: QHBoxLayout = row(icon, label(profile.name, "label"), place, spacing=10)
        line.setStretchFactor(place, 1)
        if active:
            line.addWidget(IconLabel(self._theme, "check", "success"))
            line.addWidget(label("In use", "success"))
        else:
            use = Button(self._theme, "Use")
            use.clicked.connect(lambda: self._settings.use(profile.id))
            line.addWidget(use)
        if not profile.is_local and not active:
            forget = Button(self._theme, "", "trash", "ghost")
            forget.setToolTip("Forget this connection and its key")
            forget.setAccessibleName(f"Forget {profile.name}")
            forget.clicked.connect(lambda: self._settings.remove_profile(profile.id))
            line.addWidget(forget)
        holder = QWidget()
        holder.setLayout(line)
        holder.setMinimumHeight(self._theme.px(34))
        return holder


def _section(title: str, text: str) -> tuple[QFrame, QVBoxLayout]:
    frame = card()
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(20, 16, 20, 16)
    inner.setSpacing(10)
    inner.addWidget(label(title, "heading"))
    if text:
        inner.addWidget(label(text, "muted", wrap=True))
    return frame, inner
