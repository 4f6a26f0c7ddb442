"""The gateway as a program: ``python -m vmt_desktop.gateway``."""

import logging
import signal
import socket
import sys

import uvicorn

from vmt_desktop.application import create_application
from vmt_desktop.pages import PageError
from vmt_desktop.sessions import Sessions
from vmt_desktop.settings import Settings, SettingsError
from vmt_desktop.tokens import any_token, issue_token

KEEP_ALIVE_SECONDS = 15
LARGEST_HEADER_BYTES = 16 * 1024
LARGEST_MESSAGE_BYTES = 1024 * 1024
MOST_CONNECTIONS = 500


def main() -> int:
    """Serve the desktop until told to stop; return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        settings = Settings.from_environment()
        application = create_application(settings)
        listener = _listen(settings)
    except (SettingsError, PageError, _PortError) as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 1
    server = _Server(
        uvicorn.Config(
            application,
            http="h11",
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE_BYTES,
            ws_per_message_deflate=False,  # the pictures are compressed already
            lifespan="off",
            log_config=None,
            access_log=False,  # it would hold the tokens
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=LARGEST_HEADER_BYTES,
        ),
        settings,
    )
    # uvicorn ends cleanly and then raises the signal again; to be told to stop is
    # no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server.run(sockets=[listener])
    return 0


class _PortError(Exception):
    """The port cannot be listened on; the message is one line."""


class _Server(uvicorn.Server):
    """uvicorn's server, which prints the link once it listens."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if link := _link_to_print(self._settings):
            print(f"Open {link}", flush=True)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    try:
        return socket.create_server(
            (settings.bind, settings.port),
            family=family,
            backlog=128,
            # An address of its own for each family, as long as not all are meant.
            dualstack_ipv6=settings.bind == "::",
        )
    except OSError as error:
        msg = (
            f"port {settings.port} cannot be used on {settings.bind}: "
            f"{error.strerror}; set VMT_PORT to another one"
        )
        raise _PortError(msg) from None


def _link_to_print(settings: Settings) -> str | None:
    """Return the link for the terminal; None if one that works was printed before."""
    link = f"http://localhost:{settings.port}/"
    if settings.auth == "none" or settings.password is not None:
        return link
    runtime_dir = settings.runtime_dir
    if any_token(runtime_dir) or Sessions(runtime_dir).any():
        return None
    return f"{link}?token={issue_token(runtime_dir)}"


if __name__ == "__main__":
    sys.exit(main())
