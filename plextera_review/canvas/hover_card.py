"""A small card beside the box under the pointer: what was read, how sure the machine was, and why it needs a look."""

import textwrap

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from plextera_review.canvas.box import Box
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.visible import runs_leftwards, visible_line

DELAY_MS = 400
_WIDTH = 340.0
_PADDING = 10.0
_LINE_GAP = 4.0
_GAP = 8
_DOT = 9.0
_MOST_LETTERS = 240
_MOST_REASONS = 4
_WRAP = int(Qt.TextFlag.TextWordWrap)
_LONG_WORD = 28
_LEFTWARDS, _RIGHTWARDS = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
_APART = "\u2068{}\u2069"
"""A value inside a sentence: it runs its own way, and nothing around it moves."""


class HoverCard(QWidget):
    """Shown without taking the focus; the pointer goes through it."""

    def __init__(self, owner: QWidget, palette: CanvasPalette) -> None:
        flags = Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowTransparentForInput
        super().__init__(owner, flags | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._palette = palette
        self._box: Box | None = None
        self._spot = QRect()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._appear)

    def set_palette(self, palette: CanvasPalette) -> None:
        """Other colours."""
        self._palette = palette
        self.update()

    @property
    def box(self) -> Box | None:
        """The box it is about, shown or about to be."""
        return self._box

    def point_at(self, box: Box | None, spot: QRect) -> None:
        """Show the card of a box after a while; ``spot`` is the box on the screen. None: no card."""
        if box is not self._box:
            self.dismiss()
            self._box, self._spot = box, spot
            if box is not None:
                self._timer.start()

    def dismiss(self) -> None:
        """No card until the pointer finds a box again."""
        self._box = None
        self._timer.stop()
        self.hide()

    def _appear(self) -> None:
        screen = self.screen()
        if self._box is None or screen is None:
            return
        size = self.sizeHint()
        place = card_place(size, self._spot, screen.availableGeometry())
        if place is not None:
            self.setGeometry(QRect(place, size))
            self.show()

    # -- what it says

    def sizeHint(self) -> QSize:
        width, height = 0.0, 0.0
        for text, font, _, indent in self._lines():
            area = _extent(text, font, indent)
            width, height = max(width, area.width() + indent), height + area.height() + _LINE_GAP
        return QSize(round(width + 2 * _PADDING + 1), round(height - _LINE_GAP + 2 * _PADDING))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), palette.tag)
        painter.setPen(QPen(palette.border, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        top = _PADDING
        for text, font, color, indent in self._lines():
            area = _extent(text, font, indent)
            if indent:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._mark_color())
                middle = top + QFontMetricsF(font).height() / 2
                painter.drawEllipse(QRectF(_PADDING, middle - _DOT / 2, _DOT, _DOT))
            painter.setFont(font)
            painter.setPen(color)
            place = QRectF(_PADDING + indent, top, _WIDTH - indent, area.height() + 1)
            leftwards = runs_leftwards(text)
            if leftwards:
                place.moveRight(self.width() - _PADDING)
            painter.setLayoutDirection(_LEFTWARDS if leftwards else _RIGHTWARDS)  # whatever the program's own is
            painter.drawText(place, _WRAP, text)
            top += area.height() + _LINE_GAP

    def _mark_color(self) -> QColor:
        palette = self._palette.on(dark=self._palette.tag.lightnessF() < 0.5)
        return palette.marks[self._box.mark] if self._box is not None else palette.text

    def _lines(self) -> list[tuple[str, QFont, QColor, float]]:
        """Text, font, colour and room to its left for the mark's dot."""
        box, palette = self._box, self._palette
        if box is None:
            return []
        base, strong = QFont(self.font()), QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        facts = box.facts
        lines = [
            (_short(box.title), base, palette.text_muted, 0.0),
            (_short(facts.value), strong, palette.tag_text, 0.0)
            if facts.value
            else ("No value", base, palette.text_muted, 0.0),
        ]
        if facts.original:
            lines.append((f"Was read as {_APART.format(_short(facts.original))}", base, palette.text_muted, 0.0))
        sure = f" · confidence {facts.confidence:.0%}" if facts.confidence is not None else ""
        lines.append((f"{box.mark.value.capitalize()}{sure}", base, palette.tag_text, _DOT + 6))
        lines += [(_short(each), base, palette.tag_text, 0.0) for each in facts.reasons[:_MOST_REASONS]]
        more = len(facts.reasons) - _MOST_REASONS
        if more > 0:
            lines.append((f"and {more} more", base, palette.text_muted, 0.0))
        return lines


def card_place(size: QSize, box: QRect, screen: QRect) -> QPoint | None:
    """Where a card of that size lies beside a box: below it, above, right or left, wherever it is whole on the screen first.

    All in global logical pixels. None when it would have to cover the box.
    """
    x = min(max(box.left(), screen.left()), screen.right() - size.width() + 1)
    y = min(max(box.top(), screen.top()), screen.bottom() - size.height() + 1)
    for place in (
        QPoint(x, box.bottom() + 1 + _GAP),
        QPoint(x, box.top() - _GAP - size.height()),
        QPoint(box.right() + 1 + _GAP, y),
        QPoint(box.left() - _GAP - size.width(), y),
    ):
        if screen.contains(QRect(place, size)):
            return place
    return None


def _short(text: str) -> str:
    """On one line, not endless, and with places to break words that are wider than the card."""
    line = visible_line(text)
    line = line if len(line) <= _MOST_LETTERS else line[: _MOST_LETTERS - 1] + "…"
    parts = (textwrap.wrap(word, _LONG_WORD) if len(word) > _LONG_WORD else [word] for word in line.split(" "))
    return " ".join("\u200b".join(each) for each in parts)


def _extent(text: str, font: QFont, indent: float) -> QRectF:
    room = QRectF(0, 0, _WIDTH - indent, 10_000)
    return QFontMetricsF(font).boundingRect(room, _WRAP, text)
