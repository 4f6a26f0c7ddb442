"""Plots as files and in the clipboard."""

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PyQt5.QtGui import QFontInfo, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer
from PyQt5.QtWidgets import QApplication

from log_viewer import settle
from vmt.qt.logviewer.plots.marks import Level
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import open_run

Show = Callable[[Path], LogViewerWindow]


def test_data_are_written_exactly(market: Path, show: Show, tmp_path: Path) -> None:
    """Every number reads back as the one that was recorded; zeros are there, too."""
    window = show(market)
    window.plots.chooser.choose("prices")
    settle(window)
    path = tmp_path / "prices.csv"
    window.plots.save_to(path, may_replace=False)
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with open_run(market) as run:
        trades = run.table("trades")
    dots = [row for row in rows if row[0] == "a trade"]

    assert header == ["series", "tick", "price (B per A)", "low", "high"]
    assert [int(row[1]) for row in dots] == trades["tick"].tolist()
    assert [float(row[2]) for row in dots] == trades["price"].tolist()
    assert str(path) in window.statusBar().currentMessage()


def test_no_digit_is_lost(two_people: Path, show: Show, tmp_path: Path) -> None:
    """13/22, the competitive price, is there to its last bit."""
    window = show(two_people)
    path = tmp_path / "prices.csv"
    window.plots.save_to(path, may_replace=False)
    with path.open(encoding="utf-8", newline="") as file:
        prices = {row[0]: row[2] for row in csv.reader(file)}
    (level,) = [m for m in window.plots.view.figure.marks if isinstance(m, Level)]

    assert float(prices[level.label]) == level.y
    assert len(prices[level.label]) > 15


def test_a_map_is_written_as_a_table(market: Path, show: Show, tmp_path: Path) -> None:
    """A row for each seller, a column for each buyer, with the zeros."""
    window = show(market)
    window.plots.chooser.choose("partners")
    settle(window)
    path = tmp_path / "partners.csv"
    window.plots.save_to(path, may_replace=False)
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)

    assert header == ["seller of A \\ buyer of A", "0", "1", "2", "3"]
    assert [row[0] for row in rows] == ["0", "1", "2", "3"]
    counts = [[int(value) for value in row[1:]] for row in rows]
    assert all(counts[i][i] == 0 for i in range(4))
    with open_run(market) as run:
        assert sum(map(sum, counts)) == len(run.table("trades"))


def test_a_drawing_has_title_letters_and_lines(
    market: Path, show: Show, tmp_path: Path
) -> None:
    """An SVG with the caption in it, whose axes are as long as what is drawn."""
    window = show(market)
    path = tmp_path / "prices.svg"
    window.plots.save_to(path, may_replace=False)
    root = ET.parse(path).getroot()  # noqa: S314 - our own
    space = {"s": "http://www.w3.org/2000/svg"}
    texts = ["".join(t.itertext()).strip() for t in root.iterfind(".//s:text", space)]

    assert "Prices" in texts
    assert "price (B per A)" in " ".join(texts)
    assert "Tiny market (seed 3)" in " ".join(texts)
    assert root.find(".//s:image", space) is None  # lines, not dots of a screen
    sizes = {float(g.get("font-size")) for g in root.iterfind(".//s:text", space)}
    on_screen = QFontInfo(window.plots.view.font()).pixelSize()
    assert all(abs(size - on_screen) <= 1 for size in sizes)
    assert len(list(root.iterfind(".//s:polyline", space))) > 2


def test_a_drawing_looks_like_the_picture(
    market: Path, show: Show, tmp_path: Path
) -> None:
    """Axes, letters and what is drawn are of one size, wherever it is opened."""
    window = show(market)
    for name in ("prices.png", "prices.svg"):
        window.plots.save_to(tmp_path / name, may_replace=False)
    expected = QImage(str(tmp_path / "prices.png"))
    drawn = QImage(expected.size(), QImage.Format_ARGB32)
    painter = QPainter(drawn)
    QSvgRenderer(str(tmp_path / "prices.svg")).render(painter)
    painter.end()
    spots = [
        (x, y)
        for x in range(0, expected.width(), 3)
        for y in range(0, expected.height(), 3)
    ]
    other = [
        xy
        for xy in spots
        if abs(expected.pixelColor(*xy).lightness() - drawn.pixelColor(*xy).lightness())
        > 40
    ]

    assert len(other) < 0.02 * len(spots)


def test_a_picture_is_sharper_than_the_screen(
    market: Path, show: Show, tmp_path: Path
) -> None:
    """Two pixels for one, and not of one colour."""
    window = show(market)
    path = tmp_path / "prices.png"
    window.plots.save_to(path, may_replace=False)
    image, size = QImage(str(path)), window.plots.view.picture_size

    assert (image.width(), image.height()) == (2 * size.width(), 2 * size.height())
    colours = {
        image.pixel(x, y)
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    }
    assert len(colours) > 3


def test_a_picture_is_copied(market: Path, show: Show) -> None:
    """It can be put into a document."""
    window = show(market)
    window.plots.copy_action.trigger()

    copied = QApplication.clipboard().image()
    assert copied.width() == 2 * window.plots.view.picture_size.width()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".csv"])
def test_a_file_that_cannot_be_written_is_told_of(
    market: Path, show: Show, tmp_path: Path, suffix: str
) -> None:
    """Nothing is half written, and a file that is there is not replaced unasked."""
    window = show(market)
    window.plots.save_to(tmp_path / "nowhere" / f"x{suffix}", may_replace=True)
    assert "there is no folder" in window.message.label.text()
    path = tmp_path / f"x{suffix}"
    path.write_text("mine")
    window.plots.save_to(path, may_replace=False)
    assert "there is such a file already" in window.message.label.text()
    assert path.read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == [path.name]


def test_export_of_the_window_saves_the_plot(market: Path, show: Show) -> None:
    """Ctrl+E is there on the page of plots, though it has no table."""
    window = show(market)

    assert window.actions_.export.isEnabled()
