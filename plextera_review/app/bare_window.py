"""The window before there is anything in it, as large as it was left, and the first page shown in it ahead of everything else."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QSocketNotifier
from PySide6.QtGui import QGuiApplication

from plextera_review.app.paths import Paths
from plextera_review.rendering.first_picture import View
from plextera_review.storage.preferences import Preferences
from plextera_review.widgets.main_window import FULL_RAIL, MainWindow
from plextera_review.widgets.pages_place import PagesPlace

if TYPE_CHECKING:
    from plextera_review.canvas.view import PageCanvas
    from plextera_review.rendering.first_picture import FirstPictureWanted
    from plextera_review.widgets.first_look import FirstLook

_USUAL = {"full": (196, 55, 0, 65, 12), "compact": (64, 55, 0, 65, 12)}  # at 100 % text, with the fonts of this program
_LOOK = "look"
_DARK = 128  # lightness of 255


class BareWindow:
    """The settings and the empty window."""

    def __init__(self, places: Paths) -> None:
        self.preferences = Preferences(places.data / "settings.json")
        self.widget = MainWindow()
        geometry = self.preferences.get("geometry")
        if isinstance(geometry, str):
            self.widget.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self._look: FirstLook | None = None
        self._wanted: FirstPictureWanted | None = None
        self._notifier: QSocketNotifier | None = None
        self._noted: dict[str, list[int]] = {}

    def look_first(self, wanted: "FirstPictureWanted", afterwards: Callable[[], None]) -> None:
        """Show the window with the first page in it as soon as that is drawn; ``afterwards`` is called when it is on the screen, or there
        is none."""
        place = PagesPlace.read(self.preferences.get(self._place_name), PagesPlace(*_USUAL[self._rail]))
        area = place.area(self.widget.rect())
        self._wanted = wanted
        wanted.order(View(area.width() - place.bar, area.height(), self.widget.devicePixelRatioF()))
        from plextera_review.widgets.first_look import FirstLook  # while the page is being drawn
        from plextera_review.widgets.tokens import LOOKS, Tokens

        look = self.preferences.get(_LOOK)
        if look not in LOOKS:  # what the system's colours are is taken for what it asks for
            look = "dark" if QGuiApplication.palette().window().color().lightness() < _DARK else "light"
        self._look = FirstLook(self.widget, place, Tokens.load(look))
        self._look.page_painted.connect(afterwards)
        self._notifier = QSocketNotifier(wanted.descriptor, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda: self._receive(afterwards))
        self.widget.show()
        self.widget.activateWindow()

    @property
    def shows_page(self) -> bool:
        """True while the first page lies over what is being made."""
        return self._look is not None and self._look.has_picture

    def cover(self) -> None:
        """Lay the first look over what was put into the window."""
        if self._look is not None:
            self._look.raise_()

    def lift(self) -> None:
        """What lies below is there: the first look goes."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._wanted is not None:
            self._wanted.close()
        if self._look is not None:
            self._look.hide()
            self._look.deleteLater()
            self._look = None

    def note_place(self, canvas: "PageCanvas") -> None:
        """Where the pages lie beside nothing but what belongs to a first look, for the next one."""
        pages = canvas.parentWidget()
        if pages is None:
            return
        corner = pages.mapTo(self.widget, QPoint(0, 0))
        right = self.widget.width() - corner.x() - pages.width()
        bottom = self.widget.height() - corner.y() - pages.height()
        bar = canvas.verticalScrollBar().sizeHint().width()
        self._noted[self._place_name] = [corner.x(), corner.y(), right, bottom, bar]

    def keep(self, look: str) -> None:
        """Keep the window's place on the screen, the pages' place in it and the name of the tokens in force. Raises StorageError."""
        for name, value in {_LOOK: look, **self._noted}.items():
            if value != self.preferences.get(name):
                self.preferences.put(name, value)
        self.preferences.put("geometry", bytes(self.widget.saveGeometry().toBase64().data()).decode())

    @property
    def _rail(self) -> str:
        scale = self.preferences.get("scale")
        full = FULL_RAIL * (scale if isinstance(scale, int | float) else 1.0)
        return "compact" if self.widget.width() < full else "full"

    @property
    def _place_name(self) -> str:
        return f"pagesPlace.{self._rail}"

    def _receive(self, afterwards: Callable[[], None]) -> None:
        if self._wanted is not None and self._look is not None and self._notifier is not None:
            self._notifier.setEnabled(False)
            picture = self._wanted.receive()
            self._wanted.close()
            if picture is None:
                afterwards()
            else:
                self._look.show_picture(picture)
