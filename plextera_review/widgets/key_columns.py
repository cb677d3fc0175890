"""Groups of keys in columns, painted: as labels or rich text they would take several frames to lay out."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from plextera_review.widgets.theme import Theme

_KEYS = 138  # lengths in pixels at 100 % text size
_GAP, _BETWEEN, _LINE_GAP = 28, 16, 4
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class KeyBlock:
    """A group and its lines of (keys, title)."""

    group: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Text:
    area: QRect
    text: str
    strong: bool
    head: bool = False


class KeyColumns(QWidget):
    """Blocks one under the other, each in the shortest column so far. Its whole text is its accessible description."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._texts: list[_Text] = []
        self.setAccessibleName("All keys")

    def arrange(self, blocks: Sequence[KeyBlock], width: int, columns: int) -> int:
        """Place the blocks in that many columns of a widget ``width`` pixels wide; returns the height they take."""
        theme = self._theme
        gap = theme.px(_GAP)
        each = (width - gap * (columns - 1)) // columns
        heights = [0] * columns
        self._texts = []
        for block in blocks:
            place = heights.index(min(heights))
            heights[place] = self._block(block, place * (each + gap), heights[place], each) + theme.px(_BETWEEN)
        spoken = (f"{block.group}: " + ", ".join(f"{keys} {title}" for keys, title in block.lines) for block in blocks)
        self.setAccessibleDescription(". ".join(spoken))
        height = max(heights, default=0)
        self.setFixedSize(width, height)
        self.update()
        return height

    def _block(self, block: KeyBlock, left: int, top: int, width: int) -> int:
        """Place one block; returns where it ends."""
        theme = self._theme
        head, plain, strong = (QFontMetrics(font) for font in self._fonts())
        keys = min(theme.px(_KEYS), width // 2)
        gap, space = theme.px(_LINE_GAP), theme.px(8)
        self._texts.append(_Text(QRect(left, top, width, head.height()), block.group, strong=True, head=True))
        top += head.height() + gap
        endless = 10_000
        for key, title in block.lines:
            key_area = strong.boundingRect(QRect(left, top, keys - space, endless), int(_FLAGS), key)
            title_area = plain.boundingRect(QRect(left + keys, top, width - keys, endless), int(_FLAGS), title)
            height = max(key_area.height(), title_area.height())
            self._texts.append(_Text(QRect(left, top, keys - space, height), key, strong=True))
            self._texts.append(_Text(QRect(left + keys, top, width - keys, height), title, strong=False))
            top += height + gap
        return top

    def paintEvent(self, event: QPaintEvent) -> None:
        head, plain, strong = self._fonts()
        painter = QPainter(self)
        for each in self._texts:
            if event.rect().intersects(each.area):
                painter.setFont(head if each.head else strong if each.strong else plain)
                painter.setPen(self._theme.color("text" if each.strong else "text_muted"))
                painter.drawText(each.area, int(_FLAGS), each.text)
        painter.end()

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        weight = QFont.Weight
        return (
            self._theme.font("large", weight.DemiBold),
            self._theme.font(),
            self._theme.font("body", weight.DemiBold),
        )
