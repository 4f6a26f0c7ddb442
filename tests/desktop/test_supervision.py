"""The natively supervised desktop, from its start to its end."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from proc import listening_ports, told_of
from remains import descendants
from vmt_desktop.display.probes import wait_until

pytestmark = pytest.mark.desktop

PROGRAMS = {"xvfb", "wm", "x11vnc", "novnc", "app"}


def write_app(folder: Path, program: str) -> Path:
    """Write a launcher.py of our own, as another checkout would bring along."""
    folder.mkdir()
    (folder / "launcher.py").write_text(textwrap.dedent(program), "utf-8")
    return folder


def test_all_programs_run_behind_one_port(start_desktop: Callable) -> None:
    """The five programs come up, one link is printed, and one TCP port listens."""
    desktop = start_desktop()
    link = desktop.link

    assert wait_until(lambda: set(desktop.programs()) == PROGRAMS, 30)
    assert wait_until(lambda: subprocess_ok(desktop, "health"), 30)
    assert listening_ports(descendants(desktop.process.pid)) == [desktop.port]
    assert link.startswith(f"http://localhost:{desktop.port}/?token=")
    assert "\n".join(desktop.output.lines).count("http://") == 1


def subprocess_ok(desktop: object, command: str) -> bool:
    """Tell whether ``vmt-desktop COMMAND`` succeeds."""
    try:
        desktop.ask(command)  # type: ignore[attr-defined]
    except subprocess.CalledProcessError:
        return False
    return True


def test_the_x_server_asks_for_the_cookie_and_has_no_abstract_socket(
    start_desktop: Callable,
) -> None:
    """Whoever has not our file, or only shares the network, does not get in."""
    desktop = start_desktop()
    _ = desktop.link
    display = desktop.output.wait_for(r"display :(\d+)")[1]
    assert wait_until(lambda: "wm" in desktop.programs(), 30)

    question = (
        "import sys, vmt_desktop.display.probes as p; sys.exit(not p.x_answers())"
    )
    codes = [
        subprocess.run(
            [sys.executable, "-c", question],
            env={**os.environ, "DISPLAY": f":{display}", "XAUTHORITY": file},
            capture_output=True,
            check=False,
        ).returncode
        for file in (str(desktop.runtime_dir / "Xauthority"), "/dev/null")
    ]

    assert codes == [0, 1]
    with socket.socket(socket.AF_UNIX) as client, pytest.raises(ConnectionRefusedError):
        client.connect(f"\0/tmp/.X11-unix/X{display}")


def test_the_launcher_comes_back_when_it_is_closed(
    start_desktop: Callable, tmp_path: Path
) -> None:
    """It ends by itself, as by its close button, and is started again."""
    app = write_app(
        tmp_path / "app",
        """
        import signal, sys
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        print("a launcher", flush=True)
        signal.pause()
        """,
    )
    desktop = start_desktop(VMT_APP_DIR=str(app))
    desktop.output.wait_for("a launcher")
    assert wait_until(lambda: "app" in desktop.programs(), 30)

    os.kill(desktop.pid_of("app"), signal.SIGTERM)

    desktop.output.wait_for("a launcher", count=2)


@pytest.mark.slow
def test_what_the_x_server_takes_along_has_not_failed(start_desktop: Callable) -> None:
    """It is started again at once, however often the X server is killed."""
    desktop = start_desktop()

    def all_run_anew(before: dict[str, int]) -> bool:
        now = desktop.programs()
        return set(now) == PROGRAMS and now["wm"] != before.get("wm")

    running: dict[str, int] = {}
    for _ in range(8):
        assert wait_until(lambda before=running: all_run_anew(before), 30)
        running = desktop.programs()
        os.kill(desktop.pid_of("xvfb"), signal.SIGKILL)
    assert wait_until(lambda: all_run_anew(running), 30)

    printed = "\n".join(desktop.output.lines)
    assert re.search(r"^wm .*it is started again$", printed, re.M)
    assert not re.search(r"^(wm|x11vnc|app) .*started again in", printed, re.M)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_leaves_nothing_behind(
    start_desktop: Callable, number: signal.Signals
) -> None:
    """Ctrl-C and `docker stop` end every process and remove sockets and tokens."""
    desktop = start_desktop()
    _ = desktop.link
    display = desktop.output.wait_for(r"display :(\d+)")[1]
    assert wait_until(lambda: set(desktop.programs()) == PROGRAMS, 30)
    pids = descendants(desktop.process.pid)

    assert desktop.stop(number) == 0

    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert not Path(f"/tmp/.X11-unix/X{display}").exists()
    assert not Path(f"/tmp/.X{display}-lock").exists()
    assert not desktop.runtime_dir.exists()


def test_a_window_of_a_closed_launcher_is_ended_with_the_desktop(
    start_desktop: Callable, tmp_path: Path
) -> None:
    """A simulation that outlived its launcher gets SIGTERM while X still answers."""
    app = write_app(
        tmp_path / "app",
        """
        import os, signal, subprocess, sys
        WINDOW = (
            "import pathlib, signal, sys\\n"
            "def finish(*_):\\n"
            "    pathlib.Path('finished').touch()\\n"
            "    sys.exit()\\n"
            "signal.signal(signal.SIGTERM, finish)\\n"
            "print('a window', flush=True)\\n"
            "signal.pause()\\n"
        )
        if os.path.exists("closed"):
            signal.pause()
        open("closed", "w").close()
        window = subprocess.Popen(
            [sys.executable, "-c", WINDOW], stdout=subprocess.PIPE,
        )
        print(window.stdout.readline().decode(), flush=True)
        """,
    )
    desktop = start_desktop(VMT_APP_DIR=str(app))
    desktop.output.wait_for("a window")
    desktop.output.wait_for("started again")

    assert desktop.stop() == 0
    assert (app / "finished").exists()


def test_what_a_program_has_started_may_finish_its_work(
    start_desktop: Callable, tmp_path: Path
) -> None:
    """A simulation without a window is waited for, though all programs have ended."""
    app = write_app(
        tmp_path / "app",
        """
        import os, signal, subprocess, sys
        RUN = (
            "import hashlib, os, pathlib, select, signal, sys\\n"
            "desktop = os.pidfd_open(int(sys.argv[1]))\\n"
            "def finish(*_):\\n"
            "    select.select([desktop], [], [])\\n"
            "    hashlib.pbkdf2_hmac('sha256', b'last', b'ticks', 400_000)\\n"
            "    pathlib.Path('finished').touch()\\n"
            "    sys.exit()\\n"
            "signal.signal(signal.SIGTERM, finish)\\n"
            "print('a run', flush=True)\\n"
            "signal.pause()\\n"
        )
        xvfb = subprocess.run(
            ["pgrep", "-P", str(os.getppid()), "Xvfb"], capture_output=True, text=True
        )
        subprocess.Popen([sys.executable, "-c", RUN, xvfb.stdout.split()[0]])
        signal.pause()
        """,
    )
    desktop = start_desktop(VMT_APP_DIR=str(app))
    desktop.output.wait_for("a run")

    assert desktop.stop() == 0
    assert (app / "finished").exists()


def test_the_password_is_in_no_programs_environment(start_desktop: Callable) -> None:
    """Whatever is started on the desktop cannot read it from its variables."""
    desktop = start_desktop(VMT_PASSWORD="correct horse battery")
    assert wait_until(lambda: set(desktop.programs()) == PROGRAMS, 30)

    for pid in descendants(desktop.process.pid) - {desktop.process.pid}:
        assert b"correct horse" not in told_of(pid, "environ")
    assert "token" not in desktop.link


def test_health_is_asked_at_the_address_that_listens(start_desktop: Callable) -> None:
    """With VMT_BIND the question goes there, under a name that is always served."""
    desktop = start_desktop(VMT_BIND="127.0.0.2", VMT_ALLOWED_HOSTS="lab.example")
    _ = desktop.link

    assert wait_until(lambda: subprocess_ok(desktop, "health"), 30)


def test_a_bad_variable_stops_the_start_with_one_line(start_desktop: Callable) -> None:
    """It names the variable, the value and what is allowed; the code is 2."""
    desktop = start_desktop(VMT_DISPLAY_SIZE="big")

    assert desktop.end() == 2
    [line] = desktop.output.lines
    assert line.startswith("vmt-desktop: VMT_DISPLAY_SIZE is 'big'")
    assert "640x480 to 3840x2160" in line


def test_a_busy_port_stops_the_start_with_one_line(start_desktop: Callable) -> None:
    """The line names the port and the variable; the code is 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        desktop = start_desktop(VMT_PORT=port)

        assert desktop.end() == 1
    assert len(desktop.output.lines) == 1
    assert f"port {port}" in desktop.output.lines[0]
    assert "VMT_PORT" in desktop.output.lines[0]
