"""How this program looks, for the programs that it starts."""

import os

from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QApplication

from vmt.qt import theme

_TEXT_SCALE = "VMT_TEXT_SCALE"
USUAL_LINE = 17
"""Height of a line of DejaVu Sans in the usual size [px]."""


def variables() -> dict[str, str | None]:
    """Return what tells another program to look like this one; None: to be left out."""
    found = theme.variables(theme.current())
    found[_TEXT_SCALE] = os.environ.get(_TEXT_SCALE) or f"{text_scale():.2f}"
    return found


def text_scale() -> float:
    """Return how much larger text is than usual."""
    return float(QFontMetrics(QApplication.font()).height() / USUAL_LINE)
