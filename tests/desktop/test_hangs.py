"""Programs that stand still without having ended: the desktop notices, and goes on."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from certificates import make_certificate
from running import PATIENCE, REPOSITORY, Desktop
from visiting import Visit
from vmt_desktop.display.probes import wait_until
from vmt_desktop.supervision.watchdog import MOST_FAILURES

pytestmark = [pytest.mark.desktop, pytest.mark.slow]

LAUNCHER = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_DFL)
print("a launcher", flush=True)
signal.pause()
"""
PROGRAMS = {"xvfb", "wm", "x11vnc", "x11vnc-view", "novnc", "app"}


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Run one desktop, shared to watch, for all tests of this file."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "launcher.py").write_text(LAUNCHER, "utf-8")
    variables = {"VMT_APP_DIR": str(folder), "VMT_SHARE": "view"}
    desktop = Desktop(tmp_path_factory.mktemp("desktop"), "launcher.py", variables)
    with Visit(desktop.link):
        yield desktop
    desktop.stop()


def is_healthy(desktop: Desktop) -> bool:
    """Tell whether ``vmt-desktop health`` succeeds."""
    try:
        desktop.ask("health")
    except subprocess.CalledProcessError:
        return False
    return True


def finding(desktop: Desktop) -> str:
    """Return what the container's HEALTHCHECK would say."""
    done = subprocess.run(
        ["sh", REPOSITORY / "desktop" / "healthy"],
        env={**os.environ, "VMT_RUNTIME_DIR": str(desktop.runtime_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (done.stdout == "ok\n")
    return done.stdout.strip()


def is_whole(desktop: Desktop) -> bool:
    """Tell whether every program runs, and the desktop is found well."""
    return set(desktop.programs()) == PROGRAMS and finding(desktop) == "ok"


@pytest.mark.parametrize("name", ["xvfb", "x11vnc", "x11vnc-view", "novnc"])
def test_a_program_that_hangs_is_found_and_started_again(
    desktop: Desktop, name: str
) -> None:
    """The desktop is unhealthy, the program is killed, and the desktop is back."""
    assert wait_until(lambda: is_whole(desktop), PATIENCE)
    stopped = desktop.pid_of(name)
    moment = time.monotonic()
    os.kill(stopped, signal.SIGSTOP)

    assert wait_until(lambda: name in finding(desktop), PATIENCE)
    found = time.monotonic() - moment
    assert not is_healthy(desktop)

    def is_back() -> bool:
        return desktop.programs().get(name, stopped) != stopped and is_whole(desktop)

    assert wait_until(is_back, PATIENCE)
    print(f"\n{name}: found {found:.1f}, back {time.monotonic() - moment:.1f}")
    assert is_healthy(desktop)
    desktop.output.wait_for(rf"^{name} .*has not answered for \d+ s and is killed")
    desktop.output.wait_for(rf"^{name} .*was killed, for it did not answer")


def test_an_app_that_a_debugger_has_stopped_is_left_alone(desktop: Desktop) -> None:
    """Somebody looks at it; the desktop goes on, and is well."""
    assert wait_until(lambda: is_whole(desktop), PATIENCE)
    app = desktop.pid_of("app")
    os.kill(app, signal.SIGSTOP)
    file = Path(desktop.runtime_dir, "health")
    findings = set()

    def asked_often() -> bool:
        findings.add(file.read_text("ascii"))
        return len(findings) > MOST_FAILURES

    assert wait_until(asked_often, PATIENCE)
    assert desktop.pid_of("app") == app
    assert all(re.fullmatch(r"\d+ ok\n", each) for each in findings)
    os.kill(app, signal.SIGCONT)


def test_with_https_it_is_asked_encrypted(
    start_desktop: Callable[..., Desktop], tmp_path: Path
) -> None:
    """The gateway is found well, whatever name its certificate is for."""
    chain, key = make_certificate(tmp_path)
    desktop = start_desktop(VMT_TLS_CERT=str(chain), VMT_TLS_KEY=str(key))

    assert wait_until(lambda: Path(desktop.runtime_dir, "health").exists(), PATIENCE)
    assert wait_until(lambda: finding(desktop) == "ok", PATIENCE)
    assert is_healthy(desktop)
