"""What the marks in the picture of a world mean."""

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from vmt.engine.configuration import PreferenceShare
from vmt.qt import theme
from vmt.qt.description import preference
from vmt.qt.world.class_marks import mark
from vmt.qt.world.world_picture import good_colours


class Legend(QWidget):
    """Goods and preference classes in rows, as many in each as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: tuple[PreferenceShare, ...] = ()
        policy = QSizePolicy(QSizePolicy.Preferred, QSizePolicy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Legend"))

    def show_classes(self, classes: tuple[PreferenceShare, ...]) -> None:
        """Show other preference classes."""
        self._classes = classes
        words = [f"{_share(each)} {preference(each)}" for each in classes]
        self.setToolTip("\n".join(words))
        self.setAccessibleDescription(", ".join(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for two entries a row."""
        width = 2 * self._entry()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return room for one entry a row."""
        return QSize(self._entry(), self.fontMetrics().height())

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        in_a_row = max(1, width // self._entry())
        rows = -(-(2 + len(self._classes)) // in_a_row)
        return rows * (self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the entries."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        text_colour = QColor(theme.current().text)
        line, entry = self.fontMetrics().height(), self._entry()
        in_a_row = max(1, self.width() // entry)
        texts = ["A", "B", *map(_share, self._classes)]
        for number, text in enumerate(texts):
            row, column = divmod(number, in_a_row)
            x, y = column * entry, row * (line + 2)
            if number < 2:
                box = QRectF(x + 0.12 * line, y + 0.12 * line, 0.76 * line, 0.76 * line)
                painter.setPen(Qt.NoPen)
                painter.setBrush(good_colours()[number])
                (painter.drawRect, painter.drawEllipse)[number](box)
            else:
                painter.drawPixmap(x, y, mark(number - 2, line, text_colour))
            painter.setPen(text_colour)
            room = QRectF(x + line + 4, y, entry - line - 4, line)
            painter.drawText(room, int(Qt.AlignLeft | Qt.AlignVCenter), text)
        painter.end()

    def _entry(self) -> int:
        """Return the width of an entry."""
        letters = self.fontMetrics()
        return int(letters.height() + 8 + letters.horizontalAdvance("33.3 %"))


def _share(share: PreferenceShare) -> str:
    return f"{100 * share.weight:.3g} %"
