"""A real X server for the Qt programs, and the files they are shown."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5 import sip
from PyQt5.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QSettings,
    Qt,
    QThreadPool,
    QUrl,
    pyqtSlot,
)
from PyQt5.QtGui import QDesktopServices
from PyQt5.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from vmt.engine.simulation import Simulation
from vmt.qt import theme
from vmt.scenario import load_scenario
from vmt.telemetry.recorder import Recorder

PATIENCE = 30_000
"""Milliseconds after which something that was waited for counts as never happening."""

TINY = """\
schema_version: 1
name: {name}
description: Four agents on a small meadow.
look_for: Trades between neighbours.
question: Who gains?
N: 5
agents: 4
{more}
initial_inventories:
  A: [8, 0, 6, 1]
  B: [0, 8, 1, 6]
utilities:
  mix:
    - {{type: ces, weight: 0.5, params: {{rho: 0, wA: 3, wB: 1}}}}
    - {{type: ces, weight: 0.5, params: {{rho: -0.5, wA: 1, wB: 3}}}}
resource_seed: {{density: 0.4, amount: 2}}
params: {{vision_radius: 5, resource_growth_rate: 1}}
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests, and name what Qt says that has nothing to do with them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gui)
            # Without a window manager Qt gives a dialog the focus before it is there.
            item.add_marker(pytest.mark.qt_log_ignore("SetInputFocus", extend=True))


@pytest.fixture(autouse=True, scope="session")
def display(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Start an X server before Qt asks for one; it ends with the test session."""
    if shutil.which("Xvfb") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Xvfb is missing, and CI=true")
        pytest.skip("Xvfb is missing")
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), *screen],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    # It writes its number as soon as it can be asked.
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    variables = pytest.MonkeyPatch()
    variables.setenv("DISPLAY", f":{number}")
    variables.setenv("QT_QPA_PLATFORM", "xcb")
    variables.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    variables.delenv("WAYLAND_DISPLAY", raising=False)

    def end() -> None:
        variables.undo()
        server.terminate()
        server.wait()

    # Not with the last test: pytest-qt asks the server once more after that.
    request.config.add_cleanup(end)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """Give the one application the look that the programs have."""
    # As in the programs: a widget must not be destroyed by the thread of a worker.
    gc.disable()
    gc.collect()
    gc.freeze()  # what is loaded by now need not be looked at after every test
    qapp.setStyle("Fusion")
    theme.apply(theme.LIGHT)
    return qapp


class PatientQtBot(QtBot):
    """Waits long enough for a machine that has other things to do."""

    def waitUntil(
        self, callback: Callable[[], object], *, timeout: int = PATIENCE
    ) -> None:
        """Wait until the callback returns true, or None without an assertion."""
        super().waitUntil(callback, timeout=timeout)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE) -> object:
        """Wait until the widget is the active window."""
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Drive windows as a user does."""
    return PatientQtBot(request)


@pytest.fixture(autouse=True)
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Path]:
    """Keep data and settings in a folder of the test; nothing is left over."""
    folder = tmp_path / "home"
    (folder / "scenarios").mkdir(parents=True)
    (folder / "logs").mkdir()
    monkeypatch.setenv("VMT_DATA_DIR", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))  # there is the trash
    for name in ("VMT_FORCE_LIGHT_THEME", "VMT_FORCE_DARK_THEME"):
        monkeypatch.delenv(name, raising=False)
    # What is installed is of no concern here.
    monkeypatch.setattr(sys, "argv", [str(folder / "bin" / "program")])
    builtin = folder / "bin" / "scenarios"
    builtin.mkdir(parents=True)
    settings = str(tmp_path / "settings")
    QSettings.setPath(QSettings.IniFormat, QSettings.UserScope, settings)
    yield folder
    # What was never shown may be Qt's own, as that of a layout of graphics is; and what
    # is closed may take others along, so that all are looked at before.
    windows = [
        window
        for window in qapp.topLevelWidgets()
        if window.testAttribute(Qt.WA_WState_Created) and window.parent() is None
    ]
    for window in windows:
        if not sip.isdeleted(window):
            window.close()
            window.deleteLater()
    windows.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.DeferredDelete)
    gc.collect()
    assert QThreadPool.globalInstance().activeThreadCount() == 0
    assert not [w for w in qapp.topLevelWidgets() if w.isVisible()]


@pytest.fixture
def write_scenario(home: Path) -> Callable[..., Path]:
    """Write scenario files; by default the user's, that can be run."""

    def write(
        name: str = "Tiny market", *, file: str = "tiny.yaml", more: str = ""
    ) -> Path:
        path = home / "scenarios" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TINY.format(name=name, more=more))
        return path

    return write


@pytest.fixture
def record(home: Path, write_scenario: Callable[..., Path]) -> Callable[..., Path]:
    """Run a scenario for some ticks and record it."""

    def run(ticks: int = 30, seed: int = 3, file: str = "run.db") -> Path:
        scenario = load_scenario(write_scenario())
        simulation = Simulation(scenario.configuration, seed)
        path = home / "logs" / file
        with Recorder(path, scenario, simulation, planned_ticks=ticks) as recorder:
            simulation.run(ticks, recorder.record)
        return path

    return run


@pytest.fixture
def dialog(qtbot: object, qapp: QApplication) -> Callable[[], QDialog]:
    """Find the dialog that is open."""

    def find() -> QDialog:
        found: list[QDialog] = []

        def is_open() -> None:
            found[:] = [
                w
                for w in qapp.topLevelWidgets()
                if isinstance(w, QDialog) and w.isVisible()
            ]
            assert len(found) == 1

        qtbot.waitUntil(is_open)
        return found[0]

    return find


@pytest.fixture(autouse=True)
def opened(qapp: QApplication) -> Iterator[list[Path]]:
    """Collect what other programs are asked to open; none of them is started."""
    found: list[Path] = []
    opener = _Opener(found)
    QDesktopServices.setUrlHandler("file", opener.open)
    yield found
    QDesktopServices.unsetUrlHandler("file")


class _Opener(QObject):
    """Takes what is to be opened."""

    def __init__(self, found: list[Path]) -> None:
        super().__init__()
        self._found = found

    @pyqtSlot(QUrl)
    def open(self, url: QUrl) -> None:
        self._found.append(Path(url.toLocalFile()))


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], list[str]]:
    """Write a program in Python; returns the command that starts it."""

    def write(source: str) -> list[str]:
        path = tmp_path / "program.py"
        path.write_text(source)
        return [sys.executable, str(path)]

    return write


@pytest.fixture
def vmt_command() -> list[str]:
    """Return the command that starts the real programs."""
    return [sys.executable, "-m", "vmt"]
