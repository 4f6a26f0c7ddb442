"""Who has to go when memory runs out: the programs of the user, never the desktop."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from running import Desktop
from vmt_desktop.display.probes import wait_until

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
