"""The command ``vmt-desktop``: start the desktop, print a link, ask for health."""

import argparse
import ctypes
import os
import sys
from pathlib import Path

from vmt_desktop.checkout.start import LAUNCHER, WINDOWED, start_of
from vmt_desktop.display.xauthority import write_cookie
from vmt_desktop.errors import SettingsError, StartError
from vmt_desktop.gateway.certificate import Certificate
from vmt_desktop.login.tokens import issue_token
from vmt_desktop.settings import Settings, unknown_variables
from vmt_desktop.sharing.link import WatchLink
from vmt_desktop.supervision import checkup, rooms
from vmt_desktop.supervision.log import Log

HEALTH_SECONDS = 3.0
"""So long `health` waits; the gateway gives what it asks two seconds."""


def main(argv: list[str] | None = None) -> int:
    """Run one of the commands; return its exit code (0, 1 failure, 2 usage)."""
    parser = argparse.ArgumentParser(prog="vmt-desktop", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start the desktop; Ctrl-C ends it")
    up.add_argument("app", nargs="?", choices=WINDOWED, default=LAUNCHER)
    links = commands.add_parser("link", help="print a new link to the running desktop")
    links.add_argument(
        "--watch", action="store_true", help="only the link to watch (VMT_SHARE=view)"
    )
    commands.add_parser("health", help="exit with 0 if the running desktop answers")
    arguments = parser.parse_args(argv)
    try:
        settings = Settings.from_environment()
        if arguments.command == "up":
            return start(settings, arguments.app)
        if arguments.command == "link":
            return link(settings, watch_only=arguments.watch)
        return health(settings)
    except SettingsError as error:
        print(f"vmt-desktop: {error}", file=sys.stderr)
        return 2
    except StartError as error:
        print(f"vmt-desktop: {error}", file=sys.stderr)
        return 1


def start(settings: Settings, app: str) -> int:
    """Check everything, then run the desktop until it is told to stop."""
    # Imported here: supervisord is slow to import, and a mistyped variable is
    # told without it.
    from vmt_desktop.supervision.supervise import supervise  # noqa: PLC0415 - see above

    log = Log(settings.log_level)
    for sentence in unknown_variables(os.environ):
        log.say(sentence, level="warning")
    if settings.exposure.tls is not None:
        # Said now and once; the gateway, which reads them again, warns of the rest.
        Certificate(*settings.exposure.tls, tell=lambda _: None)
    rooms.check_port(settings.bind, settings.port)
    rooms.prepare_data_dir(settings.data_dir)
    home = Path(os.environ.get("VMT_HOME", Path(__file__).resolve().parents[2]))
    app_dir = Path(os.environ.get("VMT_APP_DIR", home / "entrypoints"))
    start_of(app, app_dir, home, settings.data_dir)  # says now what will be missing
    lock = rooms.prepare_runtime_dir(settings.runtime_dir)
    with lock, rooms.claimed_display() as display:
        write_cookie(settings.runtime_dir / "Xauthority", display)
        os.environ.update(_environment(settings, display, home, app_dir, app))
        _wipe("VMT_PASSWORD")
        for name in ("VMT_PASSWORD", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            os.environ.pop(name, None)
        log.say(f"starting {app} on display :{display}, data in {settings.data_dir}")
        code = supervise(home / "supervisord.conf", settings, log)
        rooms.remove_runtime_dir(settings.runtime_dir)
    return code


def link(settings: Settings, *, watch_only: bool = False) -> int:
    """Print a new link to the desktop that runs with the same variables.

    With a password, too: who may ask for a link is never kept out by guessers. The
    link to watch, if there is one, is the one that everybody has.
    """
    if settings.auth == "none" and not watch_only:
        print(settings.url)
        return 0
    if not (settings.runtime_dir / "tokens").is_dir():
        msg = f"no desktop runs on port {settings.port}; VMT_PORT names another one"
        raise StartError(msg)
    watch = WatchLink(settings.runtime_dir).path
    if watch_only:
        if watch is None:
            msg = (
                "there is no link to watch: the desktop was started without "
                "VMT_SHARE=view, or the link was revoked in the page"
            )
            raise StartError(msg)
        print(f"{settings.url}{watch}")
        return 0
    print(f"{settings.url}?token={issue_token(settings.runtime_dir)}")
    if watch is not None:  # aside, so that what a script takes is one link
        print(f"To watch only: {settings.url}{watch}", file=sys.stderr)
    return 0


def health(settings: Settings) -> int:
    """Ask the gateway for a page and a WebSocket; it asks the X and VNC servers."""
    try:
        answers = checkup.wait_for(checkup.examine(settings), HEALTH_SECONDS)
    except (OSError, ValueError) as error:
        where = f"port {settings.port} of {settings.bind}"
        print(f"vmt-desktop: the gateway on {where}: {error}", file=sys.stderr)
        return 1
    silent = [name for name, answered in answers.items() if not answered]
    if silent:
        print(f"vmt-desktop: no answer from {', '.join(silent)}", file=sys.stderr)
    return 1 if silent else 0


def _environment(
    settings: Settings, display: int, home: Path, app_dir: Path, app: str
) -> dict[str, str]:
    runtime = settings.runtime_dir
    environment = {
        "DISPLAY": f":{display}",
        "XAUTHORITY": str(runtime / "Xauthority"),
        "XDG_RUNTIME_DIR": str(runtime / "xdg"),
        "VMT_RUNTIME_DIR": str(runtime),
        "VMT_DATA_DIR": str(settings.data_dir),
        "VMT_DISPLAY_SIZE": "{}x{}".format(*settings.display_size),
        "VMT_DISPLAY_MAX": "{}x{}".format(*settings.display_max),
        "VMT_HOME": str(home),
        "VMT_SHARING": str(settings.share == "view").lower(),
        "VMT_APP": app,
        "VMT_APP_DIR": str(app_dir),
        # The programs' own Python comes first.
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "QT_QPA_PLATFORM": "xcb",
        "SDL_VIDEODRIVER": "x11",
        "SDL_AUDIODRIVER": "dummy",
        "NO_AT_BRIDGE": "1",
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }
    if settings.password is not None and "VMT_PASSWORD" in os.environ:
        # A file instead of the variable: every program inherits the variables.
        file = runtime / "password"
        file.touch(mode=0o600)
        file.write_text(settings.password + "\n", encoding="utf-8")
        environment["VMT_PASSWORD_FILE"] = str(file)
    if not os.access(os.environ.get("HOME", "/nonexistent"), os.W_OK):
        environment["HOME"] = str(runtime / "home")
    return environment


def _wipe(name: str) -> None:
    """Overwrite a variable where the kernel shows it, in ``/proc/PID/environ``.

    Taking it out of `os.environ` keeps it from programs that are started, but leaves
    it to be read there by everything that runs as the same user.
    """
    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_void_p
    address = library.getenv(name.encode())
    if address:
        ctypes.memset(address, 0, len(ctypes.string_at(address)))


if __name__ == "__main__":
    sys.exit(main())
