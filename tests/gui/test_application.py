"""The programs as processes: their end, and what happens to uncaught errors."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtWidgets import QApplication, QDialog

from vmt.errors import UserError
from vmt.qt import crash, icons, theme

TELLS_WHEN_SHOWN = """
import sys
from PyQt5.QtCore import QTimer
from vmt.qt import application

make = application.make_application
def made(*names):
    QTimer.singleShot(0, lambda: print("shown", flush=True))
    return make(*names)

import vmt.qt.{0}.main as program
program.make_application = made
sys.exit(program.main({1}))
"""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Exception], None]]:
    """Hand exceptions to what deals with those that nobody caught."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    crash.install("VMT Test")

    def fail(error: Exception) -> None:
        try:
            raise error
        except type(error):
            kind, raised, trace = sys.exc_info()
            sys.excepthook(kind, raised, trace)

    return fail


@pytest.mark.parametrize(
    ("name", "arguments"), [("launcher", ""), ("logviewer", "None")]
)
def test_a_program_that_is_told_to_end_closes_its_window(
    home: Path, tmp_path: Path, name: str, arguments: str
) -> None:
    """SIGTERM ends it with 143, and what it remembers is written."""
    process = subprocess.Popen(
        [sys.executable, "-c", TELLS_WHEN_SHOWN.format(name, arguments)],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"

    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)

    assert (process.returncode, said) == (128 + signal.SIGTERM, "")
    settings = tmp_path / "config" / "vmt" / f"{name}.ini"
    assert "geometry" in settings.read_text()


def test_a_display_that_does_not_answer_is_told_in_a_sentence() -> None:
    """Where Qt would abort, the program ends with status 1 and no core."""
    done = subprocess.run(
        [sys.executable, "-c", "import vmt.qt.launcher.main as p; p.main()"],
        env={**os.environ, "DISPLAY": ":65000"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "a window cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_of_ours_is_shown_with_a_report_to_copy(
    hook: Callable, dialog: Callable[[], QDialog], capsys: pytest.CaptureFixture[str]
) -> None:
    """Versions and traceback, in the dialog, on the clipboard and on stderr."""
    hook(ZeroDivisionError("by mistake"))

    shown = dialog()
    text = shown.text.toPlainText()
    assert text.startswith("VMT Test ")
    assert "Traceback" in text
    assert "by mistake" in text
    assert "Traceback" in capsys.readouterr().err
    shown.copy_button.click()
    assert "by mistake" in QApplication.clipboard().text()


def test_a_mistake_of_the_user_is_shown_without_a_traceback(
    hook: Callable, dialog: Callable[[], QDialog], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own words are all there is to say."""
    hook(UserError("there is no such file; choose another"))

    assert dialog().text.toPlainText() == "there is no such file; choose another"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", sorted(icons.NAMES))
@pytest.mark.parametrize("look", theme.THEMES.values(), ids=lambda look: look.name)
def test_icons_can_be_seen_in_every_theme(
    qapp: QApplication, name: str, look: theme.Theme
) -> None:
    """Each draws something, and not in the colour of what is behind it."""
    before = theme.current()
    theme.apply(look)
    try:
        image = icons.icon(name).pixmap(QSize(32, 32)).toImage()
    finally:
        theme.apply(before)

    drawn = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    full = [colour for colour in drawn if colour.alpha() == 255]
    assert 50 < len(full) < 32 * 32
    behind = look.accent if name == "run" else look.window
    assert full[0].name() != behind
