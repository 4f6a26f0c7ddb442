"""Pictures of the desktop in a browser, out of its image: with the paths users see."""

from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from containers import Container, build, docker
from running import unused_port
from screen import CHROMIUM, CHROMIUM_FLAGS, Screen
from vmt_desktop.display.probes import wait_until
from walk import open_log_viewer, run_first_scenario, wait_for_trades

NAME = "vmt-screenshots"


def take_desktop(images: Path) -> None:
    """Write desktop.png and logs.png.

    Parameters
    ----------
    images : Path
        The folder of the pictures.
    """
    build(NAME)
    with ExitStack() as stack:
        desktop = Container.start(NAME, unused_port(), NAME)
        stack.callback(docker, "rm", "--force", "--volumes", NAME)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=CHROMIUM_FLAGS
        )
        stack.callback(browser.close)
        screen = Screen(browser.new_page(viewport={"width": 1280, "height": 840}))
        screen.open(desktop.link)
        screen.wait_until_it_fits()
        button = run_first_scenario(screen)
        _wait_for_window(desktop, "seed 42")
        wait_for_trades(screen)
        screen.image().save(images / "desktop.png", optimize=True)
        open_log_viewer(screen, button)
        _wait_for_window(desktop, "Log Viewer")
        screen.wait_until_still()
        screen.image().save(images / "logs.png", optimize=True)


def _wait_for_window(desktop: Container, title: str) -> None:
    def is_open() -> bool:
        return any(title in name for name in desktop.windows())

    assert wait_until(is_open, 60), (title, desktop.windows())
