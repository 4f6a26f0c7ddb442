"""x11vnc on a unix socket, tuned for latency: what both of its programs share."""

import os
import resource
from pathlib import Path
from typing import NoReturn

from vmt_desktop.display.first_size import has_its_size
from vmt_desktop.settings import Settings
from vmt_desktop.supervision.programs import become, needs

MOST_DESCRIPTORS = 1024
"""libvncserver walks through every possible file descriptor at each connect; with the
million that some engines allow, that takes minutes."""

DOORS = [
    "-rfbport", "0", "-rfbportv6", "-1",  # no TCP port, on IPv6 neither
    "-nopw",  # whoever reaches the socket has passed the gateway's login
    "-noremote", "-nocmds",  # no commands by X property or clipboard
    "-forever", "-shared",
    "-nosel",  # it knows Latin-1 only: the gateway carries the clipboard
]  # fmt: skip
SIZE = ["-xrandr", "resize"]  # viewers are told when the screen gets another size
SPEED = [
    "-wait", "2", "-defer", "0",  # look often, send at once
    "-noxrecord", "-noscr", "-nowf", "-nowcr",  # no guessing at scrolls and drags
    "-xd_area", "0",  # trust large damage rectangles: no torn frames
    "-nowait_bog",
    "-speeds", "lan",  # otherwise it measures each viewer first, and waits meanwhile
]  # fmt: skip
KEYBOARD = ["-repeat"]  # a key that is held repeats; the server is told at the start


PRELOAD = Path("desktop", "preload", "x11vnc.so")
"""Below VMT_HOME: what makes x11vnc faster. Where no compiler was it does without."""


def become_vnc_server(socket: Path, *options: str) -> NoReturn:
    """Replace this process by an x11vnc that listens on `socket`, and nowhere else."""
    settings = Settings.from_environment()
    needs("the X server does not answer", lambda: has_its_size(settings))
    socket.unlink(missing_ok=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(MOST_DESCRIPTORS, hard), hard))
    os.umask(0o077)
    # Otherwise clipboard and cursor shapes are dead for the first seconds.
    environment = {"X11VNC_AVOID_WINDOWS": "never"}
    if (preload := Path(os.environ["VMT_HOME"], PRELOAD)).exists():
        environment["LD_PRELOAD"] = str(preload)
    quiet = ["-quiet"] if settings.log_level == "info" else []
    become(
        ["x11vnc", *quiet, "-noipv6", "-unixsock", str(socket),
         *DOORS, *SIZE, *SPEED, *KEYBOARD, *options],
        environment,
    )  # fmt: skip
