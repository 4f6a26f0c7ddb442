"""Pictures of the desktop in a browser."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from running import Desktop
from screen import CHROMIUM, CHROMIUM_FLAGS, Screen
from walk import open_log_viewer, run_first_scenario, wait_for_trades


def take_desktop(images: Path, folder: Path) -> None:
    """Write desktop.png and logs.png.

    Parameters
    ----------
    images : Path
        The folder of the pictures.
    folder : Path
        Empty, for what the desktop writes.
    """
    with sync_playwright() as playwright:
        desktop = Desktop(folder, "launcher.py", {})
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=CHROMIUM_FLAGS
        )
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 840})
            screen = Screen(page)
            screen.open(desktop.link)
            button = run_first_scenario(screen)
            desktop.wait_for_window("seed 42")
            wait_for_trades(screen)
            screen.image().save(images / "desktop.png", optimize=True)
            open_log_viewer(screen, button)
            desktop.wait_for_window("Log Viewer")
            screen.wait_until_still()
            screen.image().save(images / "logs.png", optimize=True)
        finally:
            browser.close()
            desktop.stop()
