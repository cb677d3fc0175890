"""The look: design tokens of light, dark and high contrast, turned into palette, style sheet and fonts; switchable while running."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from plextera_review.resources import resource_path
from plextera_review.widgets.stylesheet import stylesheet
from plextera_review.widgets.tokens import LOOKS, Tokens

FAMILY = "Inter"
MODES = ("system", "light", "dark", "contrast")
SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Theme(QObject):
    """The look in force. ``changed`` fires after colours or text size changed and the application was restyled."""

    changed = Signal()

    def __init__(self, mode: str = "system", scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = {name: Tokens.load(name) for name in LOOKS}
        self._mode = mode if mode in MODES else "system"
        self._scale = _clamped(scale)
        self._calm = False
        self._app: QApplication | None = None

    @property
    def mode(self) -> str:
        """``system``, ``light``, ``dark`` or ``contrast`` (light or dark like the system)."""
        return self._mode

    @property
    def scale(self) -> float:
        """Text size, 1.0 to 2.0."""
        return self._scale

    @property
    def is_dark(self) -> bool:
        """True when the dark tokens are in force."""
        if self._mode in {"system", "contrast"}:
            hints = QGuiApplication.styleHints()
            return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    @property
    def is_strong(self) -> bool:
        """True when high contrast is in force: chosen here, or asked for by the system."""
        return self._mode == "contrast" or (self._mode == "system" and _system_wants_contrast())

    @property
    def calm(self) -> bool:
        """True when nothing moves by itself."""
        return self._calm

    @property
    def tokens(self) -> Tokens:
        """The tokens in force."""
        name = "dark" if self.is_dark else "light"
        return self._tokens[f"contrast-{name}" if self.is_strong else name]

    def color(self, name: str) -> QColor:
        """A colour token. Raises KeyError for a name no theme has."""
        return QColor(self.tokens.qcolors[name])

    def px(self, length: float) -> int:
        """A length in pixels at the text size in force."""
        return max(1, round(length * self._scale))

    def space(self, name: str) -> int:
        """A spacing token (xs, s, m, l, xl, xxl) in pixels; grows with half the text size to keep pages dense."""
        return round(self.tokens.spacing[name] * (1 + (self._scale - 1) / 2))

    def radius(self, name: str) -> int:
        """A corner radius token (s, m, l) in pixels."""
        return self.tokens.radii[name]

    def font_px(self, name: str) -> int:
        """A font size token (caption, small, body, large, title) in pixels."""
        return self.px(self.tokens.font_sizes[name])

    def font(self, size: str = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """A font for custom painting; figures have equal widths."""
        font = QFont(FAMILY)
        font.setPixelSize(self.font_px(size))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def set_mode(self, mode: str) -> None:
        """Switch between the :data:`MODES`."""
        if mode in MODES and mode != self._mode:
            self._mode = mode
            self._restyle()

    def set_scale(self, scale: float) -> None:
        """Set the text size; values outside 1.0 to 2.0 are clamped."""
        scale = _clamped(scale)
        if scale != self._scale:
            self._scale = scale
            self._restyle()

    def set_calm(self, calm: bool) -> None:
        """Whether nothing is to move by itself."""
        if calm != self._calm:
            self._calm = calm
            self._restyle()

    def apply(self, app: QApplication) -> None:
        """Style the application, now and whenever the theme or the system's colour scheme changes."""
        first = self._app is None
        self._app = app
        if first:
            for name in ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf"):
                QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))
            # No proxy style: Qt asks it thousands of times while a window is built, each time through Python.
            app.setStyle("Fusion")
            app.screenAdded.connect(self._on_screen)
            app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
            app.styleHints().accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
        self._restyle()

    def _on_screen(self, _screen: object) -> None:
        self.changed.emit()  # icons are drawn for the screens there are

    def _on_system_changed(self) -> None:
        if self._mode in {"system", "contrast"}:
            self._restyle()

    def _restyle(self) -> None:
        if self._app is not None:
            self._app.setFont(self.font())
            self._app.setPalette(self._palette())
            self._app.setStyleSheet(stylesheet(self.tokens.colors, self.px, self.font_px, self.space, calm=self._calm))
        self.changed.emit()

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        for target, name in (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "surface_sunken"),
            (role.Text, "text"),
            (role.Button, "surface_raised"),
            (role.ButtonText, "text"),
            (role.BrightText, "accent_text"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "accent_text"),
            (role.ToolTipBase, "surface_raised"),
            (role.ToolTipText, "text"),
            (role.PlaceholderText, "text_faint"),
            (role.Link, "accent"),
            (role.Mid, "border"),
            (role.Dark, "border_strong"),
            (role.Light, "surface_raised"),
        ):
            palette.setColor(target, self.color(name))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("text_disabled"))
        return palette


def _system_wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    return hints is not None and hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _clamped(scale: float) -> float:
    return min(max(float(scale), SCALES[0]), SCALES[-1])
