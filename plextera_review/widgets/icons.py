"""The icon set: own stroke icons (20 x 20 SVG), recoloured and drawn sharp for the screen they are shown on."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from plextera_review.resources import resource_path
from plextera_review.widgets.theme import Theme


def icon_pixmap(name: str, color: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Icon ``name`` in one colour; ``size`` in logical pixels, ``ratio`` device pixels per logical pixel.

    Raises FileNotFoundError for a name the set does not have.
    """
    return _drawn(name, color.name(QColor.NameFormat.HexArgb), size, ratio)


def themed_icon(theme: Theme, name: str, token: str = "text_muted", size: int = 16) -> QIcon:  # noqa: S107 - a colour token
    """An icon in a colour token, ready for the screens there are; greyed when disabled."""
    icon = QIcon()
    length = theme.px(size)
    for ratio in {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}:
        icon.addPixmap(icon_pixmap(name, theme.color(token), length, ratio))
        icon.addPixmap(icon_pixmap(name, theme.color("text_disabled"), length, ratio), QIcon.Mode.Disabled)
    return icon


@lru_cache(maxsize=1024)
def _drawn(name: str, color: str, size: int, ratio: float) -> QPixmap:
    opaque = QColor(color)
    source = _source(name).replace("currentColor", opaque.name())
    renderer = QSvgRenderer(QByteArray(source.encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opaque.alphaF())
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text("utf-8")
