"""How much a program's line matters, and what of it the log shows."""

import pytest

from vmt_desktop.supervision.levels import Levels
from vmt_desktop.supervision.log import Log


@pytest.mark.parametrize(
    ("program", "line", "level", "text"),
    [
        ("app", "a launcher", "info", None),
        ("app", "warning: the file is old", "warning", "the file is old"),
        ("novnc", "WARNING: no page", "warning", "no page"),
        ("novnc", "ERROR: no page", "error", "no page"),
        ("app", "[info]: tick 3", "info", "tick 3"),
        ("app", "information: two traders", "info", None),
        ("app", "error:", "info", None),  # nothing would be left of it
        ("app", "ValueError: two traders", "error", None),
        ("app", "market.py:3: UserWarning: an odd price", "warning", None),
        ("app", "QPixmap::scaled: Pixmap is a null pixmap", "warning", None),
        ("xvfb", "(EE) could not open keyboard", "error", None),
        ("xvfb", "Fatal server error:", "error", None),
        ("xvfb", "gave up after 20 s: the X server does not answer", "error", None),
        (
            "xvfb",
            "_XSERVTransmkdir: Owner of /tmp/.X11-unix should be set to root",
            "debug",
            None,
        ),
        ("x11vnc", 'Xlib:  extension "DPMS" missing on display ":99".', "debug", None),
        ("x11vnc-view", "caught signal: 15", "debug", None),
        ("x11vnc", "caught signal: 11", "info", None),
        ("app", "caught signal: 15", "info", None),
        ("wm", "Logging to: /tmp/log", "debug", None),
        ("wm", "Error: couldn't find display", "error", "couldn't find display"),
    ],
)
def test_a_line_tells_its_level(
    program: str, line: str, level: str, text: str | None
) -> None:
    """By the words that Python, Qt and X use; noise is noise of one program."""
    assert Levels().judge(program, line) == (level, text or line)


def test_a_traceback_is_an_error_up_to_its_last_line() -> None:
    """Also when another program speaks in between, and when a second one follows."""
    levels = Levels()
    said = [
        ("app", "Traceback (most recent call last):", "error"),
        ("app", '  File "launcher.py", line 1, in <module>', "error"),
        ("wm", "a line", "info"),
        ("app", "    open(name)", "error"),
        ("app", "OSError: no such file", "error"),
        ("app", "", "info"),
        ("app", "During handling of the above exception, another exception", "error"),
        ("app", "Traceback (most recent call last):", "error"),
        ("app", "Stop", "error"),
        ("app", "a launcher", "info"),
    ]

    for program, line, level in said:
        assert levels.judge(program, line)[0] == level, line


def test_the_log_is_one_form_without_noise_secrets_and_colours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A line each, in columns; of a progress bar the last state."""
    log = Log()

    log.say("starting")
    log.pass_on("x11vnc-view", "caught signal: 15")
    log.pass_on("x11vnc-view", "\x1b[31mfatal: no screen\x1b[0m")
    log.pass_on("app", "")
    log.pass_on("app", "login with password=hunter2")
    log.pass_on("app", "10 %\r20 %\r100 %\r")
    log.pass_on("novnc", "Open http://localhost/?token=abc")

    assert capsys.readouterr().out.splitlines() == [
        "desktop     info    | starting",
        "x11vnc-view error   | no screen",
        "app         info    | login with password=…",
        "app         info    | 100 %",
        "novnc       info    | Open http://localhost/?token=abc",
    ]


def test_debug_shows_every_line_as_it_came_but_no_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Empty lines and control characters may be what one looks for."""
    log = Log("debug")

    log.pass_on("x11vnc", "caught signal: 15")
    log.pass_on("app", "\x1b[31mred\x1b[0m token=abc")
    log.pass_on("app", "")

    assert capsys.readouterr().out == (
        "x11vnc      debug   | caught signal: 15\n"
        "app         info    | \x1b[31mred\x1b[0m token=…\n"
        "app         info    | \n"
    )
