"""The pane that tells of the picked scenario, with a picture of its world."""

from PyQt5.QtCore import QEvent, QUrl
from PyQt5.QtGui import QColor, QResizeEvent, QTextDocument
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from vmt.qt import theme
from vmt.qt.launcher.about import about, broken, mark_name
from vmt.qt.launcher.catalogue import Listed
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.world.class_marks import mark
from vmt.qt.world.legend import Legend
from vmt.qt.world.preview import Preview
from vmt.qt.world.world_picture import WorldPicture
from vmt.scenario import Scenario

_LEGEND = 12  # lines of height from which the legend is shown; the text has it, too
_COLUMN = 90  # letters in a line that is read easily


class InformationPane(QFrame):
    """Shows a scenario: what it is about, what to look for, and how it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.StyledPanel)
        self.setObjectName("pane")
        self.setBackgroundRole(self.palette().Base)
        self.setAutoFillBackground(True)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.NoFrame)
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setAccessibleName(self.tr("About the scenario"))
        self.text.document().setDocumentMargin(8)
        self.picture = WorldPicture()
        self.legend = Legend()
        self.side = QWidget()
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, 8, 8, 8)
        column.addWidget(self.picture)
        column.addWidget(self.legend)
        column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.side)
        self._shown: tuple[Listed | None, Scenario | None, str, RunOptions] = (
            None,
            None,
            "",
            RunOptions(),
        )
        self._made: Preview | None = None

    def show_scenario(
        self,
        listed: Listed | None,
        scenario: Scenario | None,
        error: str,
        options: RunOptions,
        made: Preview | None,
    ) -> None:
        """Show a scenario as it will run, or what is wrong; None: nothing is picked."""
        is_same = listed is not None and listed == self._shown[0]
        bar = self.text.verticalScrollBar()
        place = bar.value() if is_same else 0
        self._shown = listed, scenario, error, options
        self._made = made
        self._write()
        bar.setValue(place)

    def toPlainText(self) -> str:
        """Return what is shown, as text."""
        return str(self.text.toPlainText())

    def changeEvent(self, event: QEvent) -> None:
        """Write the text again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "_made"):
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the picture a third of the width, and where there is much, more."""
        super().resizeEvent(event)
        line = self.fontMetrics().height()
        text = _COLUMN * self.fontMetrics().averageCharWidth()
        side = max(self.width() // 3, self.width() - text)
        self.legend.setVisible(self.height() >= _LEGEND * line)
        rest = 4 * line if self.height() >= _LEGEND * line else line
        side = min(side, self.height() - rest, self.width() // 2)
        self.side.setFixedWidth(max(side, 7 * line))

    def _write(self) -> None:
        listed, scenario, error, options = self._shown
        self.picture.show_world(self._made.world if self._made else None)
        self.side.setVisible(scenario is not None)
        if listed is None:
            text = self.tr("No scenario is picked.")
            self.text.setHtml(f'<p style="color: {theme.current().quiet}">{text}</p>')
        elif scenario is None:
            self.text.setHtml(broken(self.tr("This scenario cannot be run"), error))
        else:
            self._draw_marks(len(scenario.configuration.population))
            self.text.setHtml(about(listed, scenario, options, self._made))
            self.legend.show_classes(scenario.configuration.population)

    def _draw_marks(self, count: int) -> None:
        """Draw what the text shows beside each preference class."""
        line = round(0.85 * self.fontMetrics().height())
        outline = QColor(theme.current().text)
        for number in range(count):
            name = QUrl(mark_name(number))
            picture = mark(number, line, outline)
            self.text.document().addResource(QTextDocument.ImageResource, name, picture)
