"""What must be in place before the first process starts.

The folder of sockets and secrets, the folder of the user's data, a free port
and a free X display; everything is checked before anything is started.
"""

import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from vmt_desktop.errors import StartError

X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - the place X clients look at
FIRST_DISPLAY, LAST_DISPLAY = 99, 199


def prepare_runtime_dir(path: Path) -> IO[str]:
    """Make the folder ours alone and empty; return the lock that keeps it.

    Raises
    ------
    StartError
        If it belongs to somebody else, cannot be made, or a desktop runs in it.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            raise StartError(f"{path} is not a folder of ours; set VMT_RUNTIME_DIR")
        path.chmod(0o700)
        lock = (path / "lock").open("a", encoding="ascii")
    except OSError as error:
        msg = f"cannot use {path} for sockets: {error.strerror}; set VMT_RUNTIME_DIR"
        raise StartError(msg) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StartError(f"a desktop already runs in {path}") from None
    _empty(path, keep="lock")
    for name in ("xdg", "tokens", "sessions", "home"):
        (path / name).mkdir(mode=0o700)
    return lock


def remove_runtime_dir(path: Path) -> None:
    """Take the sockets, the cookie and the tokens away when the desktop has ended."""
    _empty(path, keep="lock")
    (path / "lock").unlink()
    path.rmdir()


def prepare_data_dir(path: Path) -> None:
    """Make the user's ``logs/`` and ``scenarios/`` and see that they take files.

    Raises
    ------
    StartError
        Naming the folder and the reason.
    """
    try:
        for name in ("logs", "scenarios"):
            (path / name).mkdir(parents=True, exist_ok=True)
            if not os.access(path / name, os.W_OK | os.X_OK):
                raise PermissionError(None, "no permission to write", path / name)
    except OSError as error:
        msg = (
            f"VMT_DATA_DIR is {str(path)!r}, where runs cannot be kept: "
            f"{error.strerror} ({error.filename}); name a folder that user "
            f"{os.getuid()} may write to"
        )
        raise StartError(msg) from None


def check_port(address: str, port: int) -> None:
    """See that the port is free.

    Raises
    ------
    StartError
        Naming the port and the variable that changes it.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            msg = (
                f"port {port} cannot be used on {address}: {error.strerror}; "
                f"set VMT_PORT to another one, such as VMT_PORT={port + 1}"
            )
            raise StartError(msg) from None


@contextlib.contextmanager
def claimed_display() -> Iterator[int]:
    """Give the number of a display that no X server serves, ours as long as it lasts.

    A lock and a socket left behind by a server that was killed are removed,
    after asking: in a restarted container the process number in the lock
    belongs to somebody alive, and Xvfb would refuse to start. A desktop that is
    starting at the same moment has claimed its number and keeps it.
    """
    if not X_SOCKETS.exists():  # an empty /tmp; Xvfb makes it for root only
        X_SOCKETS.mkdir()
        X_SOCKETS.chmod(0o1777)
    for number in range(FIRST_DISPLAY, LAST_DISPLAY + 1):
        claim = X_SOCKETS / f"vmt-desktop-{number}"
        try:
            lock = _locked(claim)
        except OSError:  # another desktop's, or another user's
            continue
        try:
            if _is_free(number):
                yield number
                return
        finally:
            claim.unlink(missing_ok=True)
            os.close(lock)
    raise StartError(f"every display from :{FIRST_DISPLAY} to :{LAST_DISPLAY} is taken")


def _locked(path: Path) -> int:
    """Return a descriptor of the file, locked; OSError if somebody else has it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(descriptor), path.lstat()):
            raise FileExistsError  # its owner has removed it, and a new one is there
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_free(number: int) -> bool:
    if _display_is_served(number):
        return False
    left_behind = (Path(f"/tmp/.X{number}-lock"), X_SOCKETS / f"X{number}")  # noqa: S108
    try:
        for path in left_behind:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _display_is_served(number: int) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(os.fspath(X_SOCKETS / f"X{number}"))
        except OSError:
            return False
        return True


def _empty(folder: Path, keep: str) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif path != folder / keep:
            path.unlink()
