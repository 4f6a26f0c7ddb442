"""The HTTP server: uvicorn with our limits, and the link it prints."""

import asyncio
import errno
import logging
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from types import FrameType

import uvicorn

from vmt_desktop.errors import SettingsError
from vmt_desktop.gateway.application import create_application
from vmt_desktop.gateway.certificate import Certificate
from vmt_desktop.gateway.guard import LARGEST_HEADER_BYTES
from vmt_desktop.gateway.pages import PageError
from vmt_desktop.gateway.tls_handshake import connection_factory
from vmt_desktop.gateway.waiting import MOST_WAITING, Waiting
from vmt_desktop.login.sessions import Sessions
from vmt_desktop.login.tokens import any_token, issue_token
from vmt_desktop.metrics.meters import Meters
from vmt_desktop.settings import Settings
from vmt_desktop.sharing.link import WatchLink

KEEP_ALIVE_SECONDS = 15
TICK_SECONDS = 1.0
LARGEST_MESSAGE_BYTES = 1024 * 1024
MOST_FILES = 65536


def main() -> int:
    """Serve the desktop until told to stop; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    # Its warnings tell of every request that is none: anybody could fill the log.
    log = logging.getLogger("uvicorn.error")
    log.setLevel(logging.ERROR)
    log.addFilter(_is_news)
    try:
        settings = Settings.from_environment()
        _allow_many_connections()
        server = GatewayServer(settings)
        server.stop_on_signals()
        listener = listen(settings.bind, settings.port)
    except (SettingsError, PageError, PortError) as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 1
    server.run(sockets=[listener])
    return 0


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether it is more than a WebSocket that was refused.

    uvicorn takes every refusal for a failure of the application.
    """
    return not record.getMessage().startswith("ASGI callable returned without")


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
    SettingsError
        If the files of VMT_TLS_CERT and VMT_TLS_KEY cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = asyncio.Event()
        tls = settings.exposure.tls
        context = None if tls is None else Certificate(*tls).context
        meters = Meters()
        super().__init__(
            uvicorn.Config(
                create_application(settings, meters),
                http=connection_factory(  # type: ignore[arg-type]
                    Waiting(_most_waiting()), context
                ),
                ws="websockets-sansio",
                ws_max_size=LARGEST_MESSAGE_BYTES,
                ws_per_message_deflate=False,  # the pictures are compressed already
                lifespan="on",
                log_config=None,
                access_log=False,  # it would hold the tokens
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=LARGEST_HEADER_BYTES,
            )
        )
        meters.gauge(
            "connections",
            "TCP connections that are open, those of WebSockets too.",
            lambda: len(self.server_state.connections),
        )

    def stop_on_signals(self) -> None:
        """End cleanly, with exit code 0, on SIGTERM and SIGINT from now on.

        uvicorn listens to them while it serves only, and raises them again when it
        has ended, as if being told to stop were a failure.
        """

        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    def stop(self) -> None:
        """End, whichever thread says so."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._told.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End when uvicorn is told to by a signal."""
        super().handle_exit(sig, frame)
        self.stop()

    async def main_loop(self) -> None:
        """Wait until told to stop; uvicorn's own looks for that ten times a second."""
        self._loop = asyncio.get_running_loop()
        try:
            while not await self.on_tick(0):  # it dates the answers, too
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_SECONDS):
                        await self._told.wait()
        finally:
            self._loop = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then print the links that are due."""
        settings = self._settings
        watch = WatchLink(settings.runtime_dir)
        is_new = settings.share == "view" and watch.make_first()
        await super().startup(sockets)
        if link := _link_to_print(settings):
            print(f"Open {link}", flush=True)
        if is_new:
            print(f"To watch only: {settings.url}{watch.path}", flush=True)


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


def _allow_many_connections() -> None:
    """Raise the soft limit of open files, which counts connections, to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = hard == resource.RLIM_INFINITY
    most = MOST_FILES if unlimited else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _most_waiting() -> int:
    """Return how many connections may wait; half of the files are for the others."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        MOST_WAITING if soft == resource.RLIM_INFINITY else min(MOST_WAITING, soft // 2)
    )


def _link_to_print(settings: Settings) -> str | None:
    """Return the link for the terminal; None if one that works was printed before."""
    link = settings.url
    if settings.auth == "none" or settings.password is not None:
        return link
    runtime_dir = settings.runtime_dir
    if any_token(runtime_dir) or Sessions(runtime_dir).any():
        return None
    return f"{link}?token={issue_token(runtime_dir)}"
