"""The HTTP server: uvicorn with our limits, and the link it prints."""

import errno
import logging
import os
import signal
import socket
import sys
from types import FrameType

import uvicorn

from vmt_desktop.gateway.application import create_application
from vmt_desktop.gateway.pages import PageError
from vmt_desktop.login.sessions import Sessions
from vmt_desktop.login.tokens import any_token, issue_token
from vmt_desktop.settings import Settings, SettingsError

KEEP_ALIVE_SECONDS = 15
LARGEST_HEADER_BYTES = 16 * 1024
LARGEST_MESSAGE_BYTES = 1024 * 1024
MOST_CONNECTIONS = 500


def main() -> int:
    """Serve the desktop until told to stop; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        settings = Settings.from_environment()
        server = GatewayServer(settings)
        server.stop_on_signals()
        listener = listen(settings.bind, settings.port)
    except (SettingsError, PageError, PortError) as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 1
    server.run(sockets=[listener])
    return 0


class PortError(Exception):
    """The port cannot be listened on; the message is one line."""


class GatewayServer(uvicorn.Server):
    """uvicorn's server with our limits; it prints the link once it listens.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    PageError
        If the page has not been built.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__(
            uvicorn.Config(
                create_application(settings),
                http="h11",
                ws="websockets-sansio",
                ws_max_size=LARGEST_MESSAGE_BYTES,
                ws_per_message_deflate=False,  # the pictures are compressed already
                lifespan="on",
                log_config=None,
                access_log=False,  # it would hold the tokens
                server_header=False,
                proxy_headers=False,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=LARGEST_HEADER_BYTES,
            )
        )

    def stop_on_signals(self) -> None:
        """End cleanly, with exit code 0, on SIGTERM and SIGINT from now on.

        uvicorn listens to them while it serves only, and raises them again when it
        has ended, as if being told to stop were a failure.
        """

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.should_exit = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then print the link if one is due."""
        await super().startup(sockets)
        if link := _link_to_print(self._settings):
            print(f"Open {link}", flush=True)


def listen(address: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    PortError
        Naming the port and the variable to change.
    """
    try:
        return socket.create_server(
            (address, port),
            family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            backlog=128,
            dualstack_ipv6=address == "::",
        )
    except OSError as error:
        hint = "set VMT_PORT to another one"
        if error.errno == errno.EADDRNOTAVAIL:
            hint = "set VMT_BIND to an address of this machine"
        reason = os.strerror(error.errno or 0)
        msg = f"port {port} cannot be used on {address}: {reason}; {hint}"
        raise PortError(msg) from None


def _link_to_print(settings: Settings) -> str | None:
    """Return the link for the terminal; None if one that works was printed before."""
    link = f"http://localhost:{settings.port}/"
    if settings.auth == "none" or settings.password is not None:
        return link
    runtime_dir = settings.runtime_dir
    if any_token(runtime_dir) or Sessions(runtime_dir).any():
        return None
    return f"{link}?token={issue_token(runtime_dir)}"
