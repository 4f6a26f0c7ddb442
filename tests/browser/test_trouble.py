"""What the page says when something on the desktop does not do what it should."""

import os
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from picture import Picture
from running import Desktop
from vmt_desktop.display.probes import wait_until

pytestmark = pytest.mark.browser


def test_an_app_that_died_is_told_with_what_happens_next(
    open_page: Callable[..., Page], standing: Desktop
) -> None:
    """How it ended is said, and that it comes back; then that it is there again."""
    page = open_page()
    assert wait_until(lambda: "app" in standing.programs(), 30)
    os.kill(standing.pid_of("app"), signal.SIGSEGV)
    card = page.locator("#ended")
    expect(card).to_contain_text("The launcher was ended by SIGSEGV")
    expect(card).to_contain_text("started again")
    expect(card).to_contain_text("It is there again.", timeout=30_000)


def test_the_last_of_the_last_lines_is_in_sight(open_page: Callable[..., Page]) -> None:
    """It says why the program ended, and they are more than fit."""
    page = open_page()
    page.evaluate("document.querySelector('#ended').hidden = false")
    page.evaluate(
        "document.querySelector('#ended-lines').textContent = 'line\\n'.repeat(50)"
    )
    page.click("#ended-details summary")
    page.wait_for_function(
        """() => {
          const { scrollTop, scrollHeight, clientHeight } =
            document.querySelector("#ended-lines");
          return scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 1;
        }"""
    )


def test_a_picture_that_stands_still_is_told(
    open_page: Callable[..., Page], standing: Desktop, window: Picture
) -> None:
    """A VNC server that hangs is named; when it goes on, so does the page."""
    page = open_page()
    process = standing.pid_of("x11vnc")
    os.kill(process, signal.SIGSTOP)
    try:
        page.mouse.click(600, 400)
        told = page.locator("#standstill")
        expect(told).to_contain_text("VNC server does not answer", timeout=20_000)
    finally:
        os.kill(process, signal.SIGCONT)
    expect(told).to_be_hidden()
    window.forget()
    page.keyboard.press("g")
    assert window.typed(1) == "g"


def test_a_connection_that_died_in_silence_is_made_anew(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """After a sleep the old sockets are open and nobody answers: others are opened."""
    page = open_page(
        script="""
          // Sockets as a sleep leaves them: nothing comes in or goes out any more.
          globalThis.sockets = [];
          WebSocket = new Proxy(WebSocket, {
            construct(target, given) {
              const socket = new target(...given);
              socket.addEventListener("message", (event) => {
                if (socket.isSilent) event.stopImmediatePropagation();
              });
              sockets.push(socket);
              return socket;
            },
          });
        """
    )
    page.evaluate("sockets.forEach((socket) => { socket.isSilent = true; })")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function(
        "() => sockets.filter((s) => !s.isSilent && s.readyState === 1).length === 2"
    )
    page.wait_for_selector("html[data-state=connected]", state="attached")
    window.forget()
    page.keyboard.press("h")
    assert window.typed(1) == "h"


def test_no_modifier_is_stuck_after_a_reconnect(
    start_desktop: Callable[..., Desktop], open_screen: Callable
) -> None:
    """Shift was down when the VNC server died; the next letter is a small one."""
    desktop = start_desktop()
    page = open_screen(desktop.link).page
    name = desktop.output.wait_for(r"display (:\d+)")[1]
    window = Picture(name, desktop.runtime_dir / "Xauthority", (3840, 2160))
    page.keyboard.down("Shift")
    page.keyboard.down("Control")
    for _ in range(2):
        window.next_press()
    os.kill(desktop.pid_of("x11vnc"), signal.SIGKILL)
    page.wait_for_selector("html[data-state=reconnecting]", state="attached")
    page.wait_for_selector("html[data-state=connected]", state="attached")
    assert window.nothing_is_held()
    window.close()
