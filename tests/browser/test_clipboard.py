"""One clipboard for the desktop and the visitor's machine."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from Xlib import X

from picture import Picture
from qt_editor import QtEditor
from running import Desktop
from vmt_desktop.display.probes import wait_until

pytestmark = pytest.mark.browser

TEXT = "π ≈ 3.14 · Ökonomie · 経済"
GRANTED = {"permissions": ["clipboard-read", "clipboard-write"]}
READ = "navigator.clipboard.readText()"
REFUSE = "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"


@pytest.fixture(scope="module")
def editor(standing: Desktop) -> Iterator[QtEditor]:
    """Give a program on the desktop that copies and pastes."""
    editor = QtEditor(standing.environment | standing.x_variables)
    yield editor
    editor.close()


def expect_in_browser(page: Page, text: str) -> None:
    """Wait until the browser's clipboard has the text."""
    page.wait_for_function(f"async (text) => await {READ} === text", arg=text)


def test_what_is_pasted_arrives_before_the_key(
    open_page: Callable[..., Page], editor: QtEditor, window: Picture
) -> None:
    """Ctrl+V in the browser is Ctrl+V there, and the clipboard has the text by then."""
    page = open_page(**GRANTED)
    page.evaluate("text => navigator.clipboard.writeText(text)", TEXT)
    window.forget()
    page.keyboard.press("Control+v")
    page.keyboard.press("Enter")
    while (press := window.next_press())[0] != ord("v"):
        pass
    assert press[1] & X.ControlMask
    assert editor.paste() == TEXT
    assert window.typed(1) == "\uff0d"  # Return, after the paste
    assert window.nothing_is_held()


def test_what_is_copied_on_the_desktop_is_in_the_browser(
    open_page: Callable[..., Page], editor: QtEditor
) -> None:
    """Without a click, and once more when the same is copied again later."""
    page = open_page(**GRANTED)
    page.bring_to_front()
    for text in (TEXT, "another", TEXT):
        editor.copy(text)
        expect_in_browser(page, text)


def test_the_next_key_copies_where_the_browser_wants_one(
    open_page: Callable[..., Page], editor: QtEditor
) -> None:
    """A browser that refuses a page by itself gets the text with a key or a click."""
    page = open_page(script=REFUSE, **GRANTED)
    page.bring_to_front()
    page.click("#handle")
    page.click("#tool-clipboard")
    editor.copy(f"{TEXT} again")
    expect(page.locator("#clipboard-text")).to_have_value(f"{TEXT} again")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift")
    expect_in_browser(page, f"{TEXT} again")


def test_the_panel_is_the_clipboard_where_nothing_else_works(
    open_page: Callable[..., Page], editor: QtEditor
) -> None:
    """It shows what was copied there, and what is written into it can be pasted."""
    page = open_page()
    page.click("#handle")
    page.click("#tool-clipboard")
    editor.copy("from the desktop")
    text = page.locator("#clipboard-text")
    expect(text).to_have_value("from the desktop")
    text.fill(TEXT)
    expect(page.locator("#clipboard-state")).to_contain_text("The desktop has it")
    assert wait_until(lambda: editor.paste() == TEXT, 5)


def test_what_was_copied_elsewhere_is_there_when_one_comes_back(
    open_page: Callable[..., Page], editor: QtEditor
) -> None:
    """With the browser's permission not even Ctrl+V has to be pressed in it."""
    page = open_page(**GRANTED)
    page.bring_to_front()
    page.evaluate("text => navigator.clipboard.writeText(text)", "copied elsewhere")
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert wait_until(lambda: editor.paste() == "copied elsewhere", 10)
