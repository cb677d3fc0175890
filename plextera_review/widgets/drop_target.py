"""Files and folders dropped anywhere on the window, and pasted ones."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme


def dropped_paths(data: QMimeData | None) -> tuple[Path, ...]:
    """The local files and folders of a drop or a clipboard; links to the web are left out."""
    if data is None or not data.hasUrls():
        return ()
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile())


class DropOverlay(QWidget):
    """Lies over the window while something is dragged across it."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("overlay"))
        pen = QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        size = theme.px(44)
        middle = self.rect().center()
        pixmap = icon_pixmap("drop", theme.color("accent"), size, self.devicePixelRatioF())
        painter.drawPixmap(middle.x() - size // 2, middle.y() - size - 12, pixmap)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("title", theme.font().Weight.DemiBold))
        line = self.rect().adjusted(0, self.height() // 2, 0, 0)
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(line, top, "Drop to upload")
        painter.setFont(theme.font())
        painter.setPen(theme.color("text_muted"))
        painter.drawText(line.adjusted(0, theme.px(32), 0, 0), top, "Files or folders, up to 50 MB a document")
        painter.end()
