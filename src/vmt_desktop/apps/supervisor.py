"""supervisord asked to start and to stop a program, through its unix socket."""

import http.client
import socket
import xmlrpc.client
from pathlib import Path

TIMEOUT_SECONDS = 15.0
"""Longer than any program may take to stop, by supervisord.conf."""

NOT_RUNNING, ALREADY_STARTED = 70, 60
"""Fault codes of supervisord's XML-RPC interface."""


class SupervisorError(Exception):
    """supervisord does not answer, or cannot do it; the message is a sentence."""


class Supervisor:
    """The programs of a running desktop. Its methods block.

    Parameters
    ----------
    runtime_dir : Path
        Folder of the running desktop.
    """

    def __init__(self, runtime_dir: Path) -> None:
        self._socket = runtime_dir / "supervisor.sock"

    def start(self, name: str) -> bool:
        """Start a program; return whether it did not run before.

        Raises
        ------
        SupervisorError
        """
        return self._ask("startProcess", name, unless=ALREADY_STARTED)

    def restart(self, name: str) -> None:
        """Stop a program if it runs, and start it now.

        Raises
        ------
        SupervisorError
        """
        self._ask("stopProcess", name, unless=NOT_RUNNING)
        self.start(name)

    def _ask(self, method: str, name: str, unless: int) -> bool:
        wait = method == "stopProcess"
        with xmlrpc.client.ServerProxy(
            "http://supervisor/RPC2", transport=_UnixTransport(self._socket)
        ) as server:
            try:
                getattr(server.supervisor, method)(name, wait)
            except xmlrpc.client.Fault as fault:
                if fault.faultCode == unless:
                    return False
                msg = f"The supervisor refused it: {fault.faultString}."
                raise SupervisorError(msg) from None
            except (OSError, http.client.HTTPException, xmlrpc.client.Error):
                msg = "The supervisor does not answer: is the desktop just ending?"
                raise SupervisorError(msg) from None
        return True


class _UnixTransport(xmlrpc.client.Transport):
    """XML-RPC over a unix socket; the host's name means nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: object) -> http.client.HTTPConnection:  # noqa: ARG002
        connection = _UnixConnection(self._path)
        self._connection = None, connection  # which is where close() looks for it
        return connection


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
