"""The whole way through the natively supervised desktop, in Chromium."""

import contextlib
import sqlite3
from collections.abc import Callable

import pytest

from vmt_desktop.display.probes import wait_until
from walk import close_button, run_first_scenario, walk

pytestmark = [pytest.mark.browser, pytest.mark.desktop]


@pytest.mark.slow
def test_from_the_link_to_the_log_of_the_first_run(
    start_desktop: Callable, open_screen: Callable
) -> None:
    """Login by link, run, moving pixels, pause, step, log viewer: all by hand."""
    desktop = start_desktop()
    screen = open_screen(desktop.link)

    walk(screen, desktop.windows, lambda: "\n".join(desktop.output.lines))

    [recorded] = (desktop.data_dir / "logs").glob("*.db")
    assert recorded.stat().st_size > 0


def test_the_link_finds_the_desktop_as_it_was(
    start_desktop: Callable, open_screen: Callable
) -> None:
    """After the tab was closed the same link shows the same desktop again."""
    desktop = start_desktop()
    screen = open_screen(desktop.link)
    before = desktop.pid_of("app")
    context = screen.page.context
    screen.page.close()

    screen.page = context.new_page()
    screen.open(desktop.link)

    assert desktop.pid_of("app") == before


def test_the_log_viewer_can_be_the_program_on_the_desktop(
    start_desktop: Callable, open_screen: Callable
) -> None:
    """`vmt-desktop up view_logs.py` shows it instead of the launcher."""
    desktop = start_desktop("view_logs.py")
    open_screen(desktop.link)

    desktop.wait_for_window("VMT Log Viewer")


def test_closing_the_launcher_brings_it_back_and_keeps_the_run(
    start_desktop: Callable, open_screen: Callable
) -> None:
    """Its close button ends it; another one opens, and the simulation goes on."""
    desktop = start_desktop()
    screen = open_screen(desktop.link)
    desktop.wait_for_window("VMT Launcher")
    before = desktop.pid_of("app")
    run_first_scenario(screen)
    desktop.wait_for_window("seed 42")

    # Only now is the launcher sure to be drawn where it stays.
    screen.click(*close_button(screen.image()))

    assert wait_until(lambda: desktop.programs().get("app", before) != before, 60)
    desktop.wait_for_window("VMT Launcher")
    assert any("seed 42" in title for title in desktop.windows())

    assert desktop.stop() == 0
    [recorded] = (desktop.data_dir / "logs").glob("*.db")
    with contextlib.closing(sqlite3.connect(recorded)) as database:
        assert database.execute("SELECT status FROM simulation_runs").fetchall() == [
            ("interrupted",)
        ]
