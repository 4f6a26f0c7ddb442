"""Memory: what the X server takes, and who has to go when there is no more of it."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from Xlib import X
from Xlib.xobject.drawable import Pixmap

from running import Desktop
from vmt_desktop.display.probes import wait_until
from vmt_desktop.display.screen import size_of
from x_client import x_client

pytestmark = pytest.mark.desktop

LAUNCHER = """
import signal, subprocess, sys
RUN = "import signal; print('a run', flush=True); signal.pause()"
print("child", subprocess.Popen([sys.executable, "-c", RUN]).pid, flush=True)
signal.pause()
"""


def score(pid: int) -> int:
    """Return how much sooner than its size says a process is killed."""
    return int(Path(f"/proc/{pid}/oom_score_adj").read_text("ascii"))


def pixels(drawing: Pixmap) -> list[bytes]:
    """Return the colour of each of 64 x 48 pixels, line after line."""
    data = drawing.get_image(0, 0, 64, 48, X.ZPixmap, 0xFFFFFFFF).data
    return [data[at : at + 3] for at in range(0, len(data), 4)]


def test_the_app_and_what_it_starts_go_before_the_desktop(
    start_desktop: Callable[..., Desktop], tmp_path: Path
) -> None:
    """The kernel takes the largest of them, which is what has grown."""
    (tmp_path / "launcher.py").write_text(textwrap.dedent(LAUNCHER), "utf-8")
    desktop = start_desktop(VMT_APP_DIR=str(tmp_path))
    simulation = int(desktop.output.wait_for(r"child (\d+)")[1])
    vital = {"xvfb", "wm", "x11vnc", "novnc"}
    assert wait_until(lambda: vital < set(desktop.programs()), 30)
    programs = desktop.programs()

    assert score(simulation) == score(programs["app"]) >= 500
    for name in vital:
        assert score(programs[name]) == score(desktop.process.pid) < 500


def test_the_x_server_takes_memory_for_what_has_been_drawn_only(
    start_desktop: Callable[..., Desktop],
) -> None:
    """A screen of 7680×4320 would be 133 MB; what nobody has drawn on takes nothing."""
    desktop = start_desktop(VMT_DISPLAY_MAX="7680x4320")
    desktop.wait_for_window("VMT")
    with x_client(desktop) as x:
        assert size_of(x) == (1280, 800)
    status = Path(f"/proc/{desktop.pid_of('xvfb')}/status").read_text("ascii")
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    assert found
    assert 1024 * int(found[1]) < 40e6


def test_what_is_painted_black_is_black(start_desktop: Callable[..., Desktop]) -> None:
    """Also beside what is black already: in its lines, and above and below it."""
    desktop = start_desktop()
    desktop.wait_for_window("VMT")
    with x_client(desktop) as x:
        root = x.screen().root
        drawing = root.create_pixmap(64, 48, x.screen().root_depth)
        pen = drawing.create_gc(foreground=0)
        drawing.fill_rectangle(pen, 0, 0, 64, 48)
        pen.change(foreground=0xC08040)
        drawing.fill_rectangle(pen, 10, 8, 30, 20)
        pen.change(foreground=0)
        for x0, y0, width, height in [
            (0, 0, 40, 18),
            (39, 18, 1, 10),
            (10, 18, 29, 10),
        ]:
            before = pixels(drawing)
            drawing.fill_rectangle(pen, x0, y0, width, height)
            after = pixels(drawing)
            assert after != before
            for y in range(48):
                for column in range(64):
                    is_painted = x0 <= column < x0 + width and y0 <= y < y0 + height
                    wanted = b"\0\0\0" if is_painted else before[y * 64 + column]
                    assert after[y * 64 + column] == wanted
