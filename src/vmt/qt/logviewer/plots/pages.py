"""What the window of the log viewer adds for the plots."""

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer.pages import Page
from vmt.qt.logviewer.plots.page import PlotsPage


def plot_pages() -> list[tuple[Page, str]]:
    """Return the pages of plots, each with the title of its tab."""
    return [(PlotsPage(), str(QCoreApplication.translate("plots", "Plot&s")))]
