"""A plot as a file or in the clipboard: picture, drawing, or its data."""

import csv
import errno
import os
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from PyQt5.QtCore import QRectF, QSize
from PyQt5.QtGui import QImage, QPainter, QPicture
from PyQt5.QtSvg import QSvgGenerator

from vmt.qt.logviewer.plots.figure import Figure
from vmt.qt.logviewer.plots.palette import colour
from vmt.telemetry.export import written

SUFFIXES = (".png", ".svg", ".csv")
SHARPER = 2  # pixels of a picture for each one of the screen

Draw = Callable[[QPainter, QRectF], None]
"""Draws the whole figure into a box."""


def picture(draw: Draw, size: QSize) -> QImage:
    """Return a figure as an image, sharper than it is on the screen."""
    image = QImage(size * SHARPER, QImage.Format_ARGB32)
    image.fill(colour("field"))
    painter = QPainter(image)
    painter.scale(SHARPER, SHARPER)
    painter.setRenderHints(QPainter.Antialiasing | QPainter.TextAntialiasing)
    draw(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image


def save(path: Path, figure: Figure, draw: Draw, size: QSize, *, replace: bool) -> None:
    """Write a figure to a file; its suffix says as what.

    Parameters
    ----------
    path : Path
        With one of `SUFFIXES`.
    draw : callable
    size : QSize
        On the screen.
    replace : bool
        Whether a file that is there may be lost.

    Raises
    ------
    TelemetryError
        The file cannot be written; what was there is still there.
    """
    with written(path, replace=replace) as beside:
        match path.suffix.lower():
            case ".csv":
                _write_table(beside, figure)
            case ".svg":
                _write_svg(beside, figure, draw, size)
            case _:
                if not picture(draw, size).save(str(beside), "PNG"):
                    raise OSError(errno.EIO, os.strerror(errno.EIO))


def _write_table(path: Path, figure: Figure) -> None:
    """Write the data: numbers as they are, zeros too, nothing for what is not known."""
    with path.open("wb") as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        for row in figure.table():
            writer.writerow([_cell(value) for value in row])
        text.flush()


def _cell(value: object) -> object:
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - not a number
            return ""
        return int(value) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return "" if value is None else value


def _write_svg(path: Path, figure: Figure, draw: Draw, size: QSize) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    # Axes are kept as pictures, which would be drawn in another size on it otherwise.
    generator.setResolution(QPicture().logicalDpiX())
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(figure.title)
    generator.setDescription(figure.caption)
    painter = QPainter(generator)
    if not painter.isActive():
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    box = QRectF(0, 0, size.width(), size.height())
    painter.fillRect(box, colour("field"))
    draw(painter, box)
    painter.end()
