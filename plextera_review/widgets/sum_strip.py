"""The line of sums under a table, each under its column, and a sentence for each that is compared with the document."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QToolTip, QWidget

from plextera_review.viewmodels.column_sums import ColumnTotal
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SumStrip(QWidget):
    """Painted in step with the columns of ``view``, as wide and scrolled as they are."""

    def __init__(self, view: QTableView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self._totals: tuple[ColumnTotal, ...] = ()
        self.setAccessibleName("Sums")
        view.horizontalHeader().sectionResized.connect(self._repaint)
        view.horizontalScrollBar().valueChanged.connect(self._repaint)
        theme.changed.connect(self.updateGeometry)

    def show_totals(self, totals: tuple[ColumnTotal, ...]) -> None:
        """Show other sums."""
        self._totals = totals
        self.setAccessibleDescription(". ".join(each.spoken for each in totals))
        self.updateGeometry()
        self.update()

    @property
    def compared(self) -> tuple[ColumnTotal, ...]:
        """The sums there is something to say about."""
        return tuple(each for each in self._totals if each.verdict)

    def sizeHint(self) -> QSize:
        line = self._theme.px(24)
        return QSize(0, line * (1 + len(self.compared)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            sentences = [each.target.sentence for each in self._totals if each.target and each.target.sentence]
            QToolTip.showText(event.globalPos(), "\n".join(sentences), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, view = self._theme, self._view
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface_sunken"))
        painter.setPen(theme.color("border_strong"))
        painter.drawLine(0, 0, self.width(), 0)
        line, pad, head = theme.px(24), theme.px(6), view.verticalHeader().width()
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text_muted"))
        painter.drawText(QRect(0, 0, head - pad, line), _RIGHT, "Sum")
        painter.save()
        painter.setClipRect(head, 0, self.width() - head, line)
        for each in self._totals:
            left = head + view.columnViewportPosition(each.column)
            area = QRect(left + pad, 0, view.columnWidth(each.column) - 2 * pad, line)
            checked = each.agrees is not None
            painter.setFont(theme.font("body", QFont.Weight.DemiBold if checked else QFont.Weight.Normal))
            painter.setPen(theme.color("text" if checked else "text_muted"))
            text = painter.fontMetrics().elidedText(each.text, Qt.TextElideMode.ElideLeft, area.width())
            painter.drawText(area, _RIGHT, text)
        painter.restore()
        for at, each in enumerate(self.compared, start=1):
            self._verdict(painter, QRect(0, at * line, self.width(), line), each)
        painter.end()

    def _verdict(self, painter: QPainter, area: QRect, total: ColumnTotal) -> None:
        theme = self._theme
        icon, token = {True: ("check", "success"), False: ("flag", "danger"), None: ("info", "warning")}[total.agrees]
        size, pad = theme.px(14), theme.space("m")
        look = icon_pixmap(icon, theme.color(token), size, painter.device().devicePixelRatio())
        painter.drawPixmap(pad, area.y() + (area.height() - size) // 2, look)
        painter.setFont(theme.font("small", QFont.Weight.Medium))
        painter.setPen(theme.color(token))
        rest = area.adjusted(pad + size + theme.px(6), 0, -pad, 0)
        text = f"{total.name} {total.text}: {total.verdict}"
        painter.drawText(rest, _LEFT, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rest.width()))

    def _repaint(self, *_changed: int) -> None:
        self.update()
