"""The pages of the log viewer, of which only the one in front is filled."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QTabWidget

from vmt.qt.logviewer.pages import Page
from vmt.qt.logviewer.recording import Recording
from vmt.qt.memory import give_back
from vmt.telemetry.errors import TelemetryError


class PageTabs(QTabWidget):
    """Shows one page, and fills it when what it shows has changed."""

    failed = pyqtSignal(str)
    """Sent with the reason when a page cannot show what it should."""
    shown = pyqtSignal()
    """Sent when another page is in front, or shows something else."""

    def __init__(self, recording: Recording) -> None:
        super().__init__()
        self._recording = recording
        self._stale: set[Page] = set()
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self._front: Page | None = None
        self.currentChanged.connect(lambda _: self._turn())

    @property
    def page(self) -> Page:
        """The page in front."""
        page = self.currentWidget()
        assert isinstance(page, Page)  # noqa: S101 - there are no others
        return page

    def add(self, page: Page, title: str) -> None:
        """Add a page behind the others."""
        page.failed.connect(self.failed)
        self._stale.add(page)
        self.addTab(page, title)

    def end(self) -> None:
        """Stop what goes on in all pages."""
        for number in range(self.count()):
            self.widget(number).end()

    def refill(self) -> None:
        """Fill the page in front again, and each other one when it comes there."""
        self._stale = {self.widget(i) for i in range(self.count())}
        self._fill()

    def _turn(self) -> None:
        if self._front is not None and self._front.leave():
            self._stale.add(self._front)
        self._recording.comparison.forget()
        give_back()
        self._front = self.currentWidget()
        self._fill()

    def _fill(self) -> None:
        page = self.currentWidget()
        if page in self._stale:
            self._stale.discard(page)
            try:
                page.show_recording(self._recording)
            except TelemetryError as error:
                page.clear()
                self.failed.emit(str(error))
        self.shown.emit()
