"""What is typed in the browser arrives on the desktop, whatever the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from Xlib import X

from picture import Picture

pytestmark = pytest.mark.browser

MAC = "Object.defineProperty(navigator, 'platform', {get: () => 'MacIntel'})"
CONTROL_L, ALT_L, DELETE, BACKSPACE, ESCAPE = 0xFFE3, 0xFFE9, 0xFFFF, 0xFF08, 0xFF1B


def press_as(page: Page, key: str, code: str, kind: str = "rawKeyDown") -> None:
    """Press a key as a keyboard of another country does."""
    session = page.context.new_cdp_session(page)
    for each in (kind, "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": each, "key": key, "code": code})
    session.detach()


def test_signs_of_other_keyboards_arrive(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """Accents, the euro and AltGr are the characters that their keys have."""
    page = open_page()
    window.forget()
    for key, code in (
        ("é", "Digit2"),
        ("€", "KeyE"),
        ("@", "KeyQ"),
        ("ß", "Minus"),
        ("ñ", "Semicolon"),
    ):
        press_as(page, key, code)
    assert window.typed(5) == "é€@ßñ"


def test_no_key_is_lost_when_nothing_has_the_focus(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """As after a card of the page was closed, with the button that had it."""
    page = open_page()
    window.forget()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    assert window.next_press()[0] == ESCAPE
    page.evaluate("""() => {
      const card = document.querySelector("#memory");
      card.hidden = false;
      card.querySelector("button").focus();
    }""")
    page.click("#memory-dismiss")
    page.keyboard.press("Backspace")
    assert window.next_press()[0] == BACKSPACE
    assert window.nothing_is_held()


def test_composed_characters_arrive(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """A dead key and an input method send what comes out, once, and nothing before."""
    page = open_page()
    window.forget()
    session = page.context.new_cdp_session(page)
    dead = {"key": "Dead", "code": "Equal", "type": "rawKeyDown"}
    session.send("Input.dispatchKeyEvent", dead)
    composing = {"selectionStart": 1, "selectionEnd": 1}
    session.send("Input.imeSetComposition", {"text": "´", **composing})
    session.send("Input.insertText", {"text": "á"})
    for part in ("k", "け", "けい", "経"):
        session.send("Input.imeSetComposition", {"text": part, **composing})
    session.send("Input.insertText", {"text": "経済"})
    page.keyboard.press("x")
    assert window.typed(4) == "á経済x"


def test_a_key_that_is_held_repeats(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """It comes again and again until it is let go."""
    page = open_page()
    window.forget()
    page.keyboard.down("k")
    assert window.typed(4) == "kkkk"
    page.keyboard.up("k")
    assert window.nothing_is_held()


def test_command_on_a_mac_is_control(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """Cmd+C is Ctrl+C there, and no key stays down after it."""
    page = open_page(script=MAC)
    window.forget()
    page.keyboard.press("Meta+c")
    assert window.next_press()[0] == CONTROL_L
    keysym, state = window.next_press()
    assert chr(keysym) == "c"
    assert state & X.ControlMask
    assert window.nothing_is_held()


def test_a_window_that_loses_the_focus_lets_go_of_all_keys(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """Alt+Tab of the visitor's own system leaves no Alt behind."""
    page = open_page()
    window.forget()
    page.keyboard.down("Alt")
    assert window.next_press()[0] == ALT_L
    page.evaluate("dispatchEvent(new Event('blur'))")
    assert window.nothing_is_held()


def test_the_menu_leaves_no_key_down(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """The keys that open it are let go on the desktop."""
    page = open_page()
    page.keyboard.down("Control")
    page.keyboard.down("Alt")
    page.keyboard.down("Shift")
    page.keyboard.press("KeyM")
    assert window.nothing_is_held()
    assert page.locator("#tools").is_visible()


def test_a_held_key_goes_with_the_next_one(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """Ctrl of the panel stays down for one key; Ctrl+Alt+Del is sent at once."""
    page = open_page()
    window.forget()
    page.click("#handle")
    page.click("#tool-keys")
    page.click("#panel-keys [data-stick=ctrl]")
    page.keyboard.press("s")
    presses = [window.next_press() for _ in range(2)]
    assert [keysym for keysym, _ in presses] == [CONTROL_L, ord("s")]
    assert presses[1][1] & X.ControlMask
    assert window.nothing_is_held()
    page.click("[data-key=ctrl-alt-del]")
    presses = [window.next_press() for _ in range(3)]
    assert [keysym for keysym, _ in presses] == [CONTROL_L, ALT_L, DELETE]
    assert presses[2][1] & X.ControlMask
    assert presses[2][1] & X.Mod1Mask
    assert window.nothing_is_held()


def test_an_on_screen_keyboard_types_and_deletes(
    open_page: Callable[..., Page], window: Picture
) -> None:
    """A phone says only what its field holds then; the rest is worked out."""
    page = open_page(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    window.forget()
    page.tap("#handle")
    page.tap("#on-screen")
    expect(page.locator("#tools")).to_be_hidden()
    field = page.locator("#keyboard")
    assert field.get_attribute("inputmode") == "text"
    session = page.context.new_cdp_session(page)
    for part in ("g", "gö", "gü"):
        session.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    session.send("Input.insertText", {"text": "gü"})
    presses = [window.next_press()[0] for _ in range(4)]
    assert presses == [ord("g"), ord("ö"), BACKSPACE, ord("ü")]
    field.evaluate(
        "e => { e.value = e.value.slice(0, -1); e.dispatchEvent(new Event('input')); }"
    )
    assert window.next_press()[0] == BACKSPACE
    page.tap("#touch-keys [data-key=escape]")
    assert window.next_press()[0] == ESCAPE
